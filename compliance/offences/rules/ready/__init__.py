"""The law as it comes ready: what the sources that were read support, and no more."""

from compliance.offences.rules.ready.categories import CATEGORIES
from compliance.offences.rules.ready.pending import PENDING
from compliance.offences.rules.ready.sales import SALES
from compliance.offences.rules.ready.weapons import WEAPONS

SEED = (*SALES, *WEAPONS, *PENDING)
"""Every version of every provision that comes ready."""

__all__ = ["CATEGORIES", "SEED"]

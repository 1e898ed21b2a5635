"""The words of a Responsible Retailer Agreement, and how long one runs (pure).

An agreement is a promise of the trader. None of these words says or implies that the trader complies with the law.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.dates import months_after

TEXT_VERSION = "London Responsible Retailer Agreement, September 2019"
"""The text that is offered unless an officer names another (London Trading Standards and MOPAC, September 2019)."""


class AgreementEventKind(StrEnum):
    """What happens to an agreement, each on a day. Whether it is in force follows from these."""

    OFFERED = "offered"
    SIGNED = "signed"
    DECLINED = "declined"
    REVIEWED = "reviewed"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"


EVENT_LABELS = {
    AgreementEventKind.OFFERED: "Offered",
    AgreementEventKind.SIGNED: "Signed",
    AgreementEventKind.DECLINED: "Declined",
    AgreementEventKind.REVIEWED: "Reviewed",
    AgreementEventKind.SUSPENDED: "Suspended",
    AgreementEventKind.RESTORED: "Restored",
    AgreementEventKind.WITHDRAWN: "Withdrawn",
}

SCOPE_LABELS = {
    "covers_stores": "Sales in store",
    "covers_online": "Sales online",
    "covers_delivery": "Delivery",
}


class StandingKind(StrEnum):
    """Where an outlet stands with its agreement on a day."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    OPERATOR_CHANGED = "operator_changed"
    DECLINED = "declined"
    OFFERED = "offered"
    NONE = "none"


STANDING_LABELS = {
    StandingKind.IN_FORCE: "In force",
    StandingKind.SUSPENDED: "Suspended",
    StandingKind.LAPSED: "Lapsed",
    StandingKind.WITHDRAWN: "Withdrawn",
    StandingKind.OPERATOR_CHANGED: "Signed by another operator",
    StandingKind.DECLINED: "Declined",
    StandingKind.OFFERED: "Offered, not answered",
    StandingKind.NONE: "Never offered",
}

STANDING_COLOURS = {
    StandingKind.IN_FORCE: "green",
    StandingKind.SUSPENDED: "orange",
    StandingKind.LAPSED: "grey",
    StandingKind.WITHDRAWN: "grey",
    StandingKind.OPERATOR_CHANGED: "grey",
    StandingKind.DECLINED: "purple",
    StandingKind.OFFERED: "yellow",
    StandingKind.NONE: "grey",
}


@dataclass(frozen=True, slots=True)
class Policy:
    """How long an agreement runs before it must be signed again, in calendar months, and the longest that is allowed.

    A matter of the authority's choice, not of law.
    """

    months: int = 12
    longest_months: int = 60


def lapse_day(signed_on: date, policy: Policy) -> date:
    """Return the day on which an agreement signed on `signed_on` lapses, unless another is agreed.

    It is in force from the day of signature to the day before the one returned: signed on 1 May for 12 months, it
    lapses on 1 May a year later and its last day is 30 April. Signed on 29 February, it lapses on 28 February.
    """
    return months_after(signed_on, policy.months)

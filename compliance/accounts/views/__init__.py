"""Pages of signing in, one's own account, the officers of an authority and its letterhead."""

from compliance.accounts.views import letterhead, officers, saved, signing_in
from compliance.accounts.views.blueprint import bp

__all__ = ["bp", "letterhead", "officers", "saved", "signing_in"]

"""What is due, who is invited next, and how far the scheme has got: gathered from every slice."""

from compliance.reports.queries.adoption import Adoption, measure_adoption
from compliance.reports.queries.due import DueRow, list_about_to_lapse, list_refresh
from compliance.reports.queries.home import list_due
from compliance.reports.queries.invite import ToInvite, explain, list_to_invite
from compliance.reports.queries.rates import measure_rates
from compliance.reports.queries.sellers import list_sellers

__all__ = [
    "Adoption",
    "DueRow",
    "ToInvite",
    "explain",
    "list_about_to_lapse",
    "list_due",
    "list_refresh",
    "list_sellers",
    "list_to_invite",
    "measure_adoption",
    "measure_rates",
]

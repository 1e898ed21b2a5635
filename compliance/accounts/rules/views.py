"""Saved views of lists: which lists can have them, and what is kept of one (pure)."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from compliance.accounts.rules.shapes import one_line
from compliance.errors import Refusal

PAGES = {
    "retailers.index": "Retailers",
    "visits.every": "Visits",
    "agreements.every": "Agreements",
    "purchases.index": "Test purchases",
    "evidence.store": "Evidence store",
}
"""The lists that can be saved as views, by endpoint, and what each is called."""

VIEW_NAME_LIMIT = 60
QUERY_LIMIT = 2_000
MOST_VIEWS = 30
NOT_KEPT = frozenset({"after", "before", "older_than", "newer_than", "view", "format"})
"""What a list's address says of the place in it, and not of what it shows."""


@dataclass(frozen=True, slots=True)
class ViewDetails:
    """A view to be saved: its name, what the address of the list asks, and whether the whole authority sees it."""

    name: str
    page: str
    query: str
    shared: bool = False


def check_view(details: ViewDetails) -> ViewDetails:
    """Return a view as it is kept. Raises Refusal beside the field to mend."""
    if details.page not in PAGES:
        raise Refusal("This list cannot be saved as a view", "name")
    asked = [(name, value) for name, value in parse_qsl(details.query) if name not in NOT_KEPT]
    query = urlencode(asked)
    if not query:
        raise Refusal("Search, filter or sort the list first: then there is something to save", "name")
    if len(query) > QUERY_LIMIT:
        raise Refusal("This asks more than a view can keep. Take some filters off", "name")
    name = one_line(details.name, "name of the view", "name", VIEW_NAME_LIMIT, required=True)
    return ViewDetails(name, details.page, query, details.shared)


def view_key(name: str) -> str:
    """Return what two names of views are the same by: without case."""
    return name.casefold()

"""What the pages of the law share: its two shelves, and who set each version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.routing import BaseConverter

from compliance.accounts import queries as accounts
from compliance.database import session
from compliance.errors import NotFound
from compliance.offences import queries
from compliance.offences.forms import KindForm, VersionForm
from compliance.offences.queries import category_of, version_of
from compliance.offences.rules import COMPARED, FLAG_LABELS, STATE_LABELS, ModeOfTrial, State, differences, state_on
from compliance.offences.services import KINDS, LAW, Book

bp = Blueprint("offences", __name__, url_prefix="/law")

KIND_COMPARED = {"label": "Name", **FLAG_LABELS, "note": "Note for officers"}
STATE_COLOURS = {State.IN_FORCE: "green", State.PENDING: "yellow", State.LATER: "yellow", State.ENDED: "grey"}


class ShelfConverter(BaseConverter):
    """The part of an address that says whether it is of a provision or of a kind of product."""

    regex = "provisions|products"
    part_isolating = True


@bp.record_once
def _know_shelves(state: Any) -> None:
    state.app.url_map.converters["shelf"] = ShelfConverter


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table of the law as its pages show it. `reads` turns a row into what the rules take."""

    name: str
    book: Book
    form: type[VersionForm] | type[KindForm]
    reads: Callable[[Any], Any]
    compared: dict[str, str]
    page: str
    whole: str


SHELVES = {
    "provisions": Shelf("provisions", LAW, VersionForm, version_of, COMPARED, "offences.provision", "offences.index"),
    "products": Shelf("products", KINDS, KindForm, category_of, KIND_COMPARED, "offences.product", "offences.products"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A version as a page shows it: the row that stands, what it says, its state on a day, and what stood before.

    `changed` are the fields in which it differs from the version before it in time: in words, before and after.
    """

    row: Any
    says: Any
    state: State
    changed: Sequence[tuple[str, str, str]]
    earlier: Sequence[Any]

    @property
    def state_words(self) -> str:
        """Its state in words."""
        return STATE_LABELS[self.state]

    @property
    def state_colour(self) -> str:
        """The colour of its tag."""
        return STATE_COLOURS[self.state]


def shown_versions(shelf: Shelf, key: str, day: date) -> list[Shown]:
    """Return the versions of a provision or kind of product, the last first; those with no first day before them.

    Raises NotFound when there is none of that key.
    """
    rows = queries.list_rows(session(), shelf.book.table, key)
    if not rows:
        raise NotFound
    early = date.max if shelf.book.needs_first_day else date.min
    standing = [row for row in rows if row.superseded_at is None]
    standing.sort(key=lambda row: (row.in_force_from or early, row.version))
    found: list[Shown] = []
    for row in standing:
        says = shelf.reads(row)
        changed = _changed(shelf, found[-1].says, says) if found else ()
        state = state_on(row, day, needs_first_day=shelf.book.needs_first_day)
        earlier = [one for one in rows if one.version == row.version and one.superseded_at is not None]
        found.append(Shown(row, says, state, changed, earlier[::-1]))
    return found[::-1]


def _changed(shelf: Shelf, before: Any, after: Any) -> list[tuple[str, str, str]]:
    """Return what differs between two versions: each field in words, and what stood and stands in it."""
    names = differences(before, after, shelf.compared)
    return [(shelf.compared[name], _in_words(getattr(before, name)), _in_words(getattr(after, name))) for name in names]


def _in_words(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, ModeOfTrial):
        return _("In either court") if value is ModeOfTrial.EITHER_WAY else _("In a magistrates’ court only")
    return str(value) or _("Nothing")


def who_set(rows: Sequence[Any]) -> dict[Any, str]:
    """Return by row who set it and for which authority, in words; a row that came ready has no entry."""
    names = accounts.officer_names(session(), {row.set_by_id for row in rows if row.set_by_id})
    authorities = {one.id: one.name for one in accounts.list_authorities(session())}
    return {
        row.id: f"{names.get(row.set_by_id, '')}, {authorities.get(row.set_in_id, '')}" for row in rows if row.set_by_id
    }

"""The list of retailers as rows of a file: the columns and the words of the page."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlmodel import Session

from compliance import clock
from compliance.permissions import Actor, Permission
from compliance.purchases import queries as purchases
from compliance.retailers.queries import OutletRow
from compliance.retailers.rules import OUTLET_STATUS_LABELS, OutletKind

MOST_IN_A_WORKBOOK = 100_000
"""More rows than that take a workbook too long to make while somebody waits; a CSV of any length is made."""

AT_ONCE = 500


class Counted:
    """Rows on their way into a file, and how many have gone by."""

    def __init__(self, rows: Iterable[list[Any]]) -> None:
        self.count = 0
        self._rows = rows

    def __iter__(self) -> Iterator[list[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def headings(actor: Actor) -> list[str]:
    """Return the headings of the list as the actor sees it."""
    found = [_("Name"), _("Reference"), _("Where")]
    found += [_("Authority")] if actor.area else []
    found += [_("Operator")]
    found += [_("Last tested")] if actor.may(Permission.VIEW_PURCHASES) else []
    return [*found, _("Status")]


def lines(session: Session, actor: Actor, rows: Iterable[OutletRow]) -> Iterator[list[Any]]:
    """Yield the cells of each row under those headings; the last tests are looked up 500 rows at a time."""
    today, rest = clock.today(), iter(rows)
    sees_tests = actor.may(Permission.VIEW_PURCHASES)
    while some := list(islice(rest, AT_ONCE)):
        ids = [row.id for row in some]
        tests = purchases.last_tests_of(session, actor, ids, today) if sees_tests else None
        for row in some:
            yield _cells(row, tests, shared=bool(actor.area))


def _cells(row: OutletRow, tests: dict[UUID, date] | None, *, shared: bool) -> list[Any]:
    cells: list[Any] = [row.name, row.reference, row.where or _("Not recorded")]
    cells += [row.authority_name] if shared else []
    cells += [row.operator_name or _("Not confirmed")]
    cells += [tests.get(row.id) or _("Never")] if tests is not None else []
    return [*cells, "; ".join(status_words(row))]


def status_words(row: OutletRow) -> list[str]:
    """Return what the last column says of an outlet."""
    words = [_(OUTLET_STATUS_LABELS[row.status])]
    words += [_("Missing")] if row.missing_since_on else []
    return words + ([_("Online")] if row.kind is OutletKind.ONLINE_SHOP else [])

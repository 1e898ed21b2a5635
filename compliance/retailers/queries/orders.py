"""The orders a list of outlets can have, and how a page is cut: by what its last row holds, never by counting."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within_area
from compliance.permissions import Actor
from compliance.retailers.models import Outlet


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a list: the outlets that meet `condition`, in the order of `keys`, of which the last is the id.

    An order has one, or two where what it goes by may be missing: those without stand at an end, by name.
    """

    condition: Any
    keys: tuple[Any, ...]
    descending: bool = False

    def order(self, *, backwards: bool = False) -> list[Any]:
        """Return what to order by, from the front of the list or from its end."""
        return [key.desc() if self.descending is not backwards else key.asc() for key in self.keys]

    def page(self, statement: Any, behind: Sequence[Any] | None, *, backwards: bool = False) -> Any:
        """Limit a statement to this stretch, in order; to what stands behind a row's keys, or ahead of it."""
        statement = statement.where(self.condition).order_by(*self.order(backwards=backwards))
        if behind is None:
            return statement
        here = sa.tuple_(*self.keys)
        there = sa.tuple_(*(sa.literal(value, key.type) for value, key in zip(behind, self.keys, strict=True)))
        return statement.where(here < there if self.descending is not backwards else here > there)


Ordering = Callable[[], tuple[Stretch, ...]]

_ID, _NAME, _POSTCODE = col(Outlet.id), col(Outlet.sort_name), col(Outlet.postcode)


def by_name() -> tuple[Stretch, ...]:
    """Order by name."""
    return (Stretch(sa.true(), (_NAME, _ID)),)


def by_postcode() -> tuple[Stretch, ...]:
    """Order by postcode; those without one last, by name."""
    return Stretch(_POSTCODE.is_not(None), (_POSTCODE, _ID)), Stretch(_POSTCODE.is_(None), (_NAME, _ID))


def newest_first() -> tuple[Stretch, ...]:
    """Order the newest on the register first: identifiers sort by the time of their making."""
    return (Stretch(sa.true(), (_ID,), descending=True),)


def last_tested_first(last_tested: Callable[[Any], Any]) -> Ordering:
    """Return the order by the day of the last test, the latest first; those never tested last, by name.

    `last_tested` gives, of the column of the outlet's identifier, the day of its last test.
    """
    day = last_tested(_ID)
    return lambda: (
        Stretch(day.is_not(None), (day, _ID), descending=True),
        Stretch(day.is_(None), (_NAME, _ID)),
    )


def longest_untested_first(last_tested: Callable[[Any], Any]) -> Ordering:
    """Return the order by the day of the last test, those never tested first by name, then the earliest."""
    day = last_tested(_ID)
    return lambda: (Stretch(day.is_(None), (_NAME, _ID)), Stretch(day.is_not(None), (day, _ID)))


def place_of(
    session: Session, actor: Actor, stretches: Sequence[Stretch], outlet_id: UUID | None
) -> tuple[int, tuple[Any, ...]] | None:
    """Return in which stretch an outlet stands now, and what its keys hold; None for one the actor may not see."""
    if outlet_id is None:
        return None
    for number, stretch in enumerate(stretches):
        statement = sa.select(*stretch.keys).where(stretch.condition, _ID.in_([outlet_id]))
        row = session.execute(within_area(statement, actor, col(Outlet.authority_id))).one_or_none()
        if row is not None:
            return number, tuple(row)
    return None

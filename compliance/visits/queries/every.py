"""Reads of all the visits of an authority: filtered, a page at a time, counted, and whole for a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.visits.models import Visit, VisitAction, VisitOfficer
from compliance.visits.rules import OfferAnswer, Storage, VisitKind

PAGE = 50
COUNT_LIMIT = 10_000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which visits are asked for. None is any; days are inclusive; `officer_id` was there, leading or not."""

    kind: VisitKind | None = None
    officer_id: UUID | None = None
    from_day: date | None = None
    to_day: date | None = None
    agreement_offer: OfferAnswer | None = None
    training_offer: OfferAnswer | None = None
    storage: Storage | None = None
    open_actions: bool = False

    @property
    def asks(self) -> bool:
        """Whether anything is asked at all."""
        return self != VisitFilter()


@dataclass(frozen=True, slots=True)
class EveryRow:
    """A visit in the list of all, with the retailer and the officer by name, and how many actions are open."""

    visit: Visit
    outlet_name: str
    outlet_where: str
    officer: str
    open_actions: int


@dataclass(frozen=True, slots=True)
class VisitPage:
    """One page of visits, the latest first; `after` and `before` are where the next and the previous one go on."""

    rows: list[EveryRow]
    after: UUID | None
    before: UUID | None


def list_page(
    session: Session, actor: Actor, wanted: VisitFilter, *, after: UUID | None = None, before: UUID | None = None
) -> VisitPage:
    """Return a page of the visits of the actor's authority, the latest first. Five queries whatever their number."""
    statement = _wanted(select(Visit), actor, wanted)
    place = after or before
    if place is not None:
        at = within(sa.select(col(Visit.visited_on)).where(col(Visit.id) == place), actor, col(Visit.authority_id))
        day = session.scalar(at)
        if day is None:  # the visit at the end of that page is gone: begin again
            after = before = None
        else:
            here, there = sa.tuple_(col(Visit.visited_on), col(Visit.id)), sa.tuple_(sa.literal(day), sa.literal(place))
            statement = statement.where(here > there if before and not after else here < there)
    back = before is not None and after is None
    order = (col(Visit.visited_on), col(Visit.id))
    statement = statement.order_by(*(order if back else (one.desc() for one in order))).limit(PAGE + 1)
    found = list(session.exec(statement).all())
    more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    follows, leads = (True, more) if back else (more, place is not None and after is not None)
    return VisitPage(
        _rows(session, actor, found),
        after=found[-1].id if found and follows else None,
        before=found[0].id if found and leads else None,
    )


def count_visits(session: Session, actor: Actor, wanted: VisitFilter, *, limit: int = COUNT_LIMIT) -> int:
    """Return how many visits are asked for, counting no further than one past `limit`."""
    some = _wanted(select(Visit.id), actor, wanted).limit(limit + 1).subquery()
    return int(session.scalar(sa.select(sa.func.count()).select_from(some)) or 0)


def stream_visits(session: Session, actor: Actor, wanted: VisitFilter) -> Iterator[EveryRow]:
    """Yield all the visits asked for, the latest first; their names are looked up 500 at a time."""
    after: tuple[date, UUID] | None = None
    while True:
        statement = _wanted(select(Visit), actor, wanted)
        if after is not None:
            here = sa.tuple_(col(Visit.visited_on), col(Visit.id))
            statement = statement.where(here < sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
        statement = statement.order_by(col(Visit.visited_on).desc(), col(Visit.id).desc()).limit(AT_ONCE)
        found = list(session.exec(statement).all())
        yield from _rows(session, actor, found)
        if len(found) < AT_ONCE:
            return
        after = (found[-1].visited_on, found[-1].id)


def _wanted(statement: Any, actor: Actor, wanted: VisitFilter) -> Any:
    for name in ("kind", "agreement_offer", "training_offer", "storage"):
        if (value := getattr(wanted, name)) is not None:
            statement = statement.where(getattr(Visit, name) == value)
    if wanted.from_day is not None:
        statement = statement.where(col(Visit.visited_on) >= wanted.from_day)
    if wanted.to_day is not None:
        statement = statement.where(col(Visit.visited_on) <= wanted.to_day)
    if wanted.officer_id is not None:
        came = sa.select(col(VisitOfficer.id)).where(
            col(VisitOfficer.visit_id) == col(Visit.id), col(VisitOfficer.officer_id) == wanted.officer_id
        )
        statement = statement.where(sa.or_(col(Visit.officer_id) == wanted.officer_id, came.exists()))
    if wanted.open_actions:
        still = sa.select(col(VisitAction.id)).where(
            col(VisitAction.visit_id) == col(Visit.id), col(VisitAction.done_on).is_(None)
        )
        statement = statement.where(still.exists())
    return within(statement, actor, col(Visit.authority_id))


def _rows(session: Session, actor: Actor, visits: list[Visit]) -> list[EveryRow]:
    names = retailers.names_of(session, actor, {visit.outlet_id for visit in visits})
    officers = accounts.officer_names(session, {visit.officer_id for visit in visits})
    counted = (
        sa.select(col(VisitAction.visit_id), sa.func.count())
        .where(col(VisitAction.visit_id).in_([visit.id for visit in visits]), col(VisitAction.done_on).is_(None))
        .group_by(col(VisitAction.visit_id))
    )
    open_actions = {row[0]: row[1] for row in session.execute(counted)} if visits else {}
    return [
        EveryRow(
            visit,
            names[visit.outlet_id].name,
            names[visit.outlet_id].where,
            officers.get(visit.officer_id, ""),
            open_actions.get(visit.id, 0),
        )
        for visit in visits
    ]

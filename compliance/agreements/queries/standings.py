"""Where outlets stand with their agreements, one or many at a time, and which agreements lapse soon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.queries.records import as_events, entity_names, terms_of
from compliance.agreements.rules import Standing, Terms
from compliance.database import once, within, within_area
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.models import Operator, Outlet
from compliance.retailers.queries.periods import periods_of
from compliance.retailers.rules import OutletKind

MANY = 500


@dataclass(frozen=True, slots=True)
class Lapsing:
    """An agreement in force that lapses soon. Of an entity-wide one the outlet is None, and the name the entity's."""

    outlet_id: UUID | None
    agreement_id: UUID
    reference: str
    outlet_name: str
    outlet_where: str
    signatory: str
    lapses_on: date
    entity_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """An agreement that is held and whose review is due by a day, or overdue. Named as `Lapsing` is."""

    outlet_id: UUID | None
    agreement_id: UUID
    reference: str
    outlet_name: str
    outlet_where: str
    signatory: str
    review_on: date
    entity_id: UUID | None = None


ALL_OUTLETS = "All outlets that it operates"
"""Where an entity-wide agreement holds."""


def standing_of(session: Session, actor: Actor, outlet_id: UUID, day: date) -> Standing:
    """Return where one outlet stands with its agreements on a day. Two queries."""
    return standings(session, actor, [outlet_id], day)[outlet_id]


def standings(session: Session, actor: Actor, outlet_ids: Iterable[UUID], day: date) -> dict[UUID, Standing]:
    """Return where each outlet stands with its agreements on a day: an answer for every outlet asked for.

    Two queries for each 500 outlets. An outlet of another authority has none, as does one never offered an agreement.
    """
    wanted = sorted(set(outlet_ids))
    found: dict[UUID, Standing] = {}
    for start in range(0, len(wanted), MANY):
        some = wanted[start : start + MANY]
        arms = [
            within(arm.where(outlet_id.in_(some)), actor, col(Agreement.authority_id)) for arm, outlet_id in _arms(day)
        ]
        found |= _judge(session, actor, _events(sa.union(*arms), day), day)
    none = rules.in_force_on((), day)
    return {outlet_id: found.get(outlet_id, none) for outlet_id in wanted}


def in_force_for_scoring(session: Session, actor: Actor, authority_id: UUID, day: date) -> frozenset[UUID]:
    """Return the outlets of an authority whose agreement is in force on a day, for ranking targets.

    For an authority of the actor's own or of their force area; it tells a police planner nothing but yes or no. Two
    queries for each 500 outlets that were ever offered an agreement.
    """
    whose = col(Agreement.authority_id)
    arms = [within_area(arm.where(whose == authority_id), actor, whose) for arm, _outlet_id in _arms(day)]
    found = _judge(session, actor, _events(sa.union(*arms), day), day)
    return frozenset(outlet_id for outlet_id, standing in found.items() if standing.in_force)


def _arms(day: date) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    """Return which agreements may be which outlets' by a day: their own, and those of entities that operated them."""
    own: Any = sa.select(col(Agreement.outlet_id).label("outlet_id"), col(Agreement.id).label("agreement_id"))
    wide: Any = (
        sa.select(col(Operator.outlet_id).label("outlet_id"), col(Agreement.id).label("agreement_id"))
        .join(Operator, col(Operator.entity_id) == col(Agreement.entity_id))
        .where(col(Operator.from_on) <= day)
    )
    own = own.where(col(Agreement.outlet_id).is_not(None))
    return (own, col(Agreement.outlet_id)), (wide, col(Operator.outlet_id))


def _events(holds: Any, day: date) -> Any:
    held = holds.subquery()
    return (
        sa.select(held.c.outlet_id, col(Outlet.kind), Agreement, AgreementEvent)
        .select_from(held)
        .join(Outlet, col(Outlet.id) == held.c.outlet_id)
        .join(Agreement, col(Agreement.id) == held.c.agreement_id)
        .join(AgreementEvent, col(AgreementEvent.agreement_id) == col(Agreement.id))
        .where(col(AgreementEvent.struck_out_at).is_(None), col(AgreementEvent.on) <= day)
        .order_by(col(AgreementEvent.on), col(AgreementEvent.id), held.c.outlet_id)
    )


def _judge(session: Session, actor: Actor, statement: Any, day: date) -> dict[UUID, Standing]:
    """Return the standing of every outlet with an event that the statement finds."""
    events: dict[UUID, list[AgreementEvent]] = {}
    terms: dict[str, Terms] = {}
    kinds: dict[UUID, OutletKind] = {}
    for outlet_id, kind, agreement, event in session.execute(statement):
        events.setdefault(outlet_id, []).append(event)
        terms[str(agreement.id)] = terms_of(agreement)
        kinds[outlet_id] = kind
    periods = periods_of(session, actor, events)
    return {
        outlet_id: rules.in_force_on(
            as_events(own), day, periods.get(outlet_id, ()), terms=terms, kind=kinds[outlet_id]
        )
        for outlet_id, own in events.items()
    }


def judge_agreements(session: Session, actor: Actor, condition: Any, day: date) -> list[tuple[Agreement, Standing]]:
    """Return the agreements of the actor's own authority that meet a condition, each with where it stands on a day.

    One of an outlet stands as it does there, an entity-wide one as it does by itself; the latest first. One with no
    event by that day stands at nothing. Three queries for each 500.
    """
    statement = within(
        sa.select(Agreement, col(Outlet.kind)).outerjoin(Outlet, col(Outlet.id) == col(Agreement.outlet_id)),
        actor,
        col(Agreement.authority_id),
    ).where(condition)
    rows = session.execute(statement.order_by(col(Agreement.id).desc())).all()
    found = []
    for start in range(0, len(rows), MANY):
        some = rows[start : start + MANY]
        events: dict[UUID, list[AgreementEvent]] = {}
        ids = [agreement.id for agreement, _kind in some]
        standing_events = (
            select(AgreementEvent)
            .where(col(AgreementEvent.agreement_id).in_(ids), col(AgreementEvent.struck_out_at).is_(None))
            .order_by(col(AgreementEvent.on), col(AgreementEvent.id))
        )
        for event in session.exec(within(standing_events, actor, col(AgreementEvent.authority_id))):
            events.setdefault(event.agreement_id, []).append(event)
        periods = periods_of(session, actor, [one.outlet_id for one, _kind in some if one.outlet_id])
        for agreement, kind in some:
            theirs = periods.get(agreement.outlet_id, ()) if agreement.outlet_id else ()
            terms = {str(agreement.id): terms_of(agreement)}
            own = as_events(events.get(agreement.id, ()))
            found.append((agreement, rules.in_force_on(own, day, theirs, terms=terms, kind=kind)))
    return found


def list_lapsing(session: Session, actor: Actor, from_day: date, to_day: date) -> list[Lapsing]:
    """Return the agreements in force the day before they lapse, between two days inclusive; the first to lapse first.

    One that was renewed, suspended, withdrawn or removed since, or whose operator left, is not among them; nor is one
    of an outlet that another agreement covers for longer. Eight queries at most for each 500.
    """
    return once(session, ("lapsing", actor, from_day, to_day), lambda: _read_lapsing(session, actor, from_day, to_day))


def _read_lapsing(session: Session, actor: Actor, from_day: date, to_day: date) -> list[Lapsing]:
    sets = sa.and_(col(AgreementEvent.lapses_on) >= from_day, col(AgreementEvent.lapses_on) <= to_day)
    candidates = _with_event(session, actor, sets)
    found: list[Standing] = []
    outlets = [one.outlet_id for one in candidates if one.outlet_id]
    found += [one for one in standings(session, actor, outlets, from_day).values() if one.entity_id is None]
    entities = {one.entity_id for one in candidates if one.entity_id}
    by_entity: dict[UUID, list[Standing]] = {}
    wide = col(Agreement.entity_id).in_(entities)
    for agreement, standing in judge_agreements(session, actor, wide, from_day) if entities else ():
        if agreement.entity_id is not None:
            by_entity.setdefault(agreement.entity_id, []).append(standing)
    found += [_longest(own) for own in by_entity.values()]
    rows = [
        Lapsing(**named, lapses_on=standing.lapses_on)
        for standing, named in _named(session, actor, [one for one in found if _lapses(one, from_day, to_day)])
        if standing.lapses_on is not None
    ]
    return sorted(rows, key=lambda row: (row.lapses_on, row.outlet_name, row.agreement_id))


def _lapses(standing: Standing, from_day: date, to_day: date) -> bool:
    lapses_on = standing.lapses_on
    first_day_left = standing.in_force or (lapses_on == from_day and standing.kind is rules.StandingKind.LAPSED)
    return first_day_left and lapses_on is not None and from_day <= lapses_on <= to_day


def _longest(own: Sequence[Standing]) -> Standing:
    """Return the standing of an entity's agreements: the one that is in force for longest, or else any."""
    return max(own, key=lambda one: (one.in_force, one.lapses_on is None, one.lapses_on or date.min))


def list_reviews_due(session: Session, actor: Actor, from_day: date, to_day: date) -> list[ReviewDue]:
    """Return the agreements held on `from_day` whose review is due by `to_day` inclusive; the first due first.

    One whose day is before `from_day` and that has not been reviewed since is overdue, and among them. Six queries at
    most for each 500.
    """
    candidates = [one.id for one in _with_event(session, actor, col(AgreementEvent.review_on) <= to_day)]
    judged = judge_agreements(session, actor, col(Agreement.id).in_(candidates), from_day)
    due = [one for _, one in judged if one.held and one.review_on is not None and one.review_on <= to_day]
    rows = [
        ReviewDue(**named, review_on=standing.review_on)
        for standing, named in _named(session, actor, due)
        if standing.review_on is not None
    ]
    return sorted(rows, key=lambda row: (row.review_on, row.outlet_name, row.agreement_id))


def _with_event(session: Session, actor: Actor, condition: Any) -> Sequence[Agreement]:
    found = (
        sa.select(col(AgreementEvent.agreement_id))
        .where(col(AgreementEvent.struck_out_at).is_(None), condition)
        .correlate(None)
    )
    statement = select(Agreement).where(col(Agreement.id).in_(found))
    rows: Sequence[Agreement] = session.exec(
        within(statement, actor, col(Agreement.authority_id)).order_by(col(Agreement.id))
    ).all()
    return rows


def _named(session: Session, actor: Actor, found: Sequence[Standing]) -> list[tuple[Standing, dict[str, Any]]]:
    """Return standings, each with whose agreement it is: an outlet's, or an entity's for all that it operates."""
    ids = [UUID(one.agreement) for one in found]
    statement = within(select(Agreement).where(col(Agreement.id).in_(ids)), actor, col(Agreement.authority_id))
    agreements = {one.id: one for one in session.exec(statement)}
    names = retailers.names_of(session, actor, {one.outlet_id for one in agreements.values() if one.outlet_id})
    entities = entity_names(session, actor, {one.entity_id for one in agreements.values() if one.entity_id})
    rows = []
    for standing in found:
        agreement = agreements[UUID(standing.agreement)]
        outlet_id, entity_id = agreement.outlet_id, agreement.entity_id
        named = {
            "outlet_id": outlet_id,
            "entity_id": entity_id,
            "agreement_id": agreement.id,
            "reference": agreement.reference,
            "outlet_name": names[outlet_id].name if outlet_id else entities[entity_id] if entity_id else "",
            "outlet_where": names[outlet_id].where if outlet_id else ALL_OUTLETS,
            "signatory": standing.signatory,
        }
        rows.append((standing, named))
    return rows

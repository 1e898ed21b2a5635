"""Where outlets stand with their agreements, one or many at a time, and which agreements lapse soon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.queries.records import as_events
from compliance.agreements.rules import Standing
from compliance.database import within, within_area
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.queries.periods import periods_of

MANY = 500


@dataclass(frozen=True, slots=True)
class Lapsing:
    """An agreement in force that lapses soon."""

    outlet_id: UUID
    agreement_id: UUID
    reference: str
    outlet_name: str
    outlet_where: str
    signatory: str
    lapses_on: date


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
        some = col(Agreement.outlet_id).in_(wanted[start : start + MANY])
        found |= _judge(session, actor, within(_events(day).where(some), actor, col(Agreement.authority_id)), day)
    none = rules.in_force_on((), day)
    return {outlet_id: found.get(outlet_id, none) for outlet_id in wanted}


def in_force_for_scoring(session: Session, actor: Actor, authority_id: UUID, day: date) -> frozenset[UUID]:
    """Return the outlets of an authority whose agreement is in force on a day, for ranking targets.

    For an authority of the actor's own or of their force area; it tells a police planner nothing but yes or no. Two
    queries for each 500 outlets that were ever offered an agreement.
    """
    statement = _events(day).where(Agreement.authority_id == authority_id)
    found = _judge(session, actor, within_area(statement, actor, col(Agreement.authority_id)), day)
    return frozenset(outlet_id for outlet_id, standing in found.items() if standing.in_force)


def _events(day: date) -> Any:
    return (
        select(Agreement.outlet_id, AgreementEvent)
        .join(AgreementEvent, col(AgreementEvent.agreement_id) == col(Agreement.id))
        .where(col(AgreementEvent.struck_out_at).is_(None), col(AgreementEvent.on) <= day)
        .order_by(col(AgreementEvent.on), col(AgreementEvent.id))
    )


def _judge(session: Session, actor: Actor, statement: Any, day: date) -> dict[UUID, Standing]:
    """Return the standing of every outlet with an event that the statement finds."""
    events: dict[UUID, list[AgreementEvent]] = {}
    for outlet_id, event in session.exec(statement):
        events.setdefault(outlet_id, []).append(event)
    periods = periods_of(session, actor, events)
    return {
        outlet_id: rules.in_force_on(as_events(own), day, periods.get(outlet_id, ()))
        for outlet_id, own in events.items()
    }


def list_lapsing(session: Session, actor: Actor, from_day: date, to_day: date) -> list[Lapsing]:
    """Return the agreements in force the day before they lapse, between two days inclusive; the first to lapse first.

    One that was renewed, suspended or withdrawn since, or whose operator left, is not among them. Five queries at most.
    """
    statement = (
        select(Agreement.outlet_id)
        .join(AgreementEvent, col(AgreementEvent.agreement_id) == col(Agreement.id))
        .where(
            col(AgreementEvent.struck_out_at).is_(None),
            col(AgreementEvent.lapses_on) >= from_day,
            col(AgreementEvent.lapses_on) <= to_day,
        )
        .distinct()
    )
    candidates = session.exec(within(statement, actor, col(Agreement.authority_id))).all()
    found = {}
    for outlet_id, standing in standings(session, actor, candidates, from_day).items():
        lapses_on = standing.lapses_on
        first_day_left = standing.in_force or (lapses_on == from_day and standing.kind is rules.StandingKind.LAPSED)
        if first_day_left and lapses_on is not None and from_day <= lapses_on <= to_day:
            found[outlet_id] = standing
    names = retailers.names_of(session, actor, found)
    references = _references(session, actor, [UUID(one.agreement) for one in found.values()])
    rows = [
        Lapsing(
            outlet_id=outlet_id,
            agreement_id=UUID(standing.agreement),
            reference=references[UUID(standing.agreement)],
            outlet_name=names[outlet_id].name,
            outlet_where=names[outlet_id].where,
            signatory=standing.signatory,
            lapses_on=standing.lapses_on,
        )
        for outlet_id, standing in found.items()
        if standing.lapses_on is not None
    ]
    return sorted(rows, key=lambda row: (row.lapses_on, row.outlet_name, row.outlet_id))


def _references(session: Session, actor: Actor, agreement_ids: Sequence[UUID]) -> dict[UUID, str]:
    statement = select(Agreement.id, Agreement.reference).where(col(Agreement.id).in_(agreement_ids))
    found = session.exec(within(statement, actor, col(Agreement.authority_id)))
    return dict(found.all())

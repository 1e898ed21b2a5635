"""Reads of agreements and their events, and their part of an outlet's timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.rules import EVENT_LABELS, AgreementEventKind, Event, Standing
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.retailers.rules import TimelineEntry

TIMELINE_COLOURS = {
    AgreementEventKind.SIGNED: "green",
    AgreementEventKind.DECLINED: "purple",
    AgreementEventKind.SUSPENDED: "orange",
    AgreementEventKind.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement of an outlet, its events in order (those struck out too), and where it stands on a day."""

    agreement: Agreement
    events: tuple[AgreementEvent, ...]
    standing: Standing


def get_agreement(session: Session, actor: Actor, agreement_id: UUID) -> Agreement:
    """Return an agreement of the actor's authority. Raises NotFound."""
    found: Agreement | None = session.exec(
        within(select(Agreement).where(Agreement.id == agreement_id), actor, col(Agreement.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_event(session: Session, actor: Actor, agreement_id: UUID, event_id: UUID) -> AgreementEvent:
    """Return an event of an agreement of the actor's authority, struck out or not. Raises NotFound."""
    statement = select(AgreementEvent).where(AgreementEvent.id == event_id, AgreementEvent.agreement_id == agreement_id)
    found: AgreementEvent | None = session.exec(
        within(statement, actor, col(AgreementEvent.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_row(session: Session, actor: Actor, agreement_id: UUID, day: date) -> AgreementRow:
    """Return an agreement with its events and where it stands on a day. Raises NotFound."""
    agreement = get_agreement(session, actor, agreement_id)
    statement = select(AgreementEvent).where(AgreementEvent.agreement_id == agreement_id)
    events = _ordered(session, within(statement, actor, col(AgreementEvent.authority_id)))
    periods = retailers.list_periods(session, actor, agreement.outlet_id)
    return AgreementRow(agreement, tuple(events), rules.in_force_on(as_events(events), day, periods))


def list_agreements(session: Session, actor: Actor, outlet_id: UUID, day: date) -> list[AgreementRow]:
    """Return the agreements of an outlet, the latest first, each with its events and where it stands on a day.

    Three queries whatever their number.
    """
    statement = within(select(Agreement).where(Agreement.outlet_id == outlet_id), actor, col(Agreement.authority_id))
    agreements: Sequence[Agreement] = session.exec(statement.order_by(col(Agreement.id).desc())).all()
    events = events_of_outlet(session, actor, outlet_id)
    periods = retailers.list_periods(session, actor, outlet_id)
    rows = []
    for agreement in agreements:
        own = tuple(event for event in events if event.agreement_id == agreement.id)
        rows.append(AgreementRow(agreement, own, rules.in_force_on(as_events(own), day, periods)))
    return rows


def as_events(events: Iterable[AgreementEvent]) -> list[Event]:
    """Return the events that stand (not struck out) as the rule wants them, in the order given."""
    return [
        Event(
            kind=event.kind,
            on=event.on,
            agreement=str(event.agreement_id),
            lapses_on=event.lapses_on,
            signatory=event.signatory,
            capacity=event.capacity,
            words=event.words,
        )
        for event in events
        if event.struck_out_at is None
    ]


def events_of_outlet(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[AgreementEvent]:
    """Return every event of an outlet’s agreements in order, those struck out too. One query."""
    statement = (
        select(AgreementEvent)
        .join(Agreement, col(Agreement.id) == col(AgreementEvent.agreement_id))
        .where(Agreement.outlet_id == outlet_id)
    )
    return _ordered(session, within(statement, actor, col(AgreementEvent.authority_id)))


def _ordered(session: Session, statement: Any) -> Sequence[AgreementEvent]:
    found: Sequence[AgreementEvent] = session.exec(
        statement.order_by(col(AgreementEvent.on), col(AgreementEvent.id))
    ).all()
    return found


def find_of_visit(session: Session, actor: Actor, visit_id: UUID) -> Agreement | None:
    """Return the agreement in which an answer given at a visit was recorded and stands, or None."""
    statement = (
        select(Agreement)
        .join(AgreementEvent, col(AgreementEvent.agreement_id) == col(Agreement.id))
        .where(AgreementEvent.visit_id == visit_id, col(AgreementEvent.struck_out_at).is_(None))
        .order_by(col(AgreementEvent.id))
    )
    found: Agreement | None = session.exec(within(statement, actor, col(Agreement.authority_id))).first()
    return found


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return what happened to an outlet's agreements, for its timeline; none for who may not see them. One query."""
    if not actor.may(Permission.VIEW_AGREEMENTS):
        return []
    return [
        TimelineEntry(
            on=event.on,
            kind="agreement",
            title="Responsible Retailer Agreement",
            endpoint="agreements.show",
            arguments={"agreement_id": event.agreement_id},
            text=_said(event),
            tag=EVENT_LABELS[event.kind],
            colour=TIMELINE_COLOURS.get(event.kind, ""),
        )
        for event in events_of_outlet(session, actor, outlet_id)
        if event.struck_out_at is None
    ]


def _said(event: AgreementEvent) -> str:
    who = ", ".join(part for part in (event.signatory, event.capacity) if part)
    return " ".join(part for part in (f"{who}." if who else "", event.words) if part)

"""Reads of agreements and their events, and their part of an outlet's timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementEvent, AgreementText
from compliance.agreements.rules import EVENT_LABELS, AgreementEventKind, Event, Standing, Terms
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.retailers.models import Entity, Operator, Outlet
from compliance.retailers.queries.outlets import is_current
from compliance.retailers.rules import OutletKind, Period, TimelineEntry

TIMELINE_COLOURS = {
    AgreementEventKind.SIGNED: "green",
    AgreementEventKind.DECLINED: "purple",
    AgreementEventKind.SUSPENDED: "orange",
    AgreementEventKind.WITHDRAWN: "grey",
    AgreementEventKind.REMOVAL_PROPOSED: "orange",
    AgreementEventKind.REMOVED: "red",
}


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement and its text, its events in order (those struck out too), and where it stands on a day."""

    agreement: Agreement
    text: AgreementText
    events: tuple[AgreementEvent, ...]
    standing: Standing

    @property
    def terms(self) -> Terms:
        """Whose it is and what it covers."""
        return terms_of(self.agreement)


@dataclass(frozen=True, slots=True)
class Covered:
    """An outlet that an agreement is with, or that an entity-wide one covers on a day."""

    outlet_id: UUID
    name: str
    where: str
    is_online: bool


def terms_of(agreement: Agreement) -> Terms:
    """Return whose an agreement is and what it covers, as the rule wants it."""
    return Terms(agreement.entity_id, agreement.covers_stores, agreement.covers_online, agreement.covers_delivery)


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
    """Return an agreement with its text and events, and where it stands on a day. Raises NotFound.

    One of an outlet stands as it does at that outlet, an entity-wide one as it does by itself.
    """
    agreement = get_agreement(session, actor, agreement_id)
    statement = select(AgreementEvent).where(AgreementEvent.agreement_id == agreement_id)
    events = _ordered(session, within(statement, actor, col(AgreementEvent.authority_id)))
    periods: list[Period] = []
    kind = None
    if agreement.outlet_id is not None:
        periods = retailers.list_periods(session, actor, agreement.outlet_id)
        kind = kind_of(session, actor, agreement.outlet_id)
    return _row(agreement, _texts(session, actor, [agreement])[agreement.text_id], events, day, periods, kind)


def kind_of(session: Session, actor: Actor, outlet_id: UUID) -> OutletKind | None:
    """Return whether an outlet of the actor's own authority is premises or an online shop, or None."""
    return kinds_of(session, actor, [outlet_id]).get(outlet_id)


def kinds_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> dict[UUID, OutletKind]:
    """Return whether each outlet of the actor's own authority is premises or an online shop. One query."""
    statement = sa.select(col(Outlet.id), col(Outlet.kind)).where(col(Outlet.id).in_(set(outlet_ids)))
    return {row[0]: row[1] for row in session.execute(within(statement, actor, col(Outlet.authority_id)))}


def list_agreements(session: Session, actor: Actor, outlet_id: UUID, day: date) -> list[AgreementRow]:
    """Return an outlet's own agreements, the latest first, each with where it stands there on a day.

    Five queries whatever their number.
    """
    agreements = _of(session, actor, col(Agreement.outlet_id) == outlet_id)
    return _rows_at(session, actor, outlet_id, agreements, day)


def list_entity_wide(session: Session, actor: Actor, outlet_id: UUID, day: date) -> list[AgreementRow]:
    """Return the entity-wide agreements that cover or covered an outlet by a day, each with where it stands there.

    The latest first. Five queries whatever their number.
    """
    theirs = sa.select(col(Operator.entity_id)).where(
        col(Operator.outlet_id) == outlet_id, col(Operator.from_on) <= day
    )
    agreements = _of(session, actor, col(Agreement.entity_id).in_(theirs))
    rows = _rows_at(session, actor, outlet_id, agreements, day)
    return [row for row in rows if row.standing.agreement]


def list_of_entity(session: Session, actor: Actor, entity_id: UUID, day: date) -> list[AgreementRow]:
    """Return an entity's agreements for all its outlets, the latest first, each with where it stands by itself."""
    agreements = _of(session, actor, col(Agreement.entity_id) == entity_id)
    events = _events_of(session, actor, agreements)
    texts = _texts(session, actor, agreements)
    return [_row(one, texts[one.text_id], events.get(one.id, ()), day, (), None) for one in agreements]


def _of(session: Session, actor: Actor, condition: Any) -> Sequence[Agreement]:
    statement = within(select(Agreement).where(condition), actor, col(Agreement.authority_id))
    found: Sequence[Agreement] = session.exec(statement.order_by(col(Agreement.id).desc())).all()
    return found


def _rows_at(
    session: Session, actor: Actor, outlet_id: UUID, agreements: Sequence[Agreement], day: date
) -> list[AgreementRow]:
    if not agreements:
        return []
    events = _events_of(session, actor, agreements)
    texts = _texts(session, actor, agreements)
    periods = retailers.list_periods(session, actor, outlet_id)
    kind = kind_of(session, actor, outlet_id)
    return [_row(one, texts[one.text_id], events.get(one.id, ()), day, periods, kind) for one in agreements]


def _row(
    agreement: Agreement,
    text: AgreementText,
    events: Sequence[AgreementEvent],
    day: date,
    periods: Sequence[Period],
    kind: OutletKind | None,
) -> AgreementRow:
    terms = {str(agreement.id): terms_of(agreement)}
    standing = rules.in_force_on(as_events(events), day, periods, terms=terms, kind=kind)
    return AgreementRow(agreement, text, tuple(events), standing)


def _events_of(session: Session, actor: Actor, agreements: Sequence[Agreement]) -> dict[UUID, list[AgreementEvent]]:
    ids = [one.id for one in agreements]
    statement = select(AgreementEvent).where(col(AgreementEvent.agreement_id).in_(ids))
    found: dict[UUID, list[AgreementEvent]] = {}
    for event in _ordered(session, within(statement, actor, col(AgreementEvent.authority_id))):
        found.setdefault(event.agreement_id, []).append(event)
    return found


def _texts(session: Session, actor: Actor, agreements: Sequence[Agreement]) -> dict[UUID, AgreementText]:
    statement = select(AgreementText).where(col(AgreementText.id).in_({one.text_id for one in agreements}))
    found = session.exec(within(statement, actor, col(AgreementText.authority_id)))
    return {text.id: text for text in found}


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
            review_on=event.review_on,
            reply_by_on=event.reply_by_on,
        )
        for event in events
        if event.struck_out_at is None
    ]


def events_of_outlet(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[AgreementEvent]:
    """Return every event of an outlet’s agreements in order, those struck out too. One query.

    Those of an entity-wide agreement are the outlet's on the days on which that entity operated it.
    """
    operated = sa.exists().where(
        col(Operator.outlet_id) == outlet_id,
        col(Operator.entity_id) == col(Agreement.entity_id),
        col(Operator.from_on) <= col(AgreementEvent.on),
        sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= col(AgreementEvent.on)),
    )
    statement = (
        select(AgreementEvent)
        .join(Agreement, col(Agreement.id) == col(AgreementEvent.agreement_id))
        .where(sa.or_(col(Agreement.outlet_id) == outlet_id, operated))
    )
    return _ordered(session, within(statement, actor, col(AgreementEvent.authority_id)))


def outlets_of_agreement(session: Session, actor: Actor, agreement: Agreement, day: date) -> list[Covered]:
    """Return the outlets that an agreement of the actor's own authority is with on a day, by name.

    Of one with an outlet, that outlet. Of an entity-wide one, those on the register that the entity operates on that
    day and whose kind of sale it covers. Whether it is in force on that day is another question (see `get_row`).
    """
    statement = sa.select(Outlet)
    if agreement.outlet_id is not None:
        statement = statement.where(col(Outlet.id) == agreement.outlet_id)
    else:
        statement = (
            statement.join(Operator, col(Operator.outlet_id) == col(Outlet.id))
            .where(
                col(Operator.entity_id) == agreement.entity_id,
                col(Operator.from_on) <= day,
                sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= day),
                is_current(),
            )
            .order_by(col(Outlet.sort_name), col(Outlet.id))
        )
    outlets = session.scalars(within(statement, actor, col(Outlet.authority_id))).all()
    terms = terms_of(agreement)
    names = retailers.names_of(session, actor, [one.id for one in outlets])
    return [
        Covered(one.id, names[one.id].name, names[one.id].where, one.kind is OutletKind.ONLINE_SHOP)
        for one in outlets
        if agreement.outlet_id is not None or terms.covers(one.kind)
    ]


def entity_names(session: Session, actor: Actor, entity_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of many entities of the actor's own authority. One query, none for none."""
    wanted = set(entity_ids)
    if not wanted:
        return {}
    statement = sa.select(col(Entity.id), col(Entity.name)).where(col(Entity.id).in_(wanted))
    rows = session.execute(within(statement, actor, col(Entity.authority_id)))
    return {row[0]: row[1] for row in rows}


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

"""Reads of who operated what when, and of the outlet's own part of its timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within, within_area
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator
from compliance.retailers.queries.outlets import get_outlet
from compliance.retailers.queries.trade import list_names
from compliance.retailers.rules import (
    HOW_KNOWN_LABELS,
    EntityKind,
    HowKnown,
    OutletStatus,
    Period,
    TimelineEntry,
    is_number_missing,
)


@dataclass(frozen=True, slots=True)
class OperatorOn:
    """The legal entity that operated an outlet on a day, with what a warning or a letter must know of it."""

    operator_id: UUID
    entity_id: UUID
    entity_name: str
    entity_kind: EntityKind
    company_number: str | None
    address: str
    postcode: str | None
    from_on: date
    to_on: date | None
    primary_authority: str
    primary_authority_contact: str
    own_training_scheme: bool

    @property
    def number_missing(self) -> bool:
        """Whether its company number is still to be recorded: until then no warning can be issued to it."""
        return is_number_missing(self.entity_kind, self.company_number)


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An entity's time at an outlet, both days inclusive, with who confirmed it and how it is known."""

    id: UUID
    outlet_id: UUID
    entity_id: UUID
    entity_name: str
    company_number: str | None
    from_on: date
    to_on: date | None
    how_known: HowKnown
    how_known_note: str
    confirmed_by: str | None
    confirmed_at: datetime
    version: int


def operator_on(session: Session, actor: Actor, outlet_id: UUID, day: date) -> OperatorOn | None:
    """Return who operated an outlet the actor may see on `day`, or None: then the operator is not confirmed."""
    return operators_on(session, actor, [(outlet_id, day)]).get((outlet_id, day))


def operators_on(
    session: Session, actor: Actor, asked: Iterable[tuple[UUID, date]]
) -> Mapping[tuple[UUID, date], OperatorOn]:
    """Return who operated each outlet on its day, for many (outlet, day) pairs at once. One query for each 500 outlets.

    A pair that is not in the answer has no confirmed operator, or an outlet that the actor may not see.
    """
    pairs = sorted(set(asked))
    outlets = sorted({outlet_id for outlet_id, _ in pairs})
    periods: dict[UUID, list[OperatorOn]] = {}
    for start in range(0, len(outlets), 500):
        statement = (
            select(Operator, Entity)
            .join(Entity, col(Entity.id) == col(Operator.entity_id))
            .where(col(Operator.outlet_id).in_(outlets[start : start + 500]))
        )
        for operator, entity in session.exec(within_area(statement, actor, col(Operator.authority_id))):
            periods.setdefault(operator.outlet_id, []).append(_operator_on(operator, entity))
    found = {}
    for outlet_id, day in pairs:
        for period in periods.get(outlet_id, ()):
            if period.from_on <= day and (period.to_on is None or day <= period.to_on):
                found[outlet_id, day] = period
    return found


def _operator_on(operator: Operator, entity: Entity) -> OperatorOn:
    return OperatorOn(
        operator_id=operator.id,
        entity_id=entity.id,
        entity_name=entity.name,
        entity_kind=entity.kind,
        company_number=entity.company_number,
        address=entity.address,
        postcode=entity.postcode,
        from_on=operator.from_on,
        to_on=operator.to_on,
        primary_authority=entity.primary_authority,
        primary_authority_contact=entity.primary_authority_contact,
        own_training_scheme=entity.own_training_scheme,
    )


def list_operators(session: Session, actor: Actor, outlet_id: UUID) -> Sequence[OperatorRow]:
    """Return who operated an outlet of the actor's authority or force area, the latest first."""
    rows = session.execute(
        within_area(
            _operators().where(col(Operator.outlet_id) == outlet_id), actor, col(Operator.authority_id)
        ).order_by(col(Operator.from_on).desc(), col(Operator.id).desc())
    ).all()
    return _operator_rows(session, rows)


def _operators() -> Any:
    return sa.select(Operator, col(Entity.name), col(Entity.company_number)).join(
        Entity, col(Entity.id) == col(Operator.entity_id)
    )


def _operator_rows(session: Session, rows: Sequence[Any]) -> list[OperatorRow]:
    officers: set[UUID] = {row[0].confirmed_by_id for row in rows if row[0].confirmed_by_id}
    names = accounts.officer_names(session, officers)
    return [
        OperatorRow(
            id=operator.id,
            outlet_id=operator.outlet_id,
            entity_id=operator.entity_id,
            entity_name=name,
            company_number=number,
            from_on=operator.from_on,
            to_on=operator.to_on,
            how_known=operator.how_known,
            how_known_note=operator.how_known_note,
            confirmed_by=names.get(operator.confirmed_by_id) if operator.confirmed_by_id else None,
            confirmed_at=operator.confirmed_at,
            version=operator.version,
        )
        for operator, name, number in rows
    ]


def list_periods(session: Session, actor: Actor, outlet_id: UUID) -> list[Period]:
    """Return the operator periods of an outlet as the rules want them, the latest first."""
    return [
        Period(row.id, row.entity_id, row.entity_name, row.from_on, row.to_on)
        for row in list_operators(session, actor, outlet_id)
    ]


def get_operator(session: Session, actor: Actor, outlet_id: UUID, operator_id: UUID) -> Operator:
    """Return an operator period of an outlet of the actor's own authority. Raises NotFound."""
    statement = select(Operator).where(Operator.id == operator_id, Operator.outlet_id == outlet_id)
    found: Operator | None = session.exec(within(statement, actor, col(Operator.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return the outlet's own days: opened, operators from and to, names given up, trading again, closed."""
    outlet = get_outlet(session, actor, outlet_id)
    here = {"outlet_id": outlet_id}
    entries = []
    if outlet.opened_on:
        entries.append(TimelineEntry(outlet.opened_on, "outlet", "Opened"))
    if outlet.closed_on:
        what = "Vacant" if outlet.status is OutletStatus.VACANT else "Closed"
        entries.append(TimelineEntry(outlet.closed_on, "outlet", what, colour="grey"))
    if outlet.status is OutletStatus.TRADING and outlet.status_on:
        entries.append(TimelineEntry(outlet.status_on, "outlet", "Trading from this day"))
    entries += [
        TimelineEntry(name.to_on, "outlet", f"Last day called “{name.name}”")
        for name in list_names(session, actor, outlet_id)
        if name.to_on
    ]
    for row in list_operators(session, actor, outlet_id):
        known = HOW_KNOWN_LABELS[row.how_known]
        entries.append(
            TimelineEntry(
                row.from_on,
                "operator",
                f"Operated by {row.entity_name} from this day",
                "retailers.operators",
                here,
                known,
            )
        )
        if row.to_on:
            entries.append(
                TimelineEntry(
                    row.to_on, "operator", f"Last day operated by {row.entity_name}", "retailers.operators", here
                )
            )
    return entries

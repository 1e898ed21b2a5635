"""Reads of operations: seen by the authority that plans them and by the one whose outlets they test."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from compliance.accounts.models import Authority
from compliance.accounts.queries import list_area
from compliance.accounts.rules import AuthorityKind
from compliance.database import within
from compliance.errors import NotFound
from compliance.operations.models import Operation, OperationTarget
from compliance.operations.queries.targets import PURCHASES
from compliance.operations.rules import Phase, Purpose, phase_on
from compliance.permissions import Actor
from compliance.volunteers.models import Volunteer

PAST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class OperationSummary:
    """An operation as a list shows it, with how many of its targets have a result."""

    id: UUID
    reference: str
    name: str
    purpose: Purpose
    starts_on: date
    ends_on: date
    area: str
    planner_name: str
    partner_name: str
    phase: Phase
    targets: int
    done: int

    @property
    def open(self) -> int:
        """How many targets have no result yet."""
        return self.targets - self.done


@dataclass(frozen=True, slots=True)
class OperationPage:
    """A page of past operations, the latest first, and the one to go on from (None at the end)."""

    operations: Sequence[OperationSummary]
    older: UUID | None


def get_operation(session: Session, actor: Actor, operation_id: UUID) -> Operation:
    """Return an operation that the actor's authority plans or whose outlets it tests. Raises NotFound."""
    return _one(session, select(Operation).where(Operation.id == operation_id, _shared(actor)))


def get_own_operation(session: Session, actor: Actor, operation_id: UUID) -> Operation:
    """Return an operation that the actor's own authority plans, to change it. Raises NotFound."""
    statement = select(Operation).where(Operation.id == operation_id)
    return _one(session, within(statement, actor, col(Operation.authority_id)))


def list_partners(session: Session, actor: Actor) -> Sequence[Authority]:
    """Return the authorities whose outlets the actor may plan to test, by name.

    They are the boroughs of a police planner's force area, or else the actor's own authority.
    """
    found = list_area(session, actor)
    if actor.area:
        return [one for one in found if one.id in actor.area and one.kind is AuthorityKind.BOROUGH]
    return [one for one in found if one.id == actor.authority_id]


def list_current(session: Session, actor: Actor, today: date) -> list[OperationSummary]:
    """Return the operations shared with the actor that are under way on `today` or coming, the soonest first."""
    statement = _summaries().where(_shared(actor), col(Operation.ends_on) >= today)
    order = (col(Operation.starts_on), col(Operation.ends_on), col(Operation.id))
    return _read(session, statement.order_by(*order), today)


def list_upcoming(session: Session, actor: Actor, today: date, *, limit: int = 5) -> list[OperationSummary]:
    """Return the first few of `list_current`, for the home page. One query."""
    statement = _summaries().where(_shared(actor), col(Operation.ends_on) >= today)
    order = (col(Operation.starts_on), col(Operation.ends_on), col(Operation.id))
    return _read(session, statement.order_by(*order).limit(limit), today)


def list_past(session: Session, actor: Actor, today: date, *, before: UUID | None = None) -> OperationPage:
    """Return a page of the operations shared with the actor that ended before `today`, the latest first.

    `before` is the operation that the page before ended on; one that the actor may not see begins at the top.
    """
    statement = _summaries().where(_shared(actor), col(Operation.ends_on) < today)
    last = session.exec(select(Operation).where(Operation.id == before, _shared(actor))).one_or_none()
    if last is not None:
        statement = statement.where(
            sa.tuple_(col(Operation.ends_on), col(Operation.id))
            < sa.tuple_(sa.literal(last.ends_on), sa.literal(last.id))
        )
    order = (col(Operation.ends_on).desc(), col(Operation.id).desc())
    found = _read(session, statement.order_by(*order).limit(PAST_SHOWN + 1), today)
    more = len(found) > PAST_SHOWN
    return OperationPage(found[:PAST_SHOWN], found[PAST_SHOWN - 1].id if more else None)


def list_for_outlet(session: Session, actor: Actor, outlet_id: UUID, day: date) -> Sequence[Operation]:
    """Return the operations shared with the actor in which a purchase at the outlet on `day` can stand.

    The outlet is a target, and `day` is one of the operation's days, both ends included. The earliest is first.
    """
    statement = (
        select(Operation)
        .join(OperationTarget, col(OperationTarget.operation_id) == col(Operation.id))
        .where(
            OperationTarget.outlet_id == outlet_id,
            _shared(actor),
            col(Operation.starts_on) <= day,
            col(Operation.ends_on) >= day,
        )
    )
    found: Sequence[Operation] = session.exec(statement.order_by(col(Operation.starts_on), col(Operation.id))).all()
    return found


def find_lent_volunteer(session: Session, actor: Actor, operation_id: UUID) -> Volunteer | None:
    """Return the volunteer of a shared operation when another authority's vault holds them, or None.

    For `volunteers.services.age_on(..., lent=)`: the row's identity and birthday are locked, and no page may show it.
    Raises NotFound for an operation that is not shared with the actor.
    """
    operation = get_operation(session, actor, operation_id)
    if operation.volunteer_id is None:
        return None
    volunteer = session.get(Volunteer, operation.volunteer_id)
    return volunteer if volunteer is not None and volunteer.authority_id != actor.authority_id else None


def is_volunteer_lent(session: Session, operation: Operation) -> bool:
    """Say whether the operation's volunteer is one of the partner's vault and not of the planner's own."""
    owner = session.exec(select(Volunteer.authority_id).where(Volunteer.id == operation.volunteer_id)).one_or_none()
    return owner is not None and owner != operation.authority_id


def _shared(actor: Actor) -> ColumnElement[bool]:
    return sa.or_(col(Operation.authority_id) == actor.authority_id, col(Operation.partner_id) == actor.authority_id)


def _one(session: Session, statement: Any) -> Operation:
    found: Operation | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def _summaries() -> Any:
    """Return operations with the names of both authorities and the counts of their targets, in one statement."""
    planner, partner = aliased(Authority), aliased(Authority)
    target = (col(OperationTarget.operation_id) == col(Operation.id),)
    result = sa.exists().where(
        PURCHASES.c.operation_id == col(Operation.id), PURCHASES.c.outlet_id == col(OperationTarget.outlet_id)
    )
    count = sa.select(sa.func.count()).select_from(OperationTarget)
    return (
        sa.select(  # type: ignore[call-overload]
            Operation,
            planner.name,
            partner.name,
            count.where(*target).correlate(Operation).scalar_subquery(),
            count.where(*target, result).correlate(Operation).scalar_subquery(),
        )
        .join(planner, planner.id == col(Operation.authority_id))
        .join(partner, partner.id == col(Operation.partner_id))
    )


def _read(session: Session, statement: Any, today: date) -> list[OperationSummary]:
    return [
        OperationSummary(
            id=operation.id,
            reference=operation.reference,
            name=operation.name,
            purpose=operation.purpose,
            starts_on=operation.starts_on,
            ends_on=operation.ends_on,
            area=operation.area,
            planner_name=planner,
            partner_name=partner,
            phase=phase_on(operation.starts_on, operation.ends_on, today),
            targets=targets,
            done=done,
        )
        for operation, planner, partner, targets, done in session.execute(statement)
    ]

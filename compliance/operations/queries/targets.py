"""Reads of an operation's targets and team, and of the outlets that could become targets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import in_area
from compliance.errors import NotFound
from compliance.operations.models import Operation, OperationTarget, TeamMember
from compliance.operations.rules import ChosenBy, Contribution, ScoredFor
from compliance.permissions import Actor
from compliance.retailers.models import Outlet
from compliance.retailers.queries import is_current
from compliance.retailers.rules import OutletKind, OutletStatus, postcode_beginning

# Purchases stand above operations: their table is read here by name, as its foreign key names ours.
PURCHASES = sa.table(
    "purchases",
    sa.column("operation_id", sa.Uuid()),
    sa.column("outlet_id", sa.Uuid()),
    sa.column("tested_on", sa.Date()),
)


@dataclass(frozen=True, slots=True)
class Results:
    """How many purchases are recorded against an operation or a target of it, and the first and last of their days."""

    count: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target with what a team must know to find it, and its score with what made it up when it was chosen."""

    id: UUID
    outlet_id: UUID
    position: int
    chosen_by: ChosenBy
    rank: int
    score: int
    contributions: tuple[Contribution, ...]
    name: str
    kind: OutletKind
    reference: str
    address: tuple[str, ...]
    postcode: str | None


@dataclass(frozen=True, slots=True)
class CandidateFilter:
    """What narrows the list of outlets to choose from. `postcode` is the beginning of one, such as E8 or E8 1."""

    name: str = ""
    postcode: str = ""
    kind: OutletKind | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An outlet that could become a target."""

    outlet_id: UUID
    name: str
    kind: OutletKind
    reference: str
    address: tuple[str, ...]
    postcode: str | None


def list_targets(session: Session, operation: Operation) -> Sequence[OperationTarget]:
    """Return the targets of an operation that the actor was given, in the order of work, to change them."""
    statement = select(OperationTarget).where(OperationTarget.operation_id == operation.id)
    return session.exec(statement.order_by(col(OperationTarget.position), col(OperationTarget.id))).all()


def target_rows(session: Session, operation: Operation) -> list[TargetRow]:
    """Return the targets of an operation that the actor was given, in the order of work, to show them. One query."""
    statement = (
        sa.select(OperationTarget, *_place())
        .join(Outlet, col(Outlet.id) == col(OperationTarget.outlet_id))
        .where(col(OperationTarget.operation_id) == operation.id)
        .order_by(col(OperationTarget.position), col(OperationTarget.id))
    )
    return [_target_row(row[0], row) for row in session.execute(statement)]


def get_target(session: Session, operation: Operation, target_id: UUID) -> OperationTarget:
    """Return a target of an operation that the actor was given. Raises NotFound."""
    found = session.get(OperationTarget, target_id)
    if found is None or found.operation_id != operation.id:
        raise NotFound
    return found


def find_target(session: Session, operation: Operation, outlet_id: UUID) -> OperationTarget | None:
    """Return the outlet's target in an operation that the actor was given, or None when it was not chosen."""
    statement = select(OperationTarget).where(
        OperationTarget.operation_id == operation.id, OperationTarget.outlet_id == outlet_id
    )
    return session.exec(statement).one_or_none()


def list_team(session: Session, operation: Operation) -> Sequence[TeamMember]:
    """Return the team of an operation that the actor was given, in the order in which they were added."""
    statement = select(TeamMember).where(TeamMember.operation_id == operation.id)
    return session.exec(statement.order_by(col(TeamMember.id))).all()


def read_results(session: Session, operation: Operation, outlet_id: UUID | None = None) -> Results:
    """Return how many purchases are recorded against an operation, or against one of its outlets, and their days."""
    on = PURCHASES.c.tested_on
    statement = sa.select(sa.func.count(), sa.func.min(on), sa.func.max(on)).select_from(PURCHASES)
    statement = statement.where(PURCHASES.c.operation_id == operation.id)
    if outlet_id is not None:
        statement = statement.where(PURCHASES.c.outlet_id == outlet_id)
    return Results(*session.execute(statement).one())


def list_candidates(
    session: Session,
    actor: Actor,
    operation: Operation,
    narrow: CandidateFilter | None = None,
    *,
    among: Collection[UUID] | None = None,
) -> list[Candidate]:
    """Return the partner's trading outlets that are not targets of the operation yet, by name. One query.

    `narrow` limits them by part of the name, the beginning of the postcode and the kind; `among` to those identifiers.
    The partner must still be in the planner's force area, or be their own authority: otherwise there are none.
    """
    chosen = sa.select(OperationTarget.outlet_id).where(col(OperationTarget.operation_id) == operation.id)  # type: ignore[call-overload]
    statement = sa.select(*_place()).where(
        col(Outlet.authority_id) == operation.partner_id,
        in_area(actor, col(Outlet.authority_id)),
        col(Outlet.status) == OutletStatus.TRADING,
        is_current(),
        col(Outlet.id).not_in(chosen),
    )
    if among is not None:
        statement = statement.where(col(Outlet.id).in_(among))
    for condition in _narrowed(narrow or CandidateFilter()):
        statement = statement.where(condition)
    rows = session.execute(statement.order_by(col(Outlet.sort_name), col(Outlet.id)))
    return [Candidate(row.id, row.name, row.kind, row.reference, _address(row), row.postcode) for row in rows]


def _narrowed(narrow: CandidateFilter) -> list[Any]:
    conditions: list[Any] = []
    if name := " ".join(narrow.name.split()):
        conditions.append(col(Outlet.name).icontains(name, autoescape=True))
    if narrow.postcode.strip():
        begins = postcode_beginning(narrow.postcode)
        conditions.append(col(Outlet.postcode).startswith(begins, autoescape=True) if begins else sa.false())
    if narrow.kind is not None:
        conditions.append(col(Outlet.kind) == narrow.kind)
    return conditions


def _place() -> tuple[Any, ...]:
    return (
        col(Outlet.id),
        col(Outlet.name),
        col(Outlet.kind),
        col(Outlet.reference),
        col(Outlet.address_1),
        col(Outlet.address_2),
        col(Outlet.address_3),
        col(Outlet.address_4),
        col(Outlet.postcode),
        col(Outlet.domain),
        col(Outlet.marketplace),
        col(Outlet.marketplace_seller),
    )


def _address(row: Any) -> tuple[str, ...]:
    """Return where an outlet is found, line by line: its address, or where it sells online."""
    lines = [row.address_1, row.address_2, row.address_3, row.address_4, row.postcode]
    if row.kind is OutletKind.ONLINE_SHOP:
        lines += [row.domain, row.marketplace, row.marketplace_seller]
    return tuple(line for line in lines if line)


def _target_row(target: OperationTarget, row: Any) -> TargetRow:
    return TargetRow(
        id=target.id,
        outlet_id=target.outlet_id,
        position=target.position,
        chosen_by=target.chosen_by,
        rank=target.rank,
        score=target.score,
        contributions=tuple(
            Contribution(ScoredFor(part["code"]), part["words"], part["points"]) for part in target.contributions
        ),
        name=row.name,
        kind=row.kind,
        reference=row.reference,
        address=_address(row),
        postcode=row.postcode,
    )

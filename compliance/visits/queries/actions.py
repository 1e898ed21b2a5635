"""Reads of what is to be done after visits: actions of traders, and places to visit again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.retailers.rules import OutletStatus
from compliance.visits.models import Visit, VisitAction
from compliance.visits.rules import Basis, is_overdue

MOST_DUE = 500
"""More than that are on the page only by filtering: nobody works through a longer list."""


class DueKind(StrEnum):
    """What is to be done: a trader's action, or a visit again."""

    ACTION = "action"
    VISIT_AGAIN = "visit_again"


@dataclass(frozen=True, slots=True)
class ActionDue:
    """Something open after a visit. `action_id` and `basis` are None where it is a visit again."""

    kind: DueKind
    visit_id: UUID
    action_id: UUID | None
    outlet_id: UUID
    outlet_name: str
    outlet_where: str
    text: str
    due_on: date | None
    overdue: bool
    basis: Basis | None
    visited_on: date
    reference: str
    officer_id: UUID
    officer: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which of them: None is any. `overdue` True asks for those past their day."""

    overdue: bool | None = None
    officer_id: UUID | None = None
    basis: Basis | None = None
    kind: DueKind | None = None


ANY_ACTION = ActionFilter()


def list_actions_due(
    session: Session, actor: Actor, today: date, wanted: ActionFilter = ANY_ACTION, *, most: int = MOST_DUE
) -> list[ActionDue]:
    """Return the open actions of the actor's authority and the places to visit again, the first due first.

    An action whose day is today is still in time. A place is visited again once a later visit to it is recorded; one
    that has closed need not be. What has no day comes last. None for who may not see visits. At most `most`. Four
    queries whatever their number.
    """
    if not actor.may(Permission.VIEW_VISITS):
        return []
    found: list[Any] = []
    if wanted.kind in {None, DueKind.ACTION}:
        found += session.execute(_actions(actor, today, wanted).limit(most)).all()
    if wanted.kind in {None, DueKind.VISIT_AGAIN} and wanted.basis is None:
        found += session.execute(_again(actor, today, wanted).limit(most)).all()
    found.sort(key=lambda row: (row.due_on is None, row.due_on or date.max, str(row.action_id or row.visit_id)))
    found = found[:most]
    names = retailers.names_of(session, actor, {row.outlet_id for row in found})
    officers = accounts.officer_names(session, {row.officer_id for row in found})
    return [
        ActionDue(
            kind=DueKind.ACTION if row.action_id else DueKind.VISIT_AGAIN,
            visit_id=row.visit_id,
            action_id=row.action_id,
            outlet_id=row.outlet_id,
            outlet_name=names[row.outlet_id].name,
            outlet_where=names[row.outlet_id].where,
            text=row.text,
            due_on=row.due_on,
            overdue=is_overdue(row.due_on, today),
            basis=row.basis,
            visited_on=row.visited_on,
            reference=row.reference,
            officer_id=row.officer_id,
            officer=officers.get(row.officer_id, ""),
            version=row.version,
        )
        for row in found
    ]


def _actions(actor: Actor, today: date, wanted: ActionFilter) -> Any:
    statement: Any = (
        sa.select(
            col(VisitAction.id).label("action_id"),
            col(VisitAction.visit_id),
            col(VisitAction.text),
            col(VisitAction.basis),
            col(VisitAction.due_on),
            col(VisitAction.version),
            col(Visit.outlet_id),
            col(Visit.visited_on),
            col(Visit.reference),
            col(Visit.officer_id),
        )
        .join(Visit, col(Visit.id) == col(VisitAction.visit_id))
        .where(col(VisitAction.done_on).is_(None))
        .order_by(col(VisitAction.due_on).is_(None), col(VisitAction.due_on), col(VisitAction.id))
    )
    if wanted.basis is not None:
        statement = statement.where(col(VisitAction.basis) == wanted.basis)
    return within(_asked(statement, col(VisitAction.due_on), today, wanted), actor, col(VisitAction.authority_id))


def _again(actor: Actor, today: date, wanted: ActionFilter) -> Any:
    later: Any = aliased(Visit)
    since = (
        sa.select(later.id)
        .where(later.outlet_id == col(Visit.outlet_id), later.visited_on > col(Visit.visited_on))
        .exists()
    )
    statement: Any = (
        sa.select(
            sa.null().label("action_id"),
            col(Visit.id).label("visit_id"),
            sa.literal("").label("text"),
            sa.null().label("basis"),
            col(Visit.visit_again_by).label("due_on"),
            col(Visit.version),
            col(Visit.outlet_id),
            col(Visit.visited_on),
            col(Visit.reference),
            col(Visit.officer_id),
        )
        .join(Outlet, col(Outlet.id) == col(Visit.outlet_id))
        .where(col(Visit.visit_again_by).is_not(None), ~since, col(Outlet.status) != OutletStatus.CLOSED)
        .order_by(col(Visit.visit_again_by), col(Visit.id))
    )
    return within(_asked(statement, col(Visit.visit_again_by), today, wanted), actor, col(Visit.authority_id))


def _asked(statement: Any, due_on: Any, today: date, wanted: ActionFilter) -> Any:
    if wanted.overdue is True:
        statement = statement.where(due_on < today)
    elif wanted.overdue is False:
        statement = statement.where(sa.or_(due_on >= today, due_on.is_(None)))
    return statement.where(col(Visit.officer_id) == wanted.officer_id) if wanted.officer_id else statement


def get_action(session: Session, actor: Actor, action_id: UUID) -> VisitAction:
    """Return an action of the actor's authority. Raises NotFound."""
    statement = select(VisitAction).where(VisitAction.id == action_id)
    found: VisitAction | None = session.exec(within(statement, actor, col(VisitAction.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_actions(session: Session, actor: Actor, visit_id: UUID) -> Sequence[VisitAction]:
    """Return the actions asked for at a visit, in the order in which they were. One query."""
    statement = select(VisitAction).where(VisitAction.visit_id == visit_id)
    found: Sequence[VisitAction] = session.exec(
        within(statement, actor, col(VisitAction.authority_id)).order_by(col(VisitAction.number), col(VisitAction.id))
    ).all()
    return found

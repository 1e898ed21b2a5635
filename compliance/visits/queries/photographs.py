"""Reads of the photographs of visits: of the actor's own authority only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.visits.models import Photograph, Visit


def get_photograph(session: Session, actor: Actor, photograph_id: UUID, *, lock: bool = False) -> Photograph:
    """Return a photograph of the actor's authority; with `lock`, held against everybody else. Raises NotFound.

    One that was removed is there for who may record visits, and for nobody else.
    """
    statement: Any = select(Photograph).where(Photograph.id == photograph_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Photograph | None = session.exec(within(statement, actor, col(Photograph.authority_id))).one_or_none()
    if found is None or (found.removed_at is not None and not actor.may(Permission.RECORD_VISIT)):
        raise NotFound
    return found


def hold_visit(session: Session, actor: Actor, visit_id: UUID) -> Visit:
    """Return a visit of the actor's authority, held against everybody else until this is over. Raises NotFound."""
    statement: Any = select(Visit).where(Visit.id == visit_id).with_for_update()
    statement = statement.execution_options(populate_existing=True)
    found: Visit | None = session.exec(within(statement, actor, col(Visit.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_photographs(session: Session, actor: Actor, visit_id: UUID) -> Sequence[Photograph]:
    """Return every photograph of a visit, those removed too, in the order in which they were added. One query."""
    statement = select(Photograph).where(Photograph.visit_id == visit_id)
    found: Sequence[Photograph] = session.exec(
        within(statement, actor, col(Photograph.authority_id)).order_by(col(Photograph.id))
    ).all()
    return found

"""Holding a session until the transaction ends, so that of two clerks one waits."""

from uuid import UUID

from sqlmodel import Session

from compliance.permissions import Actor
from compliance.training import queries
from compliance.training.models import TrainingSession


def hold_session(session: Session, actor: Actor, session_id: UUID) -> TrainingSession:
    """Return a session of the actor's authority, held until the transaction ends: of two clerks, one waits here.

    On PostgreSQL the row is locked (FOR UPDATE) and read afresh; on SQLite the whole transaction began as a writer.
    """
    held = queries.get_session(session, actor, session_id)
    session.refresh(held, with_for_update=True)
    return held

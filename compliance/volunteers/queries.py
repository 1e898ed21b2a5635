"""Reads of the vault's outside: codes, never identities."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission
from compliance.volunteers.models import Volunteer


def list_volunteers(session: Session, actor: Actor, *, active_only: bool = False) -> Sequence[Volunteer]:
    """Return the volunteers of the actor's authority by code, for keepers of the vault. Raises Forbidden."""
    actor.require(Permission.OPEN_VAULT)
    statement = within(select(Volunteer), actor, col(Volunteer.authority_id))
    if active_only:
        statement = statement.where(col(Volunteer.active))
    found: Sequence[Volunteer] = session.exec(statement.order_by(col(Volunteer.code), col(Volunteer.id))).all()
    return found


def get_volunteer(session: Session, actor: Actor, volunteer_id: UUID) -> Volunteer:
    """Return a volunteer of the actor's authority, for keepers of the vault. Raises Forbidden and NotFound."""
    actor.require(Permission.OPEN_VAULT)
    statement = within(select(Volunteer).where(Volunteer.id == volunteer_id), actor, col(Volunteer.authority_id))
    found: Volunteer | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_by_code(session: Session, actor: Actor, code: str) -> Volunteer | None:
    """Return the volunteer of the actor's authority with this code (in capitals), or None."""
    statement = within(select(Volunteer).where(Volunteer.code == code), actor, col(Volunteer.authority_id))
    found: Volunteer | None = session.exec(statement).one_or_none()
    return found

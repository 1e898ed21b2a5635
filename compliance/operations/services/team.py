"""Naming the team of an operation."""

from uuid import UUID

from sqlmodel import Session

from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.operations import queries
from compliance.operations.models import TeamMember
from compliance.operations.rules import NewTeamMember
from compliance.permissions import Actor, Permission


def add_team_member(session: Session, actor: Actor, operation_id: UUID, new: NewTeamMember) -> TeamMember:
    """Add somebody to the team of an operation of the actor's own authority, and return the row.

    Raises Refusal for a name that is missing or on the team already; Forbidden; NotFound.
    """
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    name = new.name.strip()
    if not name:
        raise Refusal("Enter the name", "name")
    if name.casefold() in {member.name.casefold() for member in queries.list_team(session, operation)}:
        raise Refusal(f"{name} is on the team already", "name")
    member = TeamMember(
        authority_id=actor.authority_id,
        operation_id=operation.id,
        name=name,
        part=new.part,
        telephone=new.telephone.strip(),
    )
    session.add(member)
    session.flush()
    detail = {"name": member.name, "part": member.part}
    audit.record(session, actor, "operation.team_member_added", "operation", operation.id, detail=detail)
    return member


def remove_team_member(session: Session, actor: Actor, operation_id: UUID, member_id: UUID) -> str:
    """Take somebody off the team, and return their name. Raises Forbidden; NotFound."""
    actor.require(Permission.PLAN_OPERATION)
    operation = queries.get_own_operation(session, actor, operation_id)
    member = session.get(TeamMember, member_id)
    if member is None or member.operation_id != operation.id:
        raise NotFound
    name = member.name
    session.delete(member)
    session.flush()
    detail = {"name": name, "part": member.part}
    audit.record(session, actor, "operation.team_member_removed", "operation", operation.id, detail=detail)
    return name

"""Adding officers, changing what they may do, their passwords and locks."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries, rules
from compliance.accounts.models import Officer
from compliance.accounts.rules import OfficerDetails
from compliance.accounts.services.passwords import hash_password, matches, temporary_password
from compliance.accounts.services.sessions import end_sessions
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission, Role


def add_officer(
    session: Session,
    actor: Actor,
    details: OfficerDetails,
    *,
    email: str,
    password: str,
    must_change_password: bool = True,
) -> Officer:
    """Add an officer to the actor's authority.

    Raises Refusal for a name or address that is none, an address already in use, a weak password, or a police planner
    outside a police force; Forbidden unless the actor may manage officers.
    """
    actor.require(Permission.MANAGE_OFFICERS)
    email, details = rules.email_address(email), rules.officer_details(details)
    if queries.find_officer_by_email(session, email) is not None:
        raise Refusal("An officer with this e-mail address is here already", "email")
    rules.check_password(password, email=email, name=details.name)
    _check_role(session, actor, details.role)
    officer = Officer(
        authority_id=actor.authority_id,
        email=email,
        name=details.name,
        role=details.role,
        job_title=details.job_title,
        initials=details.initials or rules.initials_of(details.name),
        telephone=details.telephone,
        password_hash=hash_password(password),
        must_change_password=must_change_password,
        created_at=clock.now(),
    )
    session.add(officer)
    session.flush()
    detail = {"role": officer.role.value, "name": officer.name}
    audit.record(session, actor, "officer.added", "officer", officer.id, detail=detail)
    return officer


def invite_officer(session: Session, actor: Actor, details: OfficerDetails, *, email: str) -> tuple[Officer, str]:
    """Add an officer with a temporary password, and return both: the password is shown once and must be changed."""
    temporary = temporary_password()
    return add_officer(session, actor, details, email=email, password=temporary), temporary


def _check_role(session: Session, actor: Actor, role: Role) -> None:
    kind = queries.get_authority(session, actor.authority_id).kind
    if role is Role.POLICE_PLANNER and kind is not rules.AuthorityKind.FORCE:
        raise Refusal("A police planner belongs to a police force", "role")


def change_officer(
    session: Session, actor: Actor, officer_id: UUID, details: OfficerDetails, *, active: bool
) -> Officer:
    """Change who an officer is and what they may do. An inactive officer is signed out everywhere.

    Raises Refusal when the last active administrator would be lost; NotFound; Forbidden.
    """
    actor.require(Permission.MANAGE_OFFICERS)
    officer = queries.get_officer(session, actor, officer_id)
    details = rules.officer_details(details)
    _check_role(session, actor, details.role)
    if officer.role is Role.ADMINISTRATOR and (details.role is not Role.ADMINISTRATOR or not active):
        _check_another_administrator(session, actor, officer)
    changes = audit.changed_fields(officer, details.values() | {"active": active})
    for field, (_before, after) in changes.items():
        setattr(officer, field, after)
    if changes:
        if {"active", "role"} & changes.keys():
            end_sessions(session, officer.id)
        session.add(officer)
        session.flush()
        audit.record(session, actor, "officer.changed", "officer", officer.id, changes=changes)
    return officer


def _check_another_administrator(session: Session, actor: Actor, officer: Officer) -> None:
    others = [
        other
        for other in queries.list_officers(session, actor, active_only=True)
        if other.role is Role.ADMINISTRATOR and other.id != officer.id
    ]
    if not others:
        raise Refusal("This is the only active administrator. Make somebody else administrator first", "role")


def change_password(session: Session, actor: Actor, *, current: str, password: str) -> Officer:
    """Change the actor's own password and end all their sessions, this one too. Raises Refusal beside the field."""
    officer = session.get(Officer, actor.officer_id)
    if officer is None or not matches(officer.password_hash, current):
        raise Refusal("The current password is not right", "current")
    if current == password:
        raise Refusal("The new password must differ from the current one", "password")
    rules.check_password(password, email=officer.email, name=officer.name)
    _set_password(session, officer, password, must_change=False)
    audit.record(session, actor, "officer.password_changed", "officer", officer.id)
    return officer


def reset_password(session: Session, actor: Actor, officer_id: UUID) -> str:
    """Give an officer a temporary password, sign them out everywhere, and return it, to be passed on once."""
    actor.require(Permission.MANAGE_OFFICERS)
    officer = queries.get_officer(session, actor, officer_id)
    temporary = temporary_password()
    _set_password(session, officer, temporary, must_change=True)
    audit.record(session, actor, "officer.password_reset", "officer", officer.id)
    return temporary


def unlock_officer(session: Session, actor: Actor, officer_id: UUID) -> Officer:
    """Let an officer who was locked out try again at once."""
    actor.require(Permission.MANAGE_OFFICERS)
    officer = queries.get_officer(session, actor, officer_id)
    officer.failed_attempts, officer.locked_until_at = 0, None
    session.add(officer)
    session.flush()
    audit.record(session, actor, "officer.unlocked", "officer", officer.id)
    return officer


def _set_password(session: Session, officer: Officer, password: str, *, must_change: bool) -> None:
    officer.password_hash = hash_password(password)
    officer.must_change_password = must_change
    officer.failed_attempts, officer.locked_until_at = 0, None
    session.add(officer)
    session.flush()
    end_sessions(session, officer.id)

"""What officers and administrators do with accounts."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session, col, func, select

from compliance import clock
from compliance.accounts import queries, rules
from compliance.accounts.models import Authority, ForceArea, Officer, SignInAttempt
from compliance.accounts.rules import Lockout
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission, Role

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))
ADDRESS_WINDOW = timedelta(minutes=1)


class SignInFailure(StrEnum):
    """Why a sign-in was refused."""

    WRONG = "wrong"
    LOCKED = "locked"
    TOO_MANY = "too_many"


def seed_authorities(session: Session) -> None:
    """Add the authorities that come ready, and the Metropolitan Police's area, where they are missing."""
    have = {authority.code: authority for authority in queries.list_authorities(session)}
    for ready in rules.READY_AUTHORITIES:
        if ready.code not in have:
            have[ready.code] = Authority(
                prefix=ready.prefix,
                code=ready.code,
                name=ready.name,
                kind=ready.kind,
                nation=rules.Nation.ENGLAND,
                ons_code=ready.ons_code,
                fhrs_code=ready.fhrs_code,
            )
            session.add(have[ready.code])
    session.flush()
    force = have[rules.METROPOLITAN_POLICE]
    covered = set(session.exec(select(ForceArea.authority_id).where(ForceArea.force_id == force.id)).all())
    for code in sorted(rules.METROPOLITAN_POLICE_AREA):
        if have[code].id not in covered:
            session.add(ForceArea(force_id=force.id, authority_id=have[code].id))
    session.flush()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password (RFC 9106; OWASP parameters by argon2-cffi's defaults)."""
    return _hasher.hash(password)


def sign_in(
    session: Session, email: str, password: str, *, address: str, lockout: Lockout, address_limit: int, key: str
) -> Officer | SignInFailure:
    """Return the officer whose password this is, or why not. Every try is counted and audited.

    `address` is the network address, kept only as a hash keyed by `key`; `address_limit` is how many tries a minute one
    address may make. A locked account says so only to who knows the right address, and a wrong address takes as long as
    a wrong password.
    """
    if _too_many(session, address, address_limit, key):
        audit.record_system(session, "sign_in.throttled", "address", None)
        return SignInFailure.TOO_MANY
    officer = queries.find_officer_by_email(session, email)
    if officer is None or not officer.active:
        _matches(_NOBODY, password)
        audit.record_system(session, "sign_in.failed", "officer", None, known=officer is not None)
        return SignInFailure.WRONG
    authority = queries.get_authority(session, officer.authority_id)
    who = queries.actor_of(session, officer, authority)
    now = clock.now()
    if officer.locked_until_at is not None and officer.locked_until_at > now:
        _matches(_NOBODY, password)
        audit.record(session, who, "sign_in.refused_locked", "officer", officer.id)
        return SignInFailure.LOCKED
    if not _matches(officer.password_hash, password):
        officer.failed_attempts += 1
        officer.locked_until_at = lockout.locked_until(officer.failed_attempts, now)
        if officer.locked_until_at is not None:
            officer.failed_attempts = 0
        session.add(officer)
        audit.record(session, who, "sign_in.failed", "officer", officer.id)
        return SignInFailure.LOCKED if officer.locked_until_at else SignInFailure.WRONG
    officer.failed_attempts, officer.locked_until_at, officer.last_signed_in_at = 0, None, now
    if _hasher.check_needs_rehash(officer.password_hash):
        officer.password_hash = hash_password(password)
    session.add(officer)
    audit.record(session, who, "officer.signed_in", "officer", officer.id)
    return officer


def _too_many(session: Session, address: str, limit: int, key: str) -> bool:
    hashed = hmac.new(key.encode(), address.encode(), hashlib.sha256).hexdigest()
    now = clock.now()
    session.execute(sa.delete(SignInAttempt).where(col(SignInAttempt.at) < now - timedelta(days=1)))
    recent = session.exec(
        select(func.count())
        .select_from(SignInAttempt)
        .where(SignInAttempt.address_hash == hashed, SignInAttempt.at > now - ADDRESS_WINDOW)
    ).one()
    session.add(SignInAttempt(address_hash=hashed, at=now))
    session.flush()
    return recent >= limit


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def sign_out(session: Session, actor: Actor) -> None:
    """Write down that an officer signed out."""
    audit.record(session, actor, "officer.signed_out", "officer", actor.officer_id)


def add_officer(
    session: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    password: str,
    job_title: str = "",
    initials: str = "",
    must_change_password: bool = True,
) -> Officer:
    """Add an officer to the actor's authority.

    Raises Refusal for an address already in use, a weak password, or a police planner outside a police force; Forbidden
    unless the actor may manage officers.
    """
    actor.require(Permission.MANAGE_OFFICERS)
    email = email.strip().lower()
    if queries.find_officer_by_email(session, email) is not None:
        raise Refusal("An officer with this e-mail address is here already", "email")
    rules.check_password(password, email=email, name=name)
    _check_role(session, actor, role)
    officer = Officer(
        authority_id=actor.authority_id,
        email=email,
        name=name,
        role=role,
        job_title=job_title,
        initials=initials or "".join(part[0] for part in name.split() if part)[:4].upper(),
        password_hash=hash_password(password),
        session_token=secrets.token_hex(16),
        must_change_password=must_change_password,
        created_at=clock.now(),
    )
    session.add(officer)
    session.flush()
    audit.record(session, actor, "officer.added", "officer", officer.id, detail={"role": role.value, "name": name})
    return officer


def invite_officer(
    session: Session, actor: Actor, *, email: str, name: str, role: Role, job_title: str, initials: str
) -> tuple[Officer, str]:
    """Add an officer with a temporary password, and return both: the password is shown once and must be changed."""
    temporary = _temporary_password()
    officer = add_officer(
        session, actor, email=email, name=name, role=role, password=temporary, job_title=job_title, initials=initials
    )
    return officer, temporary


def _temporary_password() -> str:
    return "-".join(secrets.token_hex(2) for _ in range(4))


def _check_role(session: Session, actor: Actor, role: Role) -> None:
    kind = queries.get_authority(session, actor.authority_id).kind
    if role is Role.POLICE_PLANNER and kind is not rules.AuthorityKind.FORCE:
        raise Refusal("A police planner belongs to a police force", "role")


def change_officer(
    session: Session,
    actor: Actor,
    officer_id: UUID,
    *,
    name: str,
    role: Role,
    job_title: str,
    initials: str,
    active: bool,
) -> Officer:
    """Change who an officer is and what they may do. An inactive officer is signed out everywhere.

    Raises Refusal when the last active administrator would be lost; NotFound; Forbidden.
    """
    actor.require(Permission.MANAGE_OFFICERS)
    officer = queries.get_officer(session, actor, officer_id)
    _check_role(session, actor, role)
    if officer.role is Role.ADMINISTRATOR and (role is not Role.ADMINISTRATOR or not active):
        _check_another_administrator(session, actor, officer)
    values = {"name": name, "role": role, "job_title": job_title, "initials": initials, "active": active}
    changes = audit.changed_fields(officer, values)
    if changes:
        for field, value in values.items():
            setattr(officer, field, value)
        if "active" in changes or "role" in changes:
            officer.session_token = secrets.token_hex(16)
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
    """Change the actor's own password and sign them out everywhere else. Raises Refusal beside the field to mend."""
    officer = session.get(Officer, actor.officer_id)
    if officer is None or not _matches(officer.password_hash, current):
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
    temporary = _temporary_password()
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
    officer.session_token = secrets.token_hex(16)
    officer.must_change_password = must_change
    officer.failed_attempts, officer.locked_until_at = 0, None
    session.add(officer)
    session.flush()


def change_letterhead(
    session: Session,
    actor: Actor,
    *,
    department: str,
    address: str,
    telephone: str,
    email: str,
    website: str,
    complaint_route: str,
) -> Authority:
    """Change what the authority's letters say of it. Letters already issued stay as they are."""
    actor.require(Permission.MANAGE_OFFICERS)
    authority = queries.get_authority(session, actor.authority_id)
    values = {
        "department": department,
        "address": address,
        "telephone": telephone,
        "email": email,
        "website": website,
        "complaint_route": complaint_route,
    }
    changes = audit.changed_fields(authority, values)
    if changes:
        for field, value in values.items():
            setattr(authority, field, value)
        session.add(authority)
        session.flush()
        audit.record(session, actor, "authority.changed", "authority", authority.id, changes=changes)
    return authority

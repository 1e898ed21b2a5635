"""Signing in and out: every try counted, throttled and audited."""

import hashlib
import hmac
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from compliance import clock
from compliance.accounts import queries
from compliance.accounts.models import Officer, SignInAttempt
from compliance.accounts.rules import Lockout
from compliance.accounts.services import passwords
from compliance.audit import services as audit
from compliance.permissions import Actor

ADDRESS_WINDOW = timedelta(minutes=1)


class SignInFailure(StrEnum):
    """Why a sign-in was refused."""

    WRONG = "wrong"
    LOCKED = "locked"
    TOO_MANY = "too_many"


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
        passwords.matches(passwords.nobodys(), password)
        audit.record_system(session, "sign_in.failed", "officer", None, known=officer is not None)
        return SignInFailure.WRONG
    authority = queries.get_authority(session, officer.authority_id)
    who = queries.actor_of(session, officer, authority)
    now = clock.now()
    if officer.locked_until_at is not None and officer.locked_until_at > now:
        passwords.matches(passwords.nobodys(), password)
        audit.record(session, who, "sign_in.refused_locked", "officer", officer.id)
        return SignInFailure.LOCKED
    if not passwords.matches(officer.password_hash, password):
        officer.failed_attempts += 1
        officer.locked_until_at = lockout.locked_until(officer.failed_attempts, now)
        if officer.locked_until_at is not None:
            officer.failed_attempts = 0
        session.add(officer)
        audit.record(session, who, "sign_in.failed", "officer", officer.id)
        return SignInFailure.LOCKED if officer.locked_until_at else SignInFailure.WRONG
    officer.failed_attempts, officer.locked_until_at, officer.last_signed_in_at = 0, None, now
    if passwords.is_outdated(officer.password_hash):
        officer.password_hash = passwords.hash_password(password)
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


def sign_out(session: Session, actor: Actor) -> None:
    """Write down that an officer signed out."""
    audit.record(session, actor, "officer.signed_out", "officer", actor.officer_id)

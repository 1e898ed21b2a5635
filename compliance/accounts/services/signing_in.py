"""Signing in and out: every failure counted, throttled and audited."""

import hashlib
import hmac
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from compliance import clock
from compliance.accounts import queries, rules
from compliance.accounts.models import FailedSignIn, Officer, UnknownAddress
from compliance.accounts.rules import Confirmation, Lockout
from compliance.accounts.services import passwords
from compliance.accounts.services.sessions import end_session
from compliance.audit import services as audit
from compliance.database import insert_if_absent
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
    """Return the officer whose password this is, or why not. Every failure is counted and audited.

    `address` is the network address, kept only as a hash keyed by `key`; `address_limit` is how many failures a minute
    one address may make: an office behind one address may sign in all at once. Whether an e-mail address is somebody's
    cannot be told from the answer: failures count and lock for an unknown one as for an officer's, and take as long.
    """
    if _too_many(session, _hash(key, address), address_limit):
        audit.record_system(session, "sign_in.throttled", "address", None)
        return SignInFailure.TOO_MANY
    officer = queries.find_officer_by_email(session, email, hold=True)
    tally = officer or _unknown_address(session, _hash(key, email.strip().lower()))
    now = clock.now()
    locked = tally.locked_until_at is not None and tally.locked_until_at > now
    known = officer is not None and officer.active and not locked
    right = passwords.matches(officer.password_hash if officer and known else passwords.nobodys(), password)
    if officer is not None and known and right:
        return _let_in(session, officer, password)
    session.add(FailedSignIn(address_hash=_hash(key, address), at=now))
    if not locked:
        _count(tally, lockout)
    session.add(tally)
    session.flush()
    _write_down(session, officer, was_locked=locked)
    return SignInFailure.LOCKED if tally.locked_until_at and tally.locked_until_at > now else SignInFailure.WRONG


def confirm_password(session: Session, actor: Actor, tried: Confirmation) -> SignInFailure | None:
    """Return None when the password is that of the actor, who is signed in, or why it is not taken.

    For what an officer signs. Every failure is counted, audited and locks as at sign-in, so keep this transaction
    though the answer is no.
    """
    if _too_many(session, _hash(tried.key, tried.address), tried.address_limit):
        audit.record_system(session, "sign_in.throttled", "address", None)
        return SignInFailure.TOO_MANY
    officer = session.get(Officer, actor.officer_id, with_for_update=True, populate_existing=True)
    now = clock.now()
    locked = officer is None or (officer.locked_until_at is not None and officer.locked_until_at > now)
    known = officer is not None and officer.active and not locked
    right = passwords.matches(officer.password_hash if officer and known else passwords.nobodys(), tried.password)
    if officer is not None and known and right:
        officer.failed_attempts, officer.locked_until_at = 0, None
        session.add(officer)
        session.flush()
        return None
    session.add(FailedSignIn(address_hash=_hash(tried.key, tried.address), at=now))
    if officer is not None:
        if not locked:
            _count(officer, tried.lockout)
        session.add(officer)
        session.flush()
        audit.record(session, actor, "signature.refused", "officer", officer.id)
    still = officer is not None and officer.locked_until_at is not None and officer.locked_until_at > now
    return SignInFailure.LOCKED if still else SignInFailure.WRONG


def _let_in(session: Session, officer: Officer, password: str) -> Officer:
    officer.failed_attempts, officer.locked_until_at, officer.last_signed_in_at = 0, None, clock.now()
    if passwords.is_outdated(officer.password_hash):
        officer.password_hash = passwords.hash_password(password)
    session.add(officer)
    audit.record(session, _actor(session, officer), "officer.signed_in", "officer", officer.id)
    return officer


def _count(tally: Officer | UnknownAddress, lockout: Lockout) -> None:
    """Count one more failure; when it locks, counting begins anew."""
    now = clock.now()
    tally.failed_attempts = lockout.counted(tally.failed_attempts, tally.last_failed_at, now) + 1
    tally.last_failed_at = now
    tally.locked_until_at = lockout.locked_until(tally.failed_attempts, now)
    if tally.locked_until_at is not None:
        tally.failed_attempts = 0


def _write_down(session: Session, officer: Officer | None, *, was_locked: bool) -> None:
    action = "sign_in.refused_locked" if was_locked else "sign_in.failed"
    if officer is None:
        audit.record_system(session, action, "officer", None, known=False)
    else:
        audit.record(session, _actor(session, officer), action, "officer", officer.id)


def _actor(session: Session, officer: Officer) -> Actor:
    return queries.actor_of(session, officer, queries.get_authority(session, officer.authority_id))


def _unknown_address(session: Session, hashed: str) -> UnknownAddress:
    """Return the tally of an address that nobody has, held against everybody else; old ones are forgotten."""
    long_ago = clock.now() - rules.FAILURES_COUNT_FOR - timedelta(days=1)
    session.execute(sa.delete(UnknownAddress).where(col(UnknownAddress.last_failed_at) < long_ago))
    insert_if_absent(session, UnknownAddress, email_hash=hashed, failed_attempts=0)
    return session.get_one(UnknownAddress, hashed, with_for_update=True, populate_existing=True)


def _hash(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _too_many(session: Session, address_hash: str, limit: int) -> bool:
    now = clock.now()
    session.execute(sa.delete(FailedSignIn).where(col(FailedSignIn.at) < now - timedelta(days=1)))
    recent = session.exec(
        select(func.count())
        .select_from(FailedSignIn)
        .where(FailedSignIn.address_hash == address_hash, FailedSignIn.at > now - ADDRESS_WINDOW)
    ).one()
    return recent >= limit


def sign_out(session: Session, actor: Actor, token: str) -> None:
    """End the session with this token, and write down that the officer signed out."""
    end_session(session, token)
    audit.record(session, actor, "officer.signed_out", "officer", actor.officer_id)

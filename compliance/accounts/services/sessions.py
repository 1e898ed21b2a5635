"""The sessions of signed-in officers: begun at sign-in, over at sign-out or when the password changes."""

import secrets
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock
from compliance.accounts import rules
from compliance.accounts.models import OfficerSession


def begin_session(session: Session, officer_id: UUID) -> str:
    """Begin a session of an officer and return its token: 256 random bits, kept here only as a hash.

    Sessions whose longest time is over are forgotten; the audit keeps who signed in and when.
    """
    now = clock.now()
    session.execute(sa.delete(OfficerSession).where(col(OfficerSession.expires_at) < now))
    token = secrets.token_urlsafe(32)
    session.add(
        OfficerSession(
            officer_id=officer_id,
            token_hash=rules.hash_of_token(token),
            started_at=now,
            expires_at=now + rules.LONGEST_SESSION,
        )
    )
    session.flush()
    return token


def end_session(session: Session, token: str) -> None:
    """End the one session with this token: its cookie opens nothing from now on, wherever it was copied to."""
    _end(session, col(OfficerSession.token_hash) == rules.hash_of_token(token))


def end_sessions(session: Session, officer_id: UUID) -> None:
    """End every session of an officer."""
    _end(session, col(OfficerSession.officer_id) == officer_id)


def _end(session: Session, which: sa.ColumnElement[bool]) -> None:
    open_ones = sa.update(OfficerSession).where(which, col(OfficerSession.ended_at).is_(None))
    session.execute(open_ones.values(ended_at=clock.now()))

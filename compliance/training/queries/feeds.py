"""Reads of the calendar's secret links: an officer's own, and what a program that has one may fetch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.accounts.rules import hash_of_token
from compliance.database import within
from compliance.permissions import Actor, Permission
from compliance.training.models import CalendarLink, Course
from compliance.training.queries.sessions import SessionRow, list_between
from compliance.training.rules import COURSE_NAMES, DAYS_BACK, FeedSession


@dataclass(frozen=True, slots=True)
class Feed:
    """What a link leads to: the officer whose it is, as the actor that they are now, and their authority's name."""

    link_id: UUID
    actor: Actor
    authority_name: str


def find_calendar_link(session: Session, actor: Actor) -> CalendarLink | None:
    """Return the actor's own link that is not revoked, or None. One query."""
    statement = select(CalendarLink).where(
        CalendarLink.officer_id == actor.officer_id, col(CalendarLink.revoked_at).is_(None)
    )
    found: CalendarLink | None = session.exec(within(statement, actor, col(CalendarLink.authority_id))).one_or_none()
    return found


def find_feed(session: Session, token: str) -> Feed | None:
    """Return what the link with a token leads to, for a program that is not signed in; or None.

    None for a token that nobody has or that is revoked, and when its officer is inactive or may not see training.
    """
    statement = select(CalendarLink).where(
        CalendarLink.token_hash == hash_of_token(token), col(CalendarLink.revoked_at).is_(None)
    )
    link = session.exec(statement).one_or_none()
    if link is None:
        return None
    actor, active = accounts.get_asker(session, link.officer_id)
    if not active or not actor.may(Permission.VIEW_TRAINING) or actor.authority_id != link.authority_id:
        return None
    return Feed(link.id, actor, accounts.get_authority(session, actor.authority_id).name)


def list_feed_sessions(session: Session, actor: Actor, today: date) -> list[FeedSession]:
    """Return the sessions of the actor's authority from 90 days back on, cancelled ones too. Two queries."""
    rows = list_between(session, actor, today - timedelta(days=DAYS_BACK))
    names = course_names(session, actor, rows)
    return [_feed_session(row, names[row.session.id]) for row in rows]


def course_names(session: Session, actor: Actor, rows: Sequence[SessionRow]) -> dict[UUID, str]:
    """Return what the course of each session is called: as the authority calls it, or its kind. One query."""
    wanted = {row.session.course_id for row in rows if row.session.course_id is not None}
    statement = select(Course.id, Course.name).where(col(Course.id).in_(wanted))
    named = dict(session.exec(within(statement, actor, col(Course.authority_id))).all()) if wanted else {}
    return {row.session.id: named.get(row.session.course_id) or COURSE_NAMES[row.session.course] for row in rows}


def _feed_session(row: SessionRow, course: str) -> FeedSession:
    held = row.session
    return FeedSession(
        id=held.id,
        reference=held.reference,
        course=course,
        on=held.on,
        starts_at_time=held.starts_at_time,
        minutes=held.minutes,
        venue=held.venue,
        venue_address=held.venue_address,
        capacity=held.capacity,
        taken=row.taken,
        waiting=row.waiting,
        version=held.version,
        recorded_at=held.recorded_at,
        cancelled=held.cancelled_at is not None,
    )

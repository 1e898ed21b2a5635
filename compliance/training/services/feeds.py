"""The secret link by which an officer's own calendar shows the sessions: made, replaced, revoked, used."""

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock, throttle
from compliance.accounts.rules import hash_of_token
from compliance.audit import services as audit
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Actor, Permission
from compliance.training import queries
from compliance.training.models import CalendarLink

FETCHES = 60
"""How often one link may be fetched in FEED_MINUTES, and how many tokens that nobody has one address may try."""
FEED_MINUTES = 15
SHOWN_ONCE = "That link was shown once already. Make another if you did not copy it"


def make_calendar_link(session: Session, actor: Actor, *, link_id: UUID) -> str:
    """Make the actor's calendar link, replacing the one there was, and return its token: 256 random bits.

    Only a hash is kept, so it is shown this once. `link_id` is the identifier that the form was given: sent twice, the
    second is refused, for the link cannot be shown again. Refusal; Forbidden.
    """
    actor.require(Permission.VIEW_TRAINING)
    if session.get(CalendarLink, link_id) is not None:
        raise Refusal(SHOWN_ONCE)
    if actor.officer_id is None:
        raise Forbidden(Permission.VIEW_TRAINING)
    _revoke(session, actor)
    token = secrets.token_urlsafe(32)
    link = CalendarLink(
        id=link_id,
        authority_id=actor.authority_id,
        officer_id=actor.officer_id,
        token_hash=hash_of_token(token),
        made_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(link)
    except IntegrityError as error:
        raise Refusal(SHOWN_ONCE) from error
    audit.record(session, actor, "calendar_link.made", "calendar_link", link.id)
    return token


def revoke_calendar_link(session: Session, actor: Actor) -> None:
    """Revoke the actor's calendar link: it leads to nothing from now on. With none, nothing happens. Forbidden."""
    actor.require(Permission.VIEW_TRAINING)
    _revoke(session, actor)


def is_feed_over(session: Session, address: str, link_id: UUID | None) -> bool:
    """Say whether a link was fetched, or an address tried links that lead to nothing, too often for now."""
    tried = throttle.is_over(session, "feed.address", throttle.network_of(address), limit=FETCHES, minutes=FEED_MINUTES)
    return tried or (
        link_id is not None
        and throttle.is_over(session, "feed.link", str(link_id), limit=FETCHES, minutes=FEED_MINUTES)
    )


def note_fetched(session: Session, address: str, link_id: UUID | None, today: date) -> None:
    """Count a fetch: of a link, with the day it was last used; or of none, against the address that tried."""
    if link_id is None:
        throttle.count(session, "feed.address", throttle.network_of(address), minutes=FEED_MINUTES)
        return
    throttle.count(session, "feed.link", str(link_id), minutes=FEED_MINUTES)
    link = session.get(CalendarLink, link_id)
    if link is not None and link.last_used_on != today:
        link.last_used_on = today
        session.add(link)
        session.flush()


def _revoke(session: Session, actor: Actor) -> None:
    link = queries.find_calendar_link(session, actor)
    if link is None:
        return
    link.revoked_at = clock.now()
    session.add(link)
    session.flush()
    audit.record(session, actor, "calendar_link.revoked", "calendar_link", link.id)

"""E-mails about running clocks: made and queued with what was told in one transaction, sent by a job, tried again."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock, jobs, mailing
from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases.models import ClockAlert, ClockDigest
from compliance.purchases.queries import digests as queries
from compliance.purchases.rules.digest import DigestState, subject_of, text_of
from compliance.settings import settings

KIND = "purchases.clock_digest"
NOT_SET_UP = (
    "No mail server is set up, so nobody was told of any clock, and nothing is kept as told. Set COMPLIANCE_SMTP_URL "
    "and COMPLIANCE_EMAIL_FROM"
)

HAS_LEFT = "This officer has left since, so nothing was sent to them."


def told_address() -> str:
    """Return where this service is reached, for the links of an e-mail; "" on a live system that nobody gave one."""
    return settings().public_url if settings().reachable else ""


def make_digests(session: Session, actor: Actor, today: date) -> list[ClockDigest]:
    """Make an e-mail for each officer with clocks newly in a band, and keep what each is told; a job sends each.

    All of it is one transaction: what is kept as told has its e-mail waiting, or neither is. Raises Refusal when no
    mail server is set up; Forbidden.
    """
    actor.require(Permission.VIEW_PURCHASES)
    if not mailing.is_set_up():
        raise Refusal(NOT_SET_UP)
    held = sa.select(col(Authority.id)).where(col(Authority.id) == actor.authority_id)
    session.execute(held.with_for_update(key_share=True))
    authority = accounts.get_authority(session, actor.authority_id).name
    made = []
    for recipient, lines in queries.list_to_tell(session, actor, today, address=told_address()):
        digest = ClockDigest(
            authority_id=actor.authority_id,
            officer_id=recipient.officer_id,
            to_address=recipient.address,
            as_at=today,
            subject=subject_of(lines),
            text=text_of(recipient, authority, lines, today),
            state=DigestState.QUEUED,
            made_at=clock.now(),
        )
        session.add(digest)
        session.flush()
        session.add_all(
            ClockAlert(
                authority_id=actor.authority_id,
                digest_id=digest.id,
                officer_id=recipient.officer_id,
                purchase_id=line.purchase_id,
                provision=line.provision,
                last_day=line.last_day,
                band=line.band,
            )
            for line in lines
        )
        session.flush()
        jobs.start(session, actor, KIND, digest.id)
        told = {"to": recipient.name, "tests": [line.reference for line in lines], "as_at": today}
        audit.record(session, actor, "clock_digest.made", "clock_digest", digest.id, detail=told)
        made.append(digest)
    return made


def ask_again(session: Session, actor: Actor) -> list[ClockDigest]:
    """Ask again for every e-mail that was made and not sent, with its words and its mark as they were.

    One that stopped between handing over and the server's answer goes again under the same mark (Message-ID), by which
    a mailbox knows a second copy: a clock that nobody was told of does more harm. Raises Refusal when no mail server is
    set up; Forbidden.
    """
    actor.require(Permission.VIEW_PURCHASES)
    if not mailing.is_set_up():
        raise Refusal(NOT_SET_UP)
    unsent = queries.list_unsent(session, actor)
    for digest in unsent:
        standing = jobs.state_of(session, actor, KIND, digest.id)
        if standing is not None and standing.open:
            continue
        digest.state = DigestState.QUEUED
        session.add(digest)
        session.flush()
        jobs.start(session, actor, KIND, digest.id)
        audit.record(session, actor, "clock_digest.asked_again", "clock_digest", digest.id, reason=digest.reason)
    return unsent


def send_digest(session: Session, actor: Actor, digest_id: UUID) -> Iterator[jobs.Progress]:
    """Send one e-mail (a job, committed piece by piece). What was sent is never sent again.

    Raises Refusal in words when it cannot be sent, or whoever it is for has left; NotFound; Forbidden.
    """
    actor.require(Permission.VIEW_PURCHASES)
    digest = queries.get_digest(session, actor, digest_id)
    if digest.state is DigestState.SENT:
        return
    if queries.has_left(session, actor, digest_id):
        raise Refusal(HAS_LEFT)
    digest.state, digest.attempts = DigestState.SENDING, digest.attempts + 1
    session.add(digest)
    session.flush()
    yield jobs.Progress(0, 1, f"Sending to {digest.to_address}")
    authority = accounts.get_authority(session, actor.authority_id).name
    try:
        mailing.send(
            digest.to_address,
            digest.subject,
            digest.text,
            sender=f"{authority} retail compliance",
            message_id=str(digest.id),
        )
    except mailing.NotSentError as error:
        raise Refusal(error.words) from error
    digest.state, digest.sent_at, digest.reason = DigestState.SENT, clock.now(), ""
    session.add(digest)
    session.flush()
    tests = queries.references_of(session, actor, digest_id)
    audit.record(
        session,
        actor,
        "clock_digest.sent",
        "clock_digest",
        digest_id,
        detail={"to": digest.to_address, "tests": [str(one) for one in tests], "as_at": digest.as_at},
    )
    yield jobs.Progress(1, 1, f"Sent to {digest.to_address}")


def fail_digest(session: Session, actor: Actor, digest_id: UUID, words: str) -> None:
    """Record that an e-mail could not be sent, and why; it is asked for again at the next run. NotFound."""
    digest = queries.get_digest(session, actor, digest_id)
    if digest.state is DigestState.SENT:
        return
    digest.state, digest.reason = DigestState.FAILED, words
    session.add(digest)
    session.flush()
    detail = {"to": digest.to_address, "as_at": digest.as_at}
    audit.record(session, actor, "clock_digest.not_sent", "clock_digest", digest_id, reason=words, detail=detail)

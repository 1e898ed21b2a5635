"""Reads of the links by which agreements are signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.agreements import rules
from compliance.agreements.models import Signing, SigningLink
from compliance.agreements.queries.policies import policy_on
from compliance.agreements.queries.records import get_row
from compliance.agreements.rules import LinkState, SignedHow, Standing
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission, Role

SIGNER = "Signed by link"
"""Who did it, as the audit says of what was done with a link: nobody is signed in."""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as officers see it: never its address or its code, which nobody has any more but the trader."""

    link_id: UUID
    state: LinkState
    made_at: datetime
    made_by: str
    expires_on: date
    wrong_codes: int
    used_at: datetime | None


def find_live_link(session: Session, actor: Actor, agreement_id: UUID) -> SigningLink | None:
    """Return the link by which an agreement can be signed today, or None."""
    statement = select(SigningLink).where(
        SigningLink.agreement_id == agreement_id,
        col(SigningLink.used_at).is_(None),
        col(SigningLink.revoked_at).is_(None),
        SigningLink.expires_on >= clock.today(),
    )
    found: SigningLink | None = session.exec(
        within(statement, actor, col(SigningLink.authority_id)).order_by(col(SigningLink.id).desc())
    ).first()
    return found


def list_links(session: Session, actor: Actor, agreement_id: UUID) -> list[LinkRow]:
    """Return the links that were made for an agreement, the latest first. Two queries."""
    statement = within(
        select(SigningLink).where(SigningLink.agreement_id == agreement_id), actor, col(SigningLink.authority_id)
    )
    links: Sequence[SigningLink] = session.exec(statement.order_by(col(SigningLink.id).desc())).all()
    names = accounts.officer_names(session, {link.made_by_id for link in links if link.made_by_id})
    return [
        LinkRow(
            link_id=link.id,
            state=_state(link),
            made_at=link.made_at,
            made_by=names.get(link.made_by_id, "") if link.made_by_id else "",
            expires_on=link.expires_on,
            wrong_codes=link.wrong_codes,
            used_at=link.used_at,
        )
        for link in links
    ]


def _state(link: SigningLink) -> LinkState:
    return rules.link_state(
        expires_on=link.expires_on, used_at=link.used_at, revoked_at=link.revoked_at, today=clock.today()
    )


def signed_how(session: Session, actor: Actor, agreement_id: UUID) -> dict[UUID, SignedHow]:
    """Return how an agreement was signed, by the identifier of each signature; one that is not there was on paper."""
    statement = sa.select(col(Signing.event_id), col(Signing.how)).where(col(Signing.agreement_id) == agreement_id)
    rows = session.execute(within(statement, actor, col(Signing.authority_id)))
    return {event_id: SignedHow(how) for event_id, how in rows}


def actor_of_link(session: Session, link_id: UUID) -> Actor:
    """Return on whose behalf a link is used: nobody of its authority, who may sign and no more. Raises NotFound."""
    link = session.get(SigningLink, link_id)
    if link is None:
        raise NotFound
    authority = accounts.get_authority(session, link.authority_id)
    return Actor(
        officer_id=None,
        authority_id=authority.id,
        authority_code=authority.code,
        authority_prefix=authority.prefix,
        role=Role.VIEWER,
        name=SIGNER,
        extra=frozenset({Permission.RECORD_AGREEMENT}),
    )


def is_open(session: Session, link: SigningLink) -> bool:
    """Say whether a link can be used today, and its agreement is still open to be signed."""
    if _state(link) is not LinkState.LIVE:
        return False
    actor = actor_of_link(session, link.id)
    today = clock.today()
    return may_be_signed(session, actor, get_row(session, actor, link.agreement_id, today).standing, today)


def may_be_signed(session: Session, actor: Actor, standing: Standing, day: date) -> bool:
    """Say whether a link or a phone may sign an agreement that stands like this on `day`. One query."""
    return rules.is_open_to_sign(standing, today=day, remind_days=policy_on(session, actor, day).remind_days)

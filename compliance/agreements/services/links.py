"""One-time links to sign an agreement with: made and taken back by officers, tried by whoever has the letter."""

import hashlib
import hmac
from datetime import date
from enum import StrEnum
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock, codes, throttle
from compliance.agreements import queries, rules
from compliance.agreements.models import Agreement, SigningLink
from compliance.agreements.rules import Limits, NewLink
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission
from compliance.settings import settings


class CodeFailure(StrEnum):
    """Why a code did not open a link. Whoever tried is told no more than this."""

    WRONG = "wrong"
    LOCKED = "locked"


def make_link(session: Session, actor: Actor, agreement_id: UUID, *, expires_on: date) -> NewLink:
    """Make the link and the code by which an agreement can be signed once, until the end of `expires_on`.

    What is returned is known this once: hashes are all that is kept. An older link of the agreement ends with it. Who
    issues letters may, for the letter of an offer prints them. Raises Refusal beside `expires_on`, or for an agreement
    that is not open to be signed; NotFound; Forbidden.
    """
    if not actor.may(Permission.ISSUE_LETTER):
        actor.require(Permission.RECORD_AGREEMENT)
    today = clock.today()
    agreement = hold_agreement(session, actor, agreement_id)
    standing = queries.get_row(session, actor, agreement_id, today).standing
    policy = queries.policy_on(session, actor, today)
    rules.check_open(standing, today=today, remind_days=policy.remind_days)
    rules.check_link(expires_on=expires_on, today=today, longest_days=policy.link_days)
    _revoke(session, actor, agreement_id)
    token, code = codes.draw(rules.TOKEN_LENGTH), codes.draw(rules.CODE_LENGTH)
    token_hash = hash_of_token(token)
    link = SigningLink(
        authority_id=actor.authority_id,
        agreement_id=agreement_id,
        token_hash=token_hash,
        code_hash=_hash_of_code(token_hash, code),
        expires_on=expires_on,
        made_at=clock.now(),
        made_by_id=actor.officer_id,
    )
    session.add(link)
    session.flush()
    audit.record(
        session,
        actor,
        "signing_link.made",
        "agreement",
        agreement_id,
        outlet_id=agreement.outlet_id,
        detail={"reference": agreement.reference, "expires_on": expires_on},
    )
    path = f"{rules.SIGN_PATH}{token}"
    return NewLink(link.id, path, f"{settings().public_url}{path}", codes.grouped(code), expires_on)


def revoke_links(session: Session, actor: Actor, agreement_id: UUID) -> int:
    """Take back the link of an agreement that is not used yet, and return how many there were: none or one.

    Raises NotFound; Forbidden.
    """
    if not actor.may(Permission.ISSUE_LETTER):
        actor.require(Permission.RECORD_AGREEMENT)
    agreement = hold_agreement(session, actor, agreement_id)
    revoked = _revoke(session, actor, agreement_id)
    if revoked:
        audit.record(
            session,
            actor,
            "signing_link.revoked",
            "agreement",
            agreement_id,
            outlet_id=agreement.outlet_id,
            detail={"reference": agreement.reference},
        )
    return revoked


def _revoke(session: Session, actor: Actor, agreement_id: UUID) -> int:
    statement = select(SigningLink).where(
        SigningLink.agreement_id == agreement_id,
        col(SigningLink.used_at).is_(None),
        col(SigningLink.revoked_at).is_(None),
    )
    live = session.exec(statement.with_for_update()).all()
    for link in live:
        link.revoked_at, link.revoked_by_id = clock.now(), actor.officer_id
        session.add(link)
    session.flush()
    return len(live)


def hold_agreement(session: Session, actor: Actor, agreement_id: UUID) -> Agreement:
    """Return an agreement of the actor's authority, held until the transaction ends. Raises NotFound.

    Held before any of its links, by all who change either.
    """
    agreement = queries.get_agreement(session, actor, agreement_id)
    session.exec(select(Agreement.id).where(Agreement.id == agreement_id).with_for_update()).one()
    return agreement


def try_code(session: Session, token: str, code: str, *, address: str, limits: Limits) -> UUID | CodeFailure:
    """Return the identifier of the link that a token and a code open, or why none is. Every try is counted.

    Asked by somebody who is not signed in. A token that nobody was given, a link that is used, expired or taken back
    and a wrong code are one and the same: the same answer, from the same counts and hashes. `address` is the network
    address, kept only as a keyed hash.
    """
    token_hash = hash_of_token(codes.read_typed(token, rules.TOKEN_LENGTH) or token)
    if _is_over(session, throttle.network_of(address), token_hash, limits):
        return CodeFailure.LOCKED
    link = session.exec(select(SigningLink).where(SigningLink.token_hash == token_hash)).one_or_none()
    given = _hash_of_code(token_hash, codes.read_typed(code, rules.CODE_LENGTH))
    right = hmac.compare_digest(given, link.code_hash if link is not None else _hash_of_code(token_hash, "nobody’s"))
    if link is not None and right and queries.is_open(session, link):
        actor = queries.actor_of_link(session, link.id)
        audit.record(session, actor, "signing_link.opened", "agreement", link.agreement_id)
        return link.id
    session.execute(
        sa.update(SigningLink)
        .where(col(SigningLink.token_hash) == token_hash)
        .values(wrong_codes=SigningLink.wrong_codes + 1)
        .execution_options(synchronize_session=False)
    )
    if link is None:
        audit.record_system(session, "signing_link.failed", "signing_link", None, known=False)
    else:
        actor = queries.actor_of_link(session, link.id)
        audit.record(session, actor, "signing_link.failed", "agreement", link.agreement_id)
    return CodeFailure.WRONG


def _is_over(session: Session, network: str, token_hash: str, limits: Limits) -> bool:
    """Count a try by its address, its link and in all, and say whether one of them is over.

    What is over by one is not counted by the next: a single address that floods us cannot use up everybody's tries. The
    audit is told once of each.
    """
    for purpose, key, limit in (
        ("sign.address", network, limits.address),
        ("sign.link", token_hash, limits.link),
        ("sign.everywhere", "", limits.everywhere),
    ):
        counted = throttle.count(session, purpose, key, minutes=limits.minutes)
        if counted > limit:
            if counted == limit + 1:
                audit.record_system(session, "signing_link.throttled", "signing_link", None)
            return True
    return False


def hash_of_token(token: str) -> str:
    """Return what a link is known by in the database: keyed, so that a stolen copy of it opens nothing."""
    return _keyed(f"signing link\n{token}")


def hash_of_marker(link_id: UUID, nonce: str) -> str:
    """Return what is kept of the marker in the browser that opened a link."""
    return _keyed(f"signing marker\n{link_id}\n{nonce}")


def _hash_of_code(token_hash: str, code: str) -> str:
    return _keyed(f"signing code\n{token_hash}\n{code}")


def _keyed(text: str) -> str:
    secret = settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

"""Signing without paper: by the link in a letter, or on the officer's phone at the visit."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from compliance import clock
from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementEvent, Signing, SigningLink
from compliance.agreements.rules import AgreementEventKind, NewConsent, NewEvent, NewSigning, SignedHow
from compliance.agreements.services.consents import begin_anew
from compliance.agreements.services.links import hash_of_marker, hold_agreement, revoke_links
from compliance.agreements.services.recording import record_event
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission

SENT_ALREADY = "This agreement was signed a moment ago"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that stands: `again` when it was given before, and this was the same page sent again."""

    agreement_id: UUID
    event_id: UUID
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """How a signature was given: the link, or the page on the phone with its witness."""

    how: SignedHow
    link_id: UUID | None = None
    form_id: UUID | None = None
    witness_id: UUID | None = None
    visit_id: UUID | None = None


def sign_by_link(session: Session, link_id: UUID, nonce: str, new: NewSigning) -> Signed:
    """Sign the agreement of a link that was opened with its code, on behalf of its authority; the link is used with it.

    `nonce` is the marker in the browser that opened the link: sent again from there, the same signature is handed back.
    Raises NotFound when the link cannot be used (any more), or was used from another browser; Refusal (see
    `check_signing`, `check_event`).
    """
    actor = queries.actor_of_link(session, link_id)
    link = _hold_link(session, actor, link_id)
    marker = hash_of_marker(link_id, nonce)
    if queries.is_signed_with(session, link_id, marker):
        signing = session.exec(select(Signing).where(Signing.link_id == link_id)).one()
        return Signed(signing.agreement_id, signing.event_id, again=True)
    if not queries.is_open(session, link):
        raise NotFound
    rules.check_signing(new)
    link.used_at, link.used_with = clock.now(), marker
    session.add(link)
    session.flush()
    event = _sign(session, actor, link.agreement_id, new, _Way(SignedHow.LINK, link_id=link_id))
    audit.record(session, actor, "signing_link.used", "agreement", link.agreement_id)
    return Signed(link.agreement_id, event.id)


def _hold_link(session: Session, actor: Actor, link_id: UUID) -> SigningLink:
    """Return a link as it is now, held with its agreement until the transaction ends: of two at once one waits."""
    agreement_id = session.get_one(SigningLink, link_id).agreement_id
    hold_agreement(session, actor, agreement_id)
    return session.get_one(SigningLink, link_id, with_for_update=True, populate_existing=True)


def sign_on_phone(
    session: Session, actor: Actor, agreement_id: UUID, new: NewSigning, *, form_id: UUID, visit_id: UUID | None = None
) -> Signed:
    """Sign an offered agreement on the phone of the officer, who is the witness; a link that was sent ends with it.

    `form_id` is the identifier that the page was given: sent twice, it signs once. `visit_id` is the visit at which it
    was signed. Raises Refusal (see `check_signing`, `check_event`), and for an agreement that is not open to be signed;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    hold_agreement(session, actor, agreement_id)
    before = session.exec(
        select(Signing).where(Signing.form_id == form_id, Signing.authority_id == actor.authority_id)
    ).one_or_none()
    if before is not None:
        return Signed(before.agreement_id, before.event_id, again=True)
    rules.check_signing(new)
    today = clock.today()
    standing = queries.get_row(session, actor, agreement_id, today).standing
    rules.check_open(standing, today=today, remind_days=queries.policy_on(session, actor, today).remind_days)
    way = _Way(SignedHow.ON_PHONE, form_id=form_id, witness_id=actor.officer_id, visit_id=visit_id)
    event = _sign(session, actor, agreement_id, new, way)
    revoke_links(session, actor, agreement_id)
    return Signed(agreement_id, event.id)


def _sign(session: Session, actor: Actor, agreement_id: UUID, new: NewSigning, way: _Way) -> AgreementEvent:
    today = clock.today()
    policy = queries.policy_on(session, actor, today)
    signed = NewEvent(
        kind=AgreementEventKind.SIGNED,
        on=today,
        signatory=new.signatory,
        capacity=new.capacity,
        lapses_on=rules.lapse_day(today, policy),
        review_on=rules.review_day(today, policy),
        visit_id=way.visit_id,
    )
    event = record_event(session, actor, agreement_id, signed)
    signing = Signing(
        authority_id=actor.authority_id,
        agreement_id=agreement_id,
        event_id=event.id,
        how=way.how,
        link_id=way.link_id,
        form_id=way.form_id,
        witness_id=way.witness_id,
    )
    try:
        with session.begin_nested():
            session.add(signing)
            session.flush()
    except IntegrityError as error:
        raise Refusal(SENT_ALREADY) from error
    consent = NewConsent(new.signatory, new.capacity, way.how, premises_confirmed=new.premises_confirmed)
    begin_anew(session, actor, agreement_id, consent if new.publish else None)
    return event

"""Consent to be named in public: kept as it was given, withdrawn at any time."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.agreements import queries, rules
from compliance.agreements.models import Consent
from compliance.agreements.rules import NewConsent
from compliance.agreements.services.links import hold_agreement
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission


def give_consent(session: Session, actor: Actor, agreement_id: UUID, new: NewConsent) -> Consent:
    """Record that whoever signed an agreement consents to be named on the public list, from today.

    Given again while it stands, it is the same consent: only what is said of the premises is taken over. Raises Refusal
    without a name and a capacity, or for an agreement that was never signed; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    hold_agreement(session, actor, agreement_id)
    rules.check_consent(new)
    if not queries.get_row(session, actor, agreement_id, clock.today()).standing.ever_signed:
        raise Refusal("Only a trader who has signed can be named on the public list")
    return _keep(session, actor, agreement_id, new)


def begin_anew(session: Session, actor: Actor, agreement_id: UUID, new: NewConsent | None) -> None:
    """End the consent of an earlier signature with a new one, and keep what comes with the new one, if anything does.

    Whoever signs again is asked again, and is named only when they say so again. The agreement is held already.
    """
    withdraw_consent(session, actor, agreement_id)
    if new is not None:
        _keep(session, actor, agreement_id, new)


def end_earlier(session: Session, actor: Actor, agreement_id: UUID, signed_on: date) -> None:
    """End a consent that was given before an agreement was signed again on `signed_on`, on paper too.

    Raises NotFound; Forbidden.
    """
    standing = _standing_consent(session, agreement_id)
    if standing is not None and standing.given_on < signed_on:
        withdraw_consent(session, actor, agreement_id)


def _keep(session: Session, actor: Actor, agreement_id: UUID, new: NewConsent) -> Consent:
    agreement = queries.get_agreement(session, actor, agreement_id)
    standing = _standing_consent(session, agreement_id)
    if standing is not None and standing.premises_confirmed == new.premises_confirmed:
        return standing
    consent = standing or Consent(
        authority_id=actor.authority_id,
        agreement_id=agreement_id,
        given_on=clock.today(),
        given_by=new.given_by,
        capacity=new.capacity,
        how=new.how,
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    before, consent.premises_confirmed = consent.premises_confirmed, new.premises_confirmed
    session.add(consent)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_consent.changed" if standing else "agreement_consent.given",
        "agreement",
        agreement_id,
        outlet_id=agreement.outlet_id,
        changes={"premises_confirmed": (before, new.premises_confirmed)} if standing else None,
        detail={"given_by": consent.given_by, "how": consent.how},
    )
    return consent


def withdraw_consent(session: Session, actor: Actor, agreement_id: UUID) -> bool:
    """Withdraw the consent to be named on the public list, at once, and return whether there was one.

    No reason is asked: consent is as easy to withdraw as to give. Raises NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    agreement = hold_agreement(session, actor, agreement_id)
    consent = _standing_consent(session, agreement_id)
    if consent is None:
        return False
    consent.withdrawn_at, consent.withdrawn_by_id = clock.now(), actor.officer_id
    session.add(consent)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_consent.withdrawn",
        "agreement",
        agreement_id,
        outlet_id=agreement.outlet_id,
        detail={"given_by": consent.given_by, "given_on": consent.given_on},
    )
    return True


def _standing_consent(session: Session, agreement_id: UUID) -> Consent | None:
    statement = select(Consent).where(Consent.agreement_id == agreement_id, col(Consent.withdrawn_at).is_(None))
    return session.exec(statement.with_for_update()).one_or_none()

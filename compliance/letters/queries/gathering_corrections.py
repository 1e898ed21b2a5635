"""The facts of a decision on a dispute and of a correction, gathered from the record and the letters in force."""

from datetime import date
from typing import Any
from uuid import UUID

from compliance.accounts import queries as accounts
from compliance.errors import Refusal
from compliance.letters import rules
from compliance.letters.models import Letter
from compliance.letters.queries.gathering_chain import Gathering
from compliance.letters.queries.marks import ToCorrect
from compliance.letters.queries.subject import Subject
from compliance.letters.rules import Kind
from compliance.letters.rules.corrections import paragraphs
from compliance.letters.rules.marks import Mark
from compliance.purchases.models import Purchase
from compliance.purchases.rules import FAILED, REFUSED, BuyerBasis, DisputeDecision, Outcome, Type


def corrected_by(subject: Subject, occasion: str) -> tuple[ToCorrect, ...]:
    """Return the letters that a correction on this occasion withdraws: those marked, to the addressee of its first.

    One addressee each, because whom a wrong letter went to may not be whom the record names today.
    """
    first = next((one for one in subject.to_withdraw if one.reference == occasion), None)
    if first is None:
        return ()
    return tuple(one for one in subject.to_withdraw if one.entity_id == first.entity_id)


def addressee_of(kind: Kind, occasion: str, subject: Subject) -> UUID | None:
    """Return the legal entity that a letter is to: of a correction that of the letters it corrects, else the operator.

    None when nobody is known.
    """
    corrected = corrected_by(subject, occasion) if kind is Kind.CORRECTION else ()
    return corrected[0].entity_id if corrected else subject.entity_id


def correction(given: Gathering, letter: Letter) -> rules.Facts:
    """Return the facts of a correction. Raises Refusal when its letters fit the record again."""
    corrected = corrected_by(given.subject, letter.occasion)
    purchase = given.subject.purchase
    if not corrected or purchase is None:
        raise Refusal("The letter that this was to correct fits the record again. Discard this draft.", "kind")
    first = corrected[0]
    told = first.facts.get("tested", first.facts)
    decided = given.subject.decided
    overturned = decided is not None and decided.decision is DisputeDecision.OVERTURNED
    return rules.Correction(
        **(given.common | {"recipient": _as_before(first, given.decided.contact)}),
        first_on=date.fromisoformat(told["first_on"]),
        last_on=date.fromisoformat(told["last_on"]),
        advisory=_is_advisory(purchase),
        letters=tuple(_earlier(one) for one in corrected),
        passed=_passed(purchase),
        aborted=purchase.outcome is Outcome.ABORTED,
        decided_on=decided.decided_on if overturned and decided else None,
        offered_training=any(one.facts.get("training") for one in corrected),
    )


def dispute_decided(given: Gathering, _letter: Letter) -> rules.Facts:
    """Return the facts of the letter that tells a trader how their dispute was decided."""
    dispute, purchase = given.subject.decided, given.subject.purchase
    if dispute is None or purchase is None or dispute.decision is None or dispute.decided_on is None:
        raise Refusal("No dispute of this result has been decided.", "kind")
    reviewer = accounts.get_officer(given.session, given.actor, dispute.reviewer_id) if dispute.reviewer_id else None
    named = (reviewer.name, reviewer.job_title) if reviewer else ()
    sent = [one for one in given.subject.marked if _went_to_the_reader(one, given.subject)]
    return rules.DisputeDecided(
        **given.common,
        first_on=purchase.tested_on,
        last_on=purchase.tested_on,
        advisory=_is_advisory(purchase),
        decision=dispute.decision,
        raised_on=dispute.raised_on,
        decided_on=dispute.decided_on,
        reviewer=", ".join(part for part in named if part),
        considered=paragraphs(dispute.considered),
        reasons=paragraphs(dispute.reasons),
        appeal_by_on=given.decided.appeal_by_on or given.today,
        letters=tuple(_earlier(one) for one in sent if one.open and one.correction_id is None),
        corrected=tuple(_earlier(one) for one in sent if one.correction_id is not None),
    )


def _went_to_the_reader(one: ToCorrect, subject: Subject) -> bool:
    """Say whether a marked letter went to whom the decision is told, and surely rests on this result."""
    return one.entity_id in {None, subject.entity_id} and one.mark is not Mark.MAY_REST_ON


def _earlier(one: ToCorrect) -> rules.Earlier:
    return rules.Earlier(
        what=one.what.lower(),
        reference=one.reference,
        dated_on=one.issued_on,
        mark=one.mark,
        corrected_by=one.correction_reference,
        corrected_on=one.correction_on,
    )


def _as_before(first: ToCorrect, contact: str) -> rules.Recipient:
    """Return whom the first of the letters went to, at the address it went to."""
    to: dict[str, Any] = first.facts["recipient"]
    return rules.Recipient(
        name=to["name"], address=tuple(to["address"]), trading_as=to.get("trading_as", ""), contact=contact
    )


def _passed(purchase: Purchase) -> bool | None:
    if purchase.outcome in REFUSED:
        return True
    return False if purchase.outcome in FAILED else None


def _is_advisory(purchase: Purchase) -> bool:
    return purchase.type is Type.INTERCEPTED or purchase.buyer_basis is not BuyerBasis.UNDER_18

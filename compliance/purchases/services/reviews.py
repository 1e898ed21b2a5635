"""A supervisor reviews a test's record."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Forbidden
from compliance.permissions import Actor, Permission
from compliance.purchases import queries
from compliance.purchases.models import Review
from compliance.purchases.rules import reviews as rules
from compliance.purchases.services.naming import check_names_nobody


def review_purchase(
    session: Session, actor: Actor, purchase_id: UUID, new: rules.NewReview, *, review_id: UUID | None = None
) -> Review:
    """Record a supervisor's review of a test: accepted, or sent back with reasons. It stays; a later one is added.

    `review_id` is the identifier that the form carries: sent twice it records once. Raises Refusal for somebody who
    made the test, before every officer of it has signed, when nothing was signed, added or corrected since the last
    review, for an answer or reason that is missing, or a name of the volunteer; Forbidden; NotFound.
    """
    actor.require(Permission.REVIEW_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    session.refresh(purchase, with_for_update=True)
    made = session.get(Review, review_id) if review_id else None
    if made is not None and made.purchase_id == purchase_id and made.reviewer_id == actor.officer_id:
        return made
    state = queries.review_state(session, actor, purchase_id)
    rules.check_review(new, state.why_not)
    if actor.officer_id is None:
        raise Forbidden(Permission.REVIEW_PURCHASE)
    check_names_nobody(session, actor, purchase.volunteer_id, reasons=new.reasons)
    review = Review(
        authority_id=actor.authority_id,
        purchase_id=purchase_id,
        reviewer_id=actor.officer_id,
        number=len(state.reviews) + 1,
        outcome=new.outcome,
        checklist={name: new.checklist[name].value for name in rules.CHECKS},
        reasons=new.reasons.strip(),
        record_version=purchase.version,
        reviewed_at=clock.now(),
    )
    if review_id is not None and made is None:
        review.id = review_id
    session.add(review)
    session.flush()
    audit.record(
        session,
        actor,
        "purchase.reviewed",
        "purchase",
        purchase_id,
        outlet_id=purchase.outlet_id,
        detail={
            "reference": purchase.reference,
            "outcome": review.outcome.value,
            "checklist": review.checklist,
            "number": review.number,
        },
    )
    return review

"""Recording a test purchase and correcting it: judged by the rules, aged by the vault, kept with its history."""

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.accounts.rules import Nation
from compliance.audit import services as audit
from compliance.database import next_reference
from compliance.errors import Refusal
from compliance.offences import queries as offences
from compliance.offences.rules import check_category, check_product
from compliance.operations import queries as operations
from compliance.operations import services as planned
from compliance.operations.models import Operation
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Purchase
from compliance.purchases.queries.voidings import find_waiting_voiding
from compliance.purchases.rules import BroughtIn, BuyerBasis, NewPurchase
from compliance.purchases.rules import accounts as account_rules
from compliance.purchases.rules.facts import TYPED
from compliance.purchases.services.accounts import note_officers
from compliance.purchases.services.naming import check_names_nobody
from compliance.purchases.services.voiding import ask_second_officer
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.volunteers import services as volunteers
from compliance.volunteers.queries import find_by_code


def record_purchase(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    new: NewPurchase,
    *,
    purchase_id: UUID | None = None,
    again: bool = False,
    brought_in: BroughtIn | None = None,
) -> Purchase:
    """Record one attempt at an outlet of the actor's authority, and return it, `counts_as_sale` as the database has it.

    `purchase_id` is the identifier that the form carries: sent a second time it gives the record made the first time,
    so that a double press records once. `again` says that another sale there on that day is one, and not the same sale
    recorded twice. `brought_in` says of a past test which import it comes from. Raises Refusal beside the field to mend
    (CJA 1988 s.141A; domain sections 2.3, 2.4 and 6.6 to 6.8); Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    outlet_id = outlet.id
    if purchase_id is not None:
        made = queries.find_own_purchase(session, actor, purchase_id)
        if made is not None and made.outlet_id == outlet_id:
            return made
    values = _judged(session, actor, outlet, new, brought_in)
    if new.kind.counts:
        rules.check_again(_sold_then(session, actor, outlet_id, new), new.tested_on, again=again)
    purchase = Purchase(
        **values,
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "TP", clock.today().year),
        outlet_id=outlet_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    if purchase_id is not None and session.get(Purchase, purchase_id) is None:
        purchase.id = purchase_id
    session.add(purchase)
    session.flush()
    session.refresh(purchase, ["counts_as_sale"])
    if new.operation_id is not None:
        planned.note_result(session, new.operation_id)
    detail = {"reference": purchase.reference, "type": new.type.value, "outcome": new.outcome.value}
    if brought_in is not None:
        detail["brought_in"] = brought_in.reference
    audit.record(session, actor, "purchase.recorded", "purchase", purchase.id, outlet_id=outlet_id, detail=detail)
    if brought_in is None and new.outcome in rules.NEEDS_SECOND_OFFICER:
        ask_second_officer(session, actor, purchase)
    return purchase


def correct_purchase(
    session: Session,
    actor: Actor,
    purchase_id: UUID,
    new: NewPurchase,
    *,
    version: int,
    reason: str,
    again: bool = False,
) -> Purchase:
    """Correct what was recorded of a test; what stood before, who changed it and why stay in its history.

    `version` is that of the record the form was filled from. The age is worked out anew. `again` is as for
    `record_purchase`, asked when the correction makes it a sale of that day. Raises Refusal without a reason, when the
    rules say no, or when a sale would stop counting by the hand of somebody who made the test or may not decide
    disputes (domain section 6.28); Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    if not reason.strip():
        raise Refusal("Say why the record is corrected", "reason")
    before = rules.Kind(purchase.type, purchase.buyer_basis, purchase.outcome)
    made_by = {purchase.officer_id, purchase.second_officer_id}
    independent = actor.may(Permission.DECIDE_DISPUTE) and actor.officer_id not in made_by
    rules.check_correction(before, new.kind, independent=independent)
    _check_belongings(session, actor, purchase, new)
    _check_two_persons(session, actor, purchase, new)
    _check_who_made_it(session, actor, purchase, new)
    values = _judged(session, actor, retailers.get_own_outlet(session, actor, purchase.outlet_id), new)
    for volunteer_id in {purchase.volunteer_id, values["volunteer_id"]}:
        check_names_nobody(session, actor, volunteer_id, reason=reason)
    if new.outcome not in rules.NEEDS_SECOND_OFFICER:
        values["voided_by_id"] = None
    if queries.frozen_columns(session, actor, purchase):
        rules.check_frozen(purchase.model_dump(), values)
    if new.kind.counts and not (before.counts and purchase.tested_on == new.tested_on):
        others = _sold_then(session, actor, purchase.outlet_id, new, besides=purchase_id)
        rules.check_again(others, new.tested_on, again=again)
    audit.correct(
        session,
        actor,
        purchase,
        values,
        action="purchase.corrected",
        subject_kind="purchase",
        version=version,
        outlet_id=purchase.outlet_id,
        reason=reason.strip(),
    )
    session.refresh(purchase, ["counts_as_sale"])
    if new.operation_id is not None:
        planned.note_result(session, new.operation_id)
    note_officers(session, actor, purchase_id)
    return purchase


def _sold_then(
    session: Session, actor: Actor, outlet_id: UUID, new: NewPurchase, besides: UUID | None = None
) -> list[str]:
    """Return the references of the other sales that count at the outlet on the day of the test."""
    found = queries.list_sales_of_day(session, actor, outlet_id, new.tested_on)
    return [sale.reference for sale in found if sale.id != besides]


def _check_who_made_it(session: Session, actor: Actor, purchase: Purchase, new: NewPurchase) -> None:
    """Refuse to open a signed account by taking an officer off the test, unless by a supervisor who did not make it."""
    before = queries.officers_of(purchase)
    after = [one for one in (new.officer_id, new.second_officer_id) if one is not None]
    supervisor = actor.may(Permission.REVIEW_PURCHASE) and actor.officer_id not in {*before, *after}
    written = queries.list_written(session, actor, purchase.id)
    account_rules.check_taken_off(before, after, written, supervisor=supervisor)


def _check_two_persons(session: Session, actor: Actor, purchase: Purchase, new: NewPurchase) -> None:
    """Refuse to make a result void, or no longer so, by the hand of one person (domain section 6.8)."""
    if new.outcome is purchase.outcome:
        return
    if new.outcome in rules.NEEDS_SECOND_OFFICER:
        raise Refusal(
            "A recorded result becomes void or aborted only when a second person agrees. Leave the outcome as it is "
            "here, and choose “Propose that it was void or aborted” on the page of the test",
            "outcome",
        )
    if find_waiting_voiding(session, actor, purchase.id) is not None:
        raise Refusal(
            "This attempt waits for a second person to agree that it was void or aborted. It must be decided or "
            "withdrawn first",
            "outcome",
        )


def _check_belongings(session: Session, actor: Actor, purchase: Purchase, new: NewPurchase) -> None:
    """Have a correction fit the hand-over and the disputes that are recorded already."""
    reviewers = {dispute.reviewer_id for dispute in queries.list_disputes(session, actor, purchase.id)} - {None}
    supervisors = {review.reviewer_id for review in queries.list_reviews(session, actor, purchase.id)}
    for officer_id, field in ((new.officer_id, "officer_id"), (new.second_officer_id, "second_officer_id")):
        if officer_id in reviewers:
            raise Refusal("This officer decided a dispute of this result, so cannot have made the test", field)
        if officer_id in supervisors:
            raise Refusal("This officer reviewed this test, so cannot have made it", field)
    if purchase.retailer_told_on is not None and new.tested_on > purchase.retailer_told_on:
        raise Refusal("The test cannot be after the day on which the retailer was told of it", "tested_on")
    known = replace(
        queries.around(session, actor, purchase), type=new.type, outcome=new.outcome, tested_on=new.tested_on
    )
    came = known.dispatched_on or known.parcel_on or known.handed_over_on
    if came and not rules.has_hand_over(new.type, new.outcome) and new.outcome not in rules.NEEDS_SECOND_OFFICER:
        raise Refusal("A hand-over is recorded for this order, so it was accepted", "outcome")
    rules.check_corrected_order(known, queries.days_of_stages(session, actor, purchase.id))


def _check_words(session: Session, actor: Actor, volunteer_id: UUID | None, new: NewPurchase) -> None:
    """Refuse words that lead to the volunteer, whose code is what may be written, beside the first field to mend."""
    check_names_nobody(session, actor, volunteer_id, **{name: str(getattr(new, name)) for name in TYPED})


def check_past_purchase(
    session: Session, actor: Actor, outlet_id: UUID, new: NewPurchase, brought_in: BroughtIn
) -> None:
    """Raise Refusal unless a past test can be recorded, as `record_purchase` would; nothing is. NotFound; Forbidden."""
    actor.require(Permission.RECORD_PURCHASE)
    _judged(session, actor, retailers.get_own_outlet(session, actor, outlet_id), new, brought_in)


def _judged(
    session: Session, actor: Actor, outlet: Outlet, new: NewPurchase, brought_in: BroughtIn | None = None
) -> dict[str, Any]:
    """Return the columns of an attempt that the rules allow, or raise Refusal."""
    rules.check_day(new.tested_on, today=clock.today(), outlet_opened_on=outlet.opened_on)
    rules.check_still_open(new.tested_on, new.outcome, closed_on=outlet.closed_on)
    rules.check_officers(new.officer_id, new.second_officer_id)
    rules.check_declaration(new)
    for officer_id in (new.officer_id, new.second_officer_id):
        if officer_id is not None:
            accounts.get_officer(session, actor, officer_id)
    operation = _operation(session, actor, outlet, new)
    if brought_in is None:
        volunteer_id, code, years, months = _buyer(session, actor, new, operation)
        _check_words(session, actor, volunteer_id, new)
    else:
        volunteer_id, code, years, months = _past_buyer(session, actor, new, brought_in)
    rules.check_attempt(new.attempt(code, years, months), today=clock.today(), outlet_kind=outlet.kind)
    nation = accounts.get_authority(session, actor.authority_id).nation
    category = check_category(offences.list_category_versions(session), new.category, new.tested_on)
    check_product(
        category,
        buyer_under_18=new.buyer_basis is BuyerBasis.UNDER_18,
        in_england_and_wales=nation is not Nation.SCOTLAND,
        legal_sign_off=new.legal_sign_off,
    )
    values = asdict(new) | {
        "category_code": category.code,
        "volunteer_id": volunteer_id,
        "volunteer_code": code,
        "age_years": years,
        "age_months": months,
    }
    del values["category"]
    return values


def _buyer(
    session: Session, actor: Actor, new: NewPurchase, operation: Operation | None
) -> tuple[UUID | None, str | None, int | None, int | None]:
    """Return the volunteer's identifier and code, and the age on the day in years and months, as far as they apply."""
    code = new.volunteer_code.strip().upper() or None
    if new.buyer_basis is BuyerBasis.NONE or code is None:
        return None, code, new.age_years if new.buyer_basis is BuyerBasis.ADULT else None, None
    lent = operations.find_lent_volunteer(session, actor, operation.id) if operation else None
    volunteer_id, years, months = volunteers.age_on(session, actor, code, new.tested_on, lent=lent)
    return volunteer_id, code, years, months


def _past_buyer(
    session: Session, actor: Actor, new: NewPurchase, brought_in: BroughtIn
) -> tuple[UUID | None, str | None, int | None, int | None]:
    """Return the same of a past test: the vault's age where it knows the code, else the one that the record says.

    Raises Refusal beside `age_years` when the two do not agree: then the code is somebody else's, or the day is wrong.
    """
    code = new.volunteer_code.strip().upper() or None
    if new.buyer_basis is not BuyerBasis.UNDER_18 or code is None:
        return None, code, new.age_years if new.buyer_basis is BuyerBasis.ADULT else None, None
    if find_by_code(session, actor, code) is None:
        return None, code, new.age_years, brought_in.age_months if new.age_years is not None else None
    volunteer_id, years, months = volunteers.age_on(session, actor, code, new.tested_on)
    if new.age_years is not None and new.age_years != years:
        raise Refusal(
            f"The age given is not that of {code} in the vault on that day. Check the code, the day and the age",
            "age_years",
        )
    return volunteer_id, code, years, months


def _operation(session: Session, actor: Actor, outlet: Outlet, new: NewPurchase) -> Operation | None:
    """Return the operation that a purchase is recorded against: the outlet a target, the day within its days."""
    if new.operation_id is None:
        return None
    operation = operations.get_operation(session, actor, new.operation_id)
    if operation not in operations.list_for_outlet(session, actor, outlet.id, new.tested_on):
        raise Refusal(
            "The operation did not run on the day of the test, or this outlet is not among its targets", "operation_id"
        )
    return operation

"""Recording an order online with what is known at once, and a listing that offers a prohibited weapon."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import Purchase
from compliance.purchases.rules import (
    NewListingCheck,
    NewOrder,
    NewParty,
    NewStage,
    Outcome,
    PartyRole,
    RecordedState,
    StageKind,
    Type,
)
from compliance.purchases.services.hand_over import record_part
from compliance.purchases.services.parties import record_party
from compliance.purchases.services.recording import record_purchase
from compliance.purchases.services.stages import record_stage

ON_THE_ORDER = {"letter_reference": "letter_reference", "happened_on": "notice_sent_on", "why": "notice_reason"}
"""Where a field of the stage of the notice stands on the form of an order."""
NOTHING_SEEN = frozenset({Outcome.NOT_TRADING, Outcome.ABORTED, Outcome.VOID})


def record_order(
    session: Session, actor: Actor, outlet_id: UUID, new: NewOrder, *, purchase_id: UUID | None, again: bool = False
) -> Purchase:
    """Record an order made online, or a delivery that is tested, with the notice that went before and where it is sent.

    Without the advance notice that the policy of its day asks for, a reason is needed, which stands with the stage.
    Sent twice with one `purchase_id` it records once. Raises Refusal beside the field to mend (see `record_purchase`
    and `check_notice`); Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    if purchase_id is not None and (made := queries.find_own_purchase(session, actor, purchase_id)) is not None:
        return record_purchase(session, actor, made.outlet_id, new.purchase, purchase_id=purchase_id)
    order, notice = new.purchase, new.notice
    policy = queries.policy_on(session, actor, order.tested_on)
    rules.check_notice(
        notice.sent_on,
        notice.reason,
        policy,
        ordered_on=order.tested_on,
        today=clock.today(),
        type_=order.type,
    )
    if notice.sent_on is not None and notice.means is None:
        raise Refusal("Select how the notice was sent", "notice_means")
    _check_typed(order)
    purchase = record_purchase(session, actor, outlet_id, order, purchase_id=purchase_id, again=again)
    _note_notice(session, actor, purchase, new)
    if new.address_kind is not None and rules.has_hand_over(order.type, order.outcome):
        record_part(session, actor, purchase.id, {"address_kind": new.address_kind})
    return purchase


def _check_typed(order: rules.NewPurchase) -> None:
    names = ("words_spoken", "notes", "product", "brand", "outcome_reason", "welfare_note", "seller_name")
    rules.check_no_card_number({name: getattr(order, name) for name in names})


def _note_notice(session: Session, actor: Actor, purchase: Purchase, new: NewOrder) -> None:
    notice = new.notice
    if purchase.type is Type.LISTING_CHECK or (notice.sent_on is None and not notice.reason.strip()):
        return
    sent = notice.sent_on is not None
    stage = NewStage(
        stage=StageKind.ADVANCE_NOTICE,
        state=RecordedState.REACHED if sent else RecordedState.NOT_REACHED,
        happened_on=notice.sent_on,
        notice_means=notice.means,
        letter_reference=notice.letter_reference.strip(),
        why=notice.reason.strip(),
    )
    try:
        record_stage(session, actor, purchase.id, stage)
    except Refusal as refusal:
        # Not as the vault's own refusal, for which an edge keeps what was flushed: this order must not be half kept.
        raise Refusal(refusal.message, ON_THE_ORDER.get(refusal.field or "", "notice_reason")) from None


def record_listing_check(
    session: Session, actor: Actor, outlet_id: UUID, new: NewListingCheck, *, purchase_id: UUID | None
) -> Purchase:
    """Record a listing check: what is offered on which page, by whom. It has no buyer and is never a sale.

    The page is captured to the minute on the day of the check, except where the website was down or the check came to
    nothing. A marketplace that is named is recorded as a party. Sent twice with one `purchase_id` it records once.
    Raises Refusal beside the field to mend; Forbidden; NotFound.
    """
    actor.require(Permission.RECORD_PURCHASE)
    if purchase_id is not None and (made := queries.find_own_purchase(session, actor, purchase_id)) is not None:
        return made
    order = new.as_purchase()
    if new.outcome is Outcome.OFFERED_FOR_SALE and not new.product.strip():
        raise Refusal("Enter what is offered, as the page calls it", "product")
    _check_typed(order)
    purchase = record_purchase(session, actor, outlet_id, order, purchase_id=purchase_id)
    if new.outcome not in NOTHING_SEEN:
        stage = NewStage(
            stage=StageKind.LISTING,
            happened_on=new.tested_on,
            at_time=new.at_time,
            url=new.url.strip(),
            words=new.words,
            price_pence=new.price_pence,
            age_warning=new.age_warning,
        )
        record_stage(session, actor, purchase.id, stage)
    if new.marketplace.strip():
        party = NewParty(role=PartyRole.MARKETPLACE, name=new.marketplace.strip())
        record_party(session, actor, purchase.id, party)
    return purchase

"""Test purchases, policies and whole sellers for the repeat-offender list. Every one is invented."""

from datetime import UTC, date, datetime

from compliance.database import db
from compliance.escalations.models import EscalationPolicy
from compliance.offences.rules import ProductCategory
from compliance.permissions import Actor
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.rules import BuyerBasis, Channel, DisputeDecision, Outcome, Proof, Type
from compliance.retailers.models import Entity, Outlet
from tests.factories.accounts import OfficerFactory
from tests.factories.base import RowFactory, factory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

RECORDED_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RECORDED_ON = date(2040, 1, 1)
"""Late enough for any day that a test needs; the rule never looks at it."""


class TriedFactory(RowFactory):
    """An underage test purchase that ended in a sale. Give `authority_id`, `outlet_id`, `officer_id`, `tested_on`."""

    class Meta:
        model = Purchase

    reference = factory.Sequence(lambda n: f"TST-TP-2026-{n:04d}")
    type = Type.UNDERAGE
    buyer_basis = BuyerBasis.UNDER_18
    channel = Channel.TILL
    outcome = Outcome.SOLD_UNCHALLENGED
    proof = Proof.OFFICER_WITNESSED
    volunteer_code = factory.LazyAttribute(lambda p: "V07" if p.buyer_basis is BuyerBasis.UNDER_18 else None)
    age_years = factory.LazyAttribute(
        lambda p: {BuyerBasis.UNDER_18: 16, BuyerBasis.ADULT: 19, BuyerBasis.NONE: None}[p.buyer_basis]
    )
    age_months = factory.LazyAttribute(lambda p: None if p.age_years is None else 3)
    category_code = ProductCategory.KITCHEN_KNIFE.value
    recorded_on = RECORDED_ON
    recorded_at = RECORDED_AT


class PolicyFactory(RowFactory):
    """The default policy, from a day on. Give `authority_id` and what differs."""

    class Meta:
        model = EscalationPolicy

    in_force_from = date(2020, 1, 1)
    sales_needed = 2
    window_months = 24
    recency_months = 12
    types = ("online_order", "underage")
    minimum_proof = "officer_witnessed"
    per = "premises"
    ladder = (
        {"sales": 1, "step": "written_warning"},
        {"sales": 2, "step": "consider_caution"},
        {"sales": 3, "step": "consider_prosecution"},
    )
    reason = "Adopted by the invented committee"
    set_at = RECORDED_AT


def tried(actor: Actor, outlet: Outlet, on: date, **more) -> Purchase:
    """Record one attempt at an outlet, by a second officer too where the outcome needs one."""
    if more.get("outcome") in {Outcome.VOID, Outcome.ABORTED}:
        second = OfficerFactory(authority_id=actor.authority_id)
        more = {"outcome_reason": "Invented reason", "second_officer_id": second.id, **more}
    return TriedFactory(
        authority_id=actor.authority_id, officer_id=actor.officer_id, outlet_id=outlet.id, tested_on=on, **more
    )


def overturn(actor: Actor, purchase: Purchase) -> None:
    """Have the result of a purchase disputed and overturned by somebody who did not make the test."""
    db.session.add(
        Dispute(
            authority_id=actor.authority_id,
            purchase_id=purchase.id,
            raised_on=purchase.tested_on,
            due_on=purchase.tested_on,
            words="It was not our till.",
            decision=DisputeDecision.OVERTURNED,
            decided_on=purchase.tested_on,
            reviewer_id=OfficerFactory(authority_id=actor.authority_id).id,
            reasons="The receipt is another shop's",
            recorded_on=RECORDED_ON,
            recorded_at=RECORDED_AT,
        )
    )
    db.session.flush()


def seller(actor: Actor, *days: date, entity: Entity | None = None, **outlet) -> Outlet:
    """Make an outlet with a confirmed operator and a sale on each day; `entity=None` makes a new legal entity."""
    made = OutletFactory(authority_id=actor.authority_id, **outlet)
    run_by(actor, made, entity)
    for day in days:
        tried(actor, made, day)
    return made


def run_by(actor: Actor, outlet: Outlet, entity: Entity | None = None, **period) -> Entity:
    """Confirm who operates an outlet: from 1 January 2000 unless a period is given."""
    entity = entity or EntityFactory(authority_id=actor.authority_id)
    period = {"from_on": date(2000, 1, 1), **period}
    OperatorFactory(authority_id=actor.authority_id, outlet_id=outlet.id, entity_id=entity.id, **period)
    return entity

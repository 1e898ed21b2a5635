"""What officers do with test purchases."""

from dataclasses import replace
from datetime import date, time
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.escalations.rules import PastPurchase, Policy, Reason, decide
from compliance.offences.rules import ProductCategory
from compliance.operations.rules import Purpose
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.models import Purchase
from compliance.purchases.rules import (
    BuyerBasis,
    Channel,
    DisputeDecision,
    HandOverResult,
    NewDispute,
    NewHandOver,
    Outcome,
    Type,
)
from compliance.retailers.rules import OutletKind, OutletStatus
from tests.factories.operations import OperationFactory, OperationTargetFactory
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register

DISPUTE = NewDispute(raised_on=date(2026, 10, 20), raised_by="The owner", words="We asked for ID.")
PAGE = "https://knives.example/chef"
PARCEL = NewHandOver(result=HandOverResult.HANDED_OVER_UNCHECKED, handed_over_on=date(2026, 10, 5))


def actions(session, subject_id=None):
    found = session.exec(select(AuditEntry).order_by(AuditEntry.number)).all()
    return [entry.action for entry in found if subject_id is None or entry.subject_id == str(subject_id)]


def test_a_sale_is_recorded_with_the_age_on_the_day(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    assert purchase.counts_as_sale is True
    assert (purchase.age_years, purchase.age_months, purchase.volunteer_code) == (16, 6, "V07")
    assert purchase.reference == f"HAC-TP-{clock.today().year}-0001"
    assert purchase.recorded_on == clock.today()
    assert actions(session, purchase.id) == ["purchase.recorded"]
    assert "volunteer.age_worked_out" in actions(session)


@pytest.mark.parametrize(
    ("born_on", "tested_on", "allowed"),
    [
        (date(2008, 10, 2), date(2026, 10, 1), True),
        (date(2008, 10, 1), date(2026, 10, 1), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
        (date(2007, 1, 1), date(2026, 10, 1), False),
    ],
)
def test_a_volunteer_is_under_18_on_the_day(session, officer, outlet, sale, born_on, tested_on, allowed):
    register(session, officer, "V08", born_on=born_on)
    new = replace(sale, volunteer_code="v08", tested_on=tested_on)
    if allowed:
        assert services.record_purchase(session, officer, outlet.id, new).age_years == 17
        return
    with pytest.raises(Refusal, match="under 18 on that day") as refused:
        services.record_purchase(session, officer, outlet.id, new)
    assert refused.value.field == "volunteer_code"
    assert session.exec(select(Purchase)).all() == []


def test_a_second_sale_on_one_day_is_asked_about_and_not_saved(session, officer, outlet, sale):
    first = services.record_purchase(session, officer, outlet.id, sale)
    with pytest.raises(Refusal, match=f"on 1 October 2026 is recorded already: {first.reference}") as refused:
        services.record_purchase(session, officer, outlet.id, replace(sale, started_at_time=time(15)))
    assert refused.value.field == "again"
    assert len(session.exec(select(Purchase)).all()) == 1


def test_nothing_is_asked_of_a_refusal_another_day_another_shop_or_after_a_sale_was_overturned(
    session, act, officer, outlet, sale
):
    first = services.record_purchase(session, officer, outlet.id, sale)
    services.record_purchase(session, officer, outlet.id, replace(sale, outcome=Outcome.REFUSED_NO_ID))
    services.record_purchase(session, officer, outlet.id, replace(sale, tested_on=date(2026, 10, 2)))
    services.record_purchase(session, officer, OutletFactory(authority_id=officer.authority_id).id, sale)
    dispute = services.record_dispute(session, officer, first.id, DISPUTE)
    services.decide_dispute(
        session, act(Role.MANAGER), dispute.id, DisputeDecision.OVERTURNED, "The till shows it", considered="The till."
    )
    services.record_purchase(session, officer, outlet.id, replace(sale, started_at_time=time(15)))


def test_a_correction_into_a_second_sale_of_a_day_is_asked_about_too(session, officer, outlet, sale):
    services.record_purchase(session, officer, outlet.id, sale)
    other = services.record_purchase(session, officer, outlet.id, replace(sale, tested_on=date(2026, 10, 2)))
    with pytest.raises(Refusal) as refused:
        services.correct_purchase(session, officer, other.id, sale, version=other.version, reason="Misread")
    assert refused.value.field == "again"
    services.correct_purchase(session, officer, other.id, sale, version=other.version, reason="Misread", again=True)
    noted = replace(sale, notes="Both on one day")
    services.correct_purchase(session, officer, other.id, noted, version=other.version, reason="Said why")


def test_a_test_in_store_is_not_recorded_at_an_online_shop_nor_an_order_at_premises_without_a_page(
    session, officer, outlet, sale
):
    shop = OutletFactory(authority_id=officer.authority_id, kind=OutletKind.ONLINE_SHOP, domain="knives.example")
    ordered = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY)
    for place, new, field in ((shop, sale, "type"), (outlet, ordered, "url")):
        with pytest.raises(Refusal) as refused:
            services.record_purchase(session, officer, place.id, new)
        assert refused.value.field == field
    services.record_purchase(session, officer, shop.id, ordered)
    services.record_purchase(session, officer, outlet.id, replace(ordered, url=PAGE))


def test_a_closed_outlet_is_not_tested_after_the_day_it_closed_but_can_be_found_closed(session, officer, sale):
    closed = {"status": OutletStatus.CLOSED, "closed_on": date(2026, 9, 30)}
    outlet = OutletFactory(authority_id=officer.authority_id, **closed)
    with pytest.raises(Refusal, match="closed since 30 September 2026") as refused:
        services.record_purchase(session, officer, outlet.id, sale)
    assert refused.value.field == "tested_on"
    services.record_purchase(session, officer, outlet.id, replace(sale, outcome=Outcome.NOT_TRADING))
    services.record_purchase(session, officer, outlet.id, replace(sale, tested_on=date(2026, 9, 30)))


def test_the_first_result_of_an_operation_fixes_its_purpose_although_it_is_taken_out_again(
    session, officer, outlet, sale
):
    own = {"authority_id": officer.authority_id}
    operation = OperationFactory(**own, partner_id=officer.authority_id, starts_on=sale.tested_on)
    OperationTargetFactory(**own, operation_id=operation.id, outlet_id=outlet.id)
    version = operation.version
    assert operation.first_result_at is None
    purchase = services.record_purchase(session, officer, outlet.id, replace(sale, operation_id=operation.id))
    first = operation.first_result_at
    assert first is not None
    assert operation.version == version
    services.correct_purchase(session, officer, purchase.id, sale, version=purchase.version, reason="Not of it")
    assert operation.first_result_at == first
    operation.purpose = Purpose.BASELINE
    with pytest.raises(DBAPIError, match="fixed before its first result"), session.begin_nested():
        session.flush()


def test_two_sales_on_one_day_are_both_kept(session, officer, outlet, sale):
    services.record_purchase(session, officer, outlet.id, replace(sale, started_at_time=time(10)))
    services.record_purchase(session, officer, outlet.id, replace(sale, started_at_time=time(15)), again=True)
    assert [test.on for test in queries.history_of(session, officer, [outlet.id])] == [sale.tested_on] * 2


def test_the_repeat_rule_counts_two_sales_on_one_day_once(session, officer, outlet, sale):
    for hour in (10, 15):
        services.record_purchase(session, officer, outlet.id, replace(sale, started_at_time=time(hour)), again=True)
    history = [
        PastPurchase(
            on=test.on,
            type=test.type,
            outcome=test.outcome,
            buyer_basis=test.buyer_basis,
            proof=test.proof,
            outlet=str(test.outlet_id),
            reference=test.reference,
        )
        for test in queries.history_of(session, officer, [outlet.id])
    ]
    decision = decide(history, Policy(), as_at=date(2026, 11, 22), operator=None, outlet=str(outlet.id))
    assert len(decision.counted) == 1
    assert [left.reason for left in decision.left_out] == [Reason.SAME_DATE]
    assert not decision.is_repeat


def test_the_same_form_sent_twice_records_once(session, officer, outlet, sale):
    asked = uuid4()
    first = services.record_purchase(session, officer, outlet.id, sale, purchase_id=asked)
    again = services.record_purchase(session, officer, outlet.id, sale, purchase_id=asked)
    assert first.id == again.id == asked
    assert len(session.exec(select(Purchase)).all()) == 1


def test_an_identifier_of_somebody_elses_record_gives_a_record_of_its_own(session, act, officer, outlet, sale):
    elsewhere = act(authority="camden")
    there = OutletFactory(authority_id=elsewhere.authority_id)
    register(session, elsewhere, "V07", born_on=date(2010, 3, 14))
    theirs = services.record_purchase(session, elsewhere, there.id, replace(sale, officer_id=elsewhere.officer_id))
    ours = services.record_purchase(session, officer, outlet.id, sale, purchase_id=theirs.id)
    assert ours.id != theirs.id
    assert ours.authority_id == officer.authority_id


def test_another_authoritys_outlet_officer_and_purchase_are_not_found(session, act, officer, outlet, sale):
    elsewhere = act(Role.MANAGER, "camden")
    with pytest.raises(NotFound):
        services.record_purchase(session, elsewhere, outlet.id, sale)
    with pytest.raises(NotFound):
        services.record_purchase(session, officer, outlet.id, replace(sale, officer_id=elsewhere.officer_id))
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    dispute = services.record_dispute(session, officer, purchase.id, DISPUTE)
    for attempt in (
        lambda: services.correct_purchase(session, elsewhere, purchase.id, sale, version=1, reason="Why"),
        lambda: services.record_hand_over(session, elsewhere, purchase.id, PARCEL),
        lambda: services.record_dispute(session, elsewhere, purchase.id, DISPUTE),
        lambda: services.decide_dispute(session, elsewhere, dispute.id, DisputeDecision.UPHELD, "Why", considered="It"),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR])
def test_who_may_not_record_is_refused(session, act, outlet, sale, role):
    with pytest.raises(Forbidden):
        services.record_purchase(session, act(role), outlet.id, sale)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"volunteer_code": "V99"}, "volunteer_code"),
        ({"volunteer_code": "Sam"}, "volunteer_code"),
        ({"volunteer_code": ""}, "volunteer_code"),
        ({"category": ProductCategory.CROSSBOW}, "product_category"),
        ({"declared_age_true": False}, "declaration_authorised_by"),
        ({"outcome": Outcome.VOID}, "outcome_reason"),
    ],
)
def test_what_the_rules_refuse_is_refused_beside_its_field(session, officer, outlet, sale, changed, field):
    with pytest.raises(Refusal) as refused:
        services.record_purchase(session, officer, outlet.id, replace(sale, **changed))
    assert refused.value.field == field


def test_a_crossbow_may_be_tested_with_legal_sign_off_or_an_adult(session, officer, outlet, sale):
    crossbow = replace(sale, category=ProductCategory.CROSSBOW)
    signed = replace(crossbow, legal_sign_off="A. Solicitor, 1 September 2026")
    assert services.record_purchase(session, officer, outlet.id, signed).legal_sign_off
    adult = replace(crossbow, type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT, volunteer_code="", age_years=22)
    assert services.record_purchase(session, officer, outlet.id, adult).age_years == 22


def test_a_test_before_the_outlet_opened_is_refused(session, officer, sale):
    outlet = OutletFactory(authority_id=officer.authority_id, opened_on=date(2026, 10, 2))
    with pytest.raises(Refusal, match="not yet open") as refused:
        services.record_purchase(session, officer, outlet.id, sale)
    assert refused.value.field == "tested_on"


def test_a_correction_keeps_what_stood_before(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, replace(sale, outcome=Outcome.REFUSED_NO_ID))
    services.correct_purchase(session, officer, purchase.id, sale, version=1, reason="The item was sold after all")
    assert purchase.counts_as_sale is True
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "purchase.corrected")).one()
    assert entry.detail["changes"]["outcome"] == ["refused_no_id", "sold_unchallenged"]
    assert entry.reason == "The item was sold after all"


def test_a_correction_works_the_age_out_anew(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    moved = replace(sale, tested_on=date(2026, 3, 13))
    services.correct_purchase(session, officer, purchase.id, moved, version=1, reason="Wrong day")
    assert (purchase.age_years, purchase.age_months) == (15, 11)


def test_a_correction_needs_a_reason_and_the_newest_version(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    with pytest.raises(Refusal) as refused:
        services.correct_purchase(session, officer, purchase.id, sale, version=1, reason=" ")
    assert refused.value.field == "reason"
    services.correct_purchase(session, officer, purchase.id, replace(sale, brand="A"), version=1, reason="Why")
    with pytest.raises(Refusal, match="Somebody else changed"):
        services.correct_purchase(session, officer, purchase.id, replace(sale, brand="B"), version=1, reason="Why")


def test_a_sale_stops_counting_only_by_somebody_who_did_not_make_it(session, act, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    refused_sale = replace(sale, outcome=Outcome.REFUSED_NO_ID)
    for who in (officer, act()):
        with pytest.raises(Refusal, match="who did not make the test"):
            services.correct_purchase(session, who, purchase.id, refused_sale, version=1, reason="Why")
    services.correct_purchase(session, act(Role.MANAGER), purchase.id, refused_sale, version=1, reason="The receipt")
    assert purchase.counts_as_sale is False


@pytest.fixture
def order(session, officer, outlet, sale):
    online = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, url=PAGE)
    return services.record_purchase(session, officer, outlet.id, online)


def test_an_online_order_has_two_results(session, officer, order):
    hand_over = services.record_hand_over(session, officer, order.id, PARCEL)
    assert order.counts_as_sale is True
    assert hand_over.result is HandOverResult.HANDED_OVER_UNCHECKED
    assert actions(session, hand_over.id) == ["hand_over.recorded"]


def test_a_refused_hand_over_leaves_the_sale_as_it_is(session, officer, order):
    services.record_hand_over(session, officer, order.id, replace(PARCEL, result=HandOverResult.REFUSED))
    assert order.counts_as_sale is True


def test_a_hand_over_is_brought_up_to_date_without_a_reason_and_corrected_with_one(session, officer, order):
    waiting = NewHandOver(result=HandOverResult.NOT_YET, dispatched_on=date(2026, 10, 2))
    hand_over = services.record_hand_over(session, officer, order.id, waiting)
    came = replace(PARCEL, dispatched_on=date(2026, 10, 2))
    services.record_hand_over(session, officer, order.id, came, version=1)
    services.record_hand_over(session, officer, order.id, replace(came, package_marking="18+"), version=2)
    with pytest.raises(Refusal) as refused:
        services.record_hand_over(session, officer, order.id, replace(came, package_marking="21+"), version=3)
    assert refused.value.field == "reason"
    services.record_hand_over(
        session, officer, order.id, replace(came, package_marking="21+"), version=3, reason="Photograph seen"
    )
    assert hand_over.package_marking == "21+"
    with pytest.raises(Refusal, match="Somebody else changed"):
        services.record_hand_over(session, officer, order.id, came, reason="Why")


def test_a_test_in_store_has_no_hand_over(session, officer, outlet, sale):
    purchase = services.record_purchase(session, officer, outlet.id, sale)
    with pytest.raises(Refusal, match="Only an online order"):
        services.record_hand_over(session, officer, purchase.id, PARCEL)


def test_an_order_that_was_handed_over_was_accepted(session, act, officer, order, sale):
    services.record_hand_over(session, officer, order.id, PARCEL)
    new = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, url=PAGE)
    manager = act(Role.MANAGER)
    for changed, field in (
        ({"outcome": Outcome.REFUSED_NO_ID}, "outcome"),
        ({"tested_on": date(2026, 10, 6)}, "tested_on"),
    ):
        with pytest.raises(Refusal) as refused:
            services.correct_purchase(session, manager, order.id, replace(new, **changed), version=1, reason="Why")
        assert refused.value.field == field

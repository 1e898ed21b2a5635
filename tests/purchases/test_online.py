"""An order online with what is known at once, and a listing check that asks for no buyer."""

from dataclasses import replace
from datetime import date, time

import pytest
from sqlmodel import select

from compliance import clock
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Role
from compliance.purchases import queries, services
from compliance.purchases.models import HandOver, Party, Purchase, Stage
from compliance.purchases.rules import (
    AddressKind,
    BuyerBasis,
    Channel,
    NewListingCheck,
    NewNotice,
    NewOrder,
    NewPurchasePolicy,
    NoticeMeans,
    Outcome,
    PurchasePolicy,
    RecordedState,
    StageKind,
    StageState,
    Type,
)
from compliance.retailers.rules import OutletKind
from tests.factories.retailers import OutletFactory
from tests.page import text_of


@pytest.fixture
def shop(officer):
    return OutletFactory(
        authority_id=officer.authority_id, name="Invented Blades", kind=OutletKind.ONLINE_SHOP, domain="knives.example"
    )


@pytest.fixture
def order(sale):
    new = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.HOME_DELIVERY, url="https://knives.example/chef")
    return NewOrder(purchase=new, address_kind=AddressKind.RESIDENTIAL)


@pytest.fixture
def found(officer):
    return NewListingCheck(
        outcome=Outcome.OFFERED_FOR_SALE,
        tested_on=date(2026, 10, 1),
        at_time=time(14, 5),
        officer_id=officer.officer_id,
        category="kitchen_knife",
        product="Zombie-style knife",
        url="https://knives.example/zombie",
        words="For real warriors",
        marketplace="Bazaarlark",
    )


def ask_for_notice(session, act):
    policy = replace(PurchasePolicy(), advance_notice_asked=True, advance_notice_days=14)
    new = NewPurchasePolicy(policy, date(2026, 1, 1), "Agreed by the board")
    services.set_policy(session, act(Role.MANAGER), new)


def test_an_order_is_recorded_once_with_where_it_is_sent(session, officer, shop, order):
    made = new_id()
    purchase = services.record_order(session, officer, shop.id, order, purchase_id=made)
    assert services.record_order(session, officer, shop.id, order, purchase_id=made).id == purchase.id
    assert len(session.exec(select(Purchase)).all()) == 1
    parcel = session.exec(select(HandOver)).one()
    assert (parcel.address_kind, parcel.handed_over_on) == (AddressKind.RESIDENTIAL, None)
    assert queries.list_hand_overs_awaited(session, officer)[0].id == purchase.id
    states = {one.stage: one.state for one in queries.stages_of(session, officer, purchase.id)}
    assert states[StageKind.DELIVERY] is StageState.TO_DO


@pytest.mark.parametrize(
    ("notice", "refused"),
    [
        (NewNotice(), "advance notice"),
        (NewNotice(sent_on=date(2026, 9, 18), means=NoticeMeans.POST), "at least 14 days"),
        (NewNotice(sent_on=date(2026, 9, 17), means=NoticeMeans.POST), ""),
        (NewNotice(sent_on=date(2026, 9, 18), means=NoticeMeans.POST, reason="Complaint"), ""),
        (NewNotice(reason="Complaint of the day before"), ""),
        (NewNotice(sent_on=date(2026, 9, 1)), "how the notice was sent"),
        (NewNotice(sent_on=date(2026, 10, 2), means=NoticeMeans.POST), "before the order"),
    ],
    ids=["none", "13 days", "14 days", "13 days, why", "none, why", "no means", "after"],
)
def test_an_order_without_the_notice_that_the_policy_asks_for_gives_the_reason(
    session, act, officer, shop, order, notice, refused
):
    ask_for_notice(session, act)
    new = replace(order, notice=notice)
    if refused:
        with pytest.raises(Refusal, match=refused):
            services.record_order(session, officer, shop.id, new, purchase_id=None)
        return
    purchase = services.record_order(session, officer, shop.id, new, purchase_id=None)
    view = queries.stages_of(session, officer, purchase.id)[0]
    assert view.stage is StageKind.ADVANCE_NOTICE
    assert view.state is (StageState.REACHED if notice.sent_on else StageState.NOT_REACHED)
    assert (view.on, view.why) == (notice.sent_on, notice.reason)


def test_without_a_policy_no_notice_is_asked_for(session, officer, shop, order):
    services.record_order(session, officer, shop.id, order, purchase_id=None)
    assert session.exec(select(Stage)).all() == []


def test_a_refused_order_keeps_no_parcel(session, officer, shop, order):
    refused = replace(order, purchase=replace(order.purchase, outcome=Outcome.REFUSED_NO_ID))
    purchase = services.record_order(session, officer, shop.id, refused, purchase_id=None)
    assert session.exec(select(HandOver)).all() == []
    states = {one.stage: one.state for one in queries.stages_of(session, officer, purchase.id)}
    assert states[StageKind.DISPATCH] is StageState.NOT_DUE


def test_a_delivery_check_is_of_the_day_of_the_delivery(session, officer, shop, order):
    new = replace(order.purchase, type=Type.DELIVERY_CHECK, channel=Channel.CLICK_AND_COLLECT)
    purchase = services.record_order(session, officer, shop.id, replace(order, purchase=new), purchase_id=None)
    assert purchase.counts_as_sale is False
    with pytest.raises(Refusal, match="tested on 1 October 2026"):
        services.record_part(
            session, officer, purchase.id, {"result": "locker", "handed_over_on": date(2026, 10, 2)}, version=1
        )


def test_an_order_holds_no_whole_card_number_and_no_name(session, officer, shop, order):
    for words in ("Paid by 4111 1111 1111 1111", "Ordered for Invented Person"):
        new = replace(order, purchase=replace(order.purchase, notes=words))
        with pytest.raises(Refusal):
            services.record_order(session, officer, shop.id, new, purchase_id=None)


def test_a_listing_check_has_no_buyer_and_is_never_a_sale(session, officer, shop, found):
    made = new_id()
    purchase = services.record_listing_check(session, officer, shop.id, found, purchase_id=made)
    assert services.record_listing_check(session, officer, shop.id, found, purchase_id=made).id == purchase.id
    assert (purchase.type, purchase.buyer_basis, purchase.volunteer_code) == (
        Type.LISTING_CHECK,
        BuyerBasis.NONE,
        None,
    )
    assert purchase.counts_as_sale is False
    stage = session.exec(select(Stage)).one()
    assert (stage.stage, stage.happened_on, stage.at_time) == (StageKind.LISTING, date(2026, 10, 1), time(14, 5))
    assert session.exec(select(Party)).one().name == "Bazaarlark"
    assert [one.stage for one in queries.stages_of(session, officer, purchase.id)] == [StageKind.LISTING]
    assert [one.role.value for one in queries.parties_of(session, officer, purchase.id)] == ["seller", "marketplace"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"product": " "}, "product"),
        ({"at_time": None}, "at_time"),
        ({"url": "knives"}, "url"),
        ({"tested_on": date(2099, 1, 1)}, "tested_on"),
    ],
)
def test_a_listing_check_says_what_was_offered_where_and_when(session, officer, shop, found, changed, field):
    with pytest.raises(Refusal) as refusal:
        services.record_listing_check(session, officer, shop.id, replace(found, **changed), purchase_id=None)
    assert refusal.value.field == field


def test_a_website_that_is_down_has_no_listing(session, officer, shop, found):
    down = replace(found, outcome=Outcome.NOT_TRADING, product="", words="", at_time=None)
    services.record_listing_check(session, officer, shop.id, down, purchase_id=None)
    assert session.exec(select(Stage)).all() == []


def typed_order(officer, **changed):
    return {
        "submission": str(new_id()),
        "type": "online_order_under_18",
        "outcome": "sold_unchallenged",
        "tested_on-day": "1",
        "tested_on-month": "10",
        "tested_on-year": "2026",
        "volunteer_code": "V07",
        "product_category": "kitchen_knife",
        "channel": "home_delivery",
        "url": "https://knives.example/chef",
        "address_kind": "mailbox",
        "officer_id": str(officer.officer_id),
    } | changed


def test_an_order_leads_to_its_stages_and_each_is_saved_from_its_page(session, client, officer, shop, volunteer):
    session.commit()
    answer = client.post(f"/retailers/{shop.id}/purchases/online", data=typed_order(officer))
    assert answer.status_code == 302
    page = text_of(client.get(answer.location))
    assert "Advert and listing captured" in page
    assert "Not asked for by the policy of that day" in page
    purchase = session.exec(select(Purchase)).one()
    where = f"/purchases/{purchase.id}/stages"
    for name in ("listing", "checkout", "payment", "confirmation", "dispatch", "parcel", "unpacking", "advance_notice"):
        assert client.get(f"{where}/{name}").status_code == 200, name
    day = {"happened_on-day": "1", "happened_on-month": "10", "happened_on-year": "2026", "state": "reached"}
    refused = client.post(f"{where}/listing", data=day | {"url": "https://knives.example/chef"})
    assert "Enter the time of the capture" in text_of(refused)
    saved = client.post(f"{where}/listing", data=day | {"url": "https://knives.example/chef", "at_time": "14:05"})
    assert saved.status_code == 302
    assert client.post(f"{where}/dispatch", data={"state": "not_reached", "why": "Cancelled"}).status_code == 302
    page = text_of(client.get(where))
    assert "1 October 2026, 14:05" in page
    assert "Cancelled" in page
    states = {row.stage: row.state for row in session.exec(select(Stage))}
    assert states == {StageKind.LISTING: RecordedState.REACHED, StageKind.DISPATCH: RecordedState.NOT_REACHED}
    assert client.get(f"{where}/delivery").location == f"/purchases/{purchase.id}/hand-over"
    assert client.get(f"{where}/nothing").status_code == 404


def test_the_order_page_warns_when_the_policy_asks_for_a_notice(session, act, client, officer, shop, volunteer):
    ask_for_notice(session, act)
    session.commit()
    where = f"/retailers/{shop.id}/purchases/online"
    assert "Your policy asks for an advance notice" in text_of(client.get(where))
    assert "say why the order was made without it" in text_of(client.post(where, data=typed_order(officer)))
    answer = client.post(where, data=typed_order(officer, notice_reason="Complaint of the day before"))
    assert "No advance notice was sent. Why: Complaint of the day before" in text_of(client.get(answer.location))


def test_a_listing_check_asks_no_field_of_a_buyer(session, client, officer, shop):
    session.commit()
    where = f"/retailers/{shop.id}/purchases/listing-check"
    page = client.get(where).get_data(as_text=True)
    assert "volunteer_code" not in page
    assert "age_years" not in page
    today = clock.today()
    typed = {
        "submission": str(new_id()),
        "outcome": "offered_for_sale",
        "product_category": "kitchen_knife",
        "product": "Zombie-style knife",
        "url": "https://knives.example/zombie",
        "tested_on-day": str(today.day),
        "tested_on-month": str(today.month),
        "tested_on-year": str(today.year),
        "at_time": "00:00",
        "officer_id": str(officer.officer_id),
    }
    answer = client.post(where, data=typed)
    assert answer.status_code == 302
    assert "A listing check has no buyer and no order" in text_of(client.get(answer.location))


def test_the_stages_of_another_authority_are_not_found(session, act, sign_in, officer, shop, order):
    purchase = services.record_order(session, officer, shop.id, order, purchase_id=None)
    session.commit()
    stranger = sign_in(act(authority="camden"))
    for path in ("stages", "stages/payment", "parties", "parties/seller", "hand-over"):
        assert stranger.get(f"/purchases/{purchase.id}/{path}").status_code == 404


def test_an_order_whose_notice_names_the_volunteer_is_not_half_kept(session, client, officer, shop, volunteer):
    session.commit()
    where = f"/retailers/{shop.id}/purchases/online"
    typed = typed_order(officer, notice_reason="Asked for by Invented Person")
    answer = client.post(where, data=typed)
    assert answer.status_code == 200
    assert "could lead to the volunteer" in text_of(answer)
    assert session.exec(select(Purchase)).all() == []


def test_a_checkout_that_names_the_volunteer_changes_nothing(session, client, officer, shop, order):
    purchase = services.record_order(session, officer, shop.id, order, purchase_id=None)
    session.commit()
    typed = {
        "state": "reached",
        "happened_on-day": "1",
        "happened_on-month": "10",
        "happened_on-year": "2026",
        "age_check": "tick_box",
        "words": "Thank you, Invented Person",
        "version": "0",
        "other_version": str(purchase.version),
    }
    answer = client.post(f"/purchases/{purchase.id}/stages/checkout", data=typed)
    assert "could lead to the volunteer" in text_of(answer)
    session.expire_all()
    assert session.get(Purchase, purchase.id).age_check is None
    assert session.exec(select(Stage)).all() == []

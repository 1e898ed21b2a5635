"""Seller, marketplace and delivery company: different parties, each with its own outcome."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.errors import NotFound, Refusal
from compliance.purchases import queries, rules, services
from compliance.purchases.models import HandOver, Party
from compliance.purchases.queries import is_body_corporate
from compliance.purchases.rules import Channel, NewHandOver, NewParty, PartyOutcome, PartyRole, Type
from compliance.retailers.rules import EntityKind
from tests.factories.retailers import EntityFactory, OperatorFactory
from tests.page import text_of

COMPANY = NewParty(role=PartyRole.DELIVERY_COMPANY, name="Swift Parcels", incorporated=True)
FAILED = {"outcome": PartyOutcome.FAILED, "outcome_reason": "Handed to a child, no ID asked for"}


@pytest.fixture
def order(session, officer, outlet, sale):
    new = replace(sale, type=Type.ONLINE_ORDER, channel=Channel.MARKETPLACE, url="https://knives.example/chef")
    return services.record_purchase(session, officer, outlet.id, new)


@pytest.fixture
def operator(session, officer, outlet):
    entity = EntityFactory(authority_id=officer.authority_id, name="Fictive Blades Limited", kind=EntityKind.COMPANY)
    OperatorFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=entity.id, from_on=date(2020, 1, 1)
    )
    return entity


@pytest.mark.parametrize(
    ("changed", "operator", "field"),
    [
        ({}, None, ""),
        ({"name": " "}, None, "name"),
        ({"incorporated": False, "company_number": "01234567"}, None, "company_number"),
        ({"incorporated": None, "company_number": "01234567"}, None, ""),
        ({"outcome": PartyOutcome.FAILED}, None, "outcome_reason"),
        (FAILED, None, ""),
        ({"outcome": PartyOutcome.DID_NOT_APPLY, "outcome_reason": " "}, None, "outcome_reason"),
        ({"name": "Card 4111 1111 1111 1111"}, None, "name"),
        ({}, ("other", "Fictive Blades"), ""),
        ({"role": PartyRole.SELLER}, ("other", "Fictive Blades"), "entity_id"),
        ({"role": PartyRole.SELLER, "entity_id": "other"}, ("other", "Fictive Blades"), ""),
        ({"role": PartyRole.SELLER}, None, ""),
    ],
)
def test_a_party_that_cannot_be_is_refused(changed, operator, field):
    new = replace(COMPANY, **changed)
    if not field:
        rules.check_party(new, operator=operator)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_party(new, operator=operator)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (EntityKind.COMPANY, True),
        (EntityKind.LLP, True),
        (EntityKind.PARTNERSHIP, False),
        (EntityKind.SOLE_TRADER, False),
        (EntityKind.OTHER, None),
    ],
)
def test_the_register_says_whether_an_entity_is_a_body_corporate(kind, body):
    assert is_body_corporate(kind) is body


def test_the_seller_is_the_operator_of_that_day_and_nobody_else_can_be_entered(session, officer, order, operator):
    seller, marketplace, company = queries.parties_of(session, officer, order.id)
    assert (seller.entity_id, seller.incorporated, seller.recorded) == (operator.id, True, False)
    assert (marketplace.expected, company.expected) == (True, True)
    other = EntityFactory(authority_id=officer.authority_id, name="Somebody Else Limited")
    with pytest.raises(Refusal, match="Fictive Blades Limited operated this outlet"):
        services.record_party(
            session, officer, order.id, NewParty(role=PartyRole.SELLER, entity_id=other.id, name="Somebody")
        )
    new = NewParty(role=PartyRole.SELLER, entity_id=operator.id, in_uk=True, incorporated=True, **FAILED)
    services.record_party(session, officer, order.id, new)
    seller = queries.parties_of(session, officer, order.id)[0]
    assert (seller.name, seller.in_uk, seller.outcome) == ("Fictive Blades Limited", True, PartyOutcome.FAILED)


def test_each_party_has_its_own_outcome(session, officer, order):
    for role, outcome, why in (
        (PartyRole.SELLER, PartyOutcome.FAILED, "Sold to a child"),
        (PartyRole.MARKETPLACE, PartyOutcome.DID_NOT_APPLY, "Its check is on its own sales only"),
        (PartyRole.DELIVERY_COMPANY, PartyOutcome.PASSED, "Asked for ID and refused"),
    ):
        services.record_party(
            session, officer, order.id, NewParty(role=role, name=role.value, outcome=outcome, outcome_reason=why)
        )
    found = queries.parties_of(session, officer, order.id)
    assert [one.outcome for one in found] == [PartyOutcome.FAILED, PartyOutcome.DID_NOT_APPLY, PartyOutcome.PASSED]


def test_the_company_of_the_hand_over_and_of_the_parties_is_one(session, officer, order):
    services.record_hand_over(session, officer, order.id, NewHandOver(delivery_company="Swift"))
    company = queries.parties_of(session, officer, order.id)[2]
    assert (company.name, company.recorded) == ("Swift", False)
    services.record_party(
        session, officer, order.id, COMPANY, arranged_before_sale=True, told_of_blades=False, hand_over_version=1,
        reason="Its whole name",
    )  # fmt: skip
    hand_over = session.exec(select(HandOver)).one()
    assert (hand_over.delivery_company, hand_over.arranged_before_sale, hand_over.told_of_blades) == (
        "Swift Parcels",
        True,
        False,
    )
    company = queries.parties_of(session, officer, order.id)[2]
    assert (company.incorporated, company.arranged_before_sale, company.told_of_blades) == (True, True, False)


def test_judging_a_party_needs_no_reason_and_judging_it_anew_does(session, officer, order):
    services.record_party(session, officer, order.id, COMPANY)
    services.record_party(session, officer, order.id, replace(COMPANY, **FAILED), version=1)
    passed = replace(COMPANY, outcome=PartyOutcome.PASSED, outcome_reason="Asked for ID")
    with pytest.raises(Refusal, match="Say why the record is corrected"):
        services.record_party(session, officer, order.id, passed, version=2)
    services.record_party(session, officer, order.id, passed, version=2, reason="The photograph shows it")
    entry = session.exec(
        select(AuditEntry).where(AuditEntry.action == "purchase_party.corrected").order_by(AuditEntry.number.desc())
    ).first()
    assert entry.detail["changes"]["outcome"] == ["failed", "passed"]


def insert(session, row):
    session.add(row)
    session.flush()


def test_a_party_is_of_the_authority_and_of_an_online_test(session, act, officer, outlet, sale, order):
    with pytest.raises(NotFound):
        services.record_party(session, act(authority="camden"), order.id, COMPANY)
    in_store = services.record_purchase(session, officer, outlet.id, replace(sale, tested_on=date(2026, 9, 1)))
    with pytest.raises(Refusal, match="Only a test made online"):
        services.record_party(session, officer, in_store.id, COMPANY)


def test_the_database_keeps_one_party_of_each_role_and_none_goes_or_is_judged_without_reasons(session, officer, order):
    party = services.record_party(session, officer, order.id, COMPANY)
    known = {
        "authority_id": order.authority_id,
        "purchase_id": order.id,
        "recorded_on": clock.today(),
        "recorded_at": clock.now(),
    }
    for values in (
        {"role": PartyRole.DELIVERY_COMPANY, "name": "Another"},
        {"role": PartyRole.SELLER, "name": " "},
        {"role": PartyRole.SELLER, "name": "A", "outcome": PartyOutcome.FAILED},
        {"role": PartyRole.SELLER, "name": "A", "incorporated": False, "company_number": "1"},
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            insert(session, Party(**known, **values))
    for statement, match in (
        ("DELETE FROM purchase_parties", "never deleted"),
        ("UPDATE purchase_parties SET role = 'seller'", "stays the party"),
    ):
        with pytest.raises(DBAPIError, match=match), session.begin_nested():
            session.execute(sa.text(statement))
    assert session.exec(select(Party)).one().id == party.id


def test_parties_are_shown_and_recorded_on_their_pages(session, client, order, operator):
    session.commit()
    page = text_of(client.get(f"/purchases/{order.id}/parties"))
    assert "Fictive Blades Limited" in page
    assert "As the register has it for that day" in page
    where = f"/purchases/{order.id}/parties/delivery_company"
    typed = {"name": "Swift Parcels", "incorporated": "yes", "arranged_before_sale": "yes", "told_of_blades": "yes"}
    assert "Say why: what it did" in text_of(client.post(where, data=typed | {"outcome": "failed"}))
    answer = client.post(where, data=typed | {"outcome": "failed", "outcome_reason": "No ID asked for"})
    assert answer.status_code == 302
    assert "No ID asked for" in text_of(client.get(answer.location))
    assert session.exec(select(HandOver)).one().told_of_blades is True
    assert client.get(f"/purchases/{order.id}/parties/nobody").status_code == 404

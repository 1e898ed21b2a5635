"""A kind of product that an administrator adds is offered everywhere from its day, and stays on older records."""

from dataclasses import replace
from datetime import date

import pytest

from compliance.errors import Refusal
from compliance.imports.queries import list_fields
from compliance.imports.rules import ImportKind
from compliance.offences import services as law
from compliance.offences.services import KINDS, Entry
from compliance.purchases import services as purchases
from compliance.purchases.rules import BuyerBasis, Channel, NewPurchase, Outcome, Type
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register
from tests.offences.conftest import kind
from tests.page import text_of


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Invented Hardware")


@pytest.fixture
def flick_knife(session, administrator):
    return law.add_category(session, administrator, kind(first=date(2026, 9, 1)), Entry(reason="Asked for"))


@pytest.fixture
def sale(session, officer):
    register(session, officer, "V07", born_on=date(2010, 3, 14))
    return NewPurchase(
        type=Type.UNDERAGE,
        buyer_basis=BuyerBasis.UNDER_18,
        channel=Channel.TILL,
        outcome=Outcome.SOLD_UNCHALLENGED,
        tested_on=date(2026, 10, 1),
        officer_id=officer.officer_id,
        category="flick_knife",
        volunteer_code="V07",
    )


def test_it_is_offered_where_tests_and_products_are_recorded_and_where_lists_are_filtered(client, outlet, flick_knife):
    for address in (
        f"/retailers/{outlet.id}/purchases/new",
        f"/retailers/{outlet.id}/purchases/online",
        f"/retailers/{outlet.id}/products",
        "/retailers/",
        "/due/invite",
    ):
        assert 'value="flick_knife"' in client.get(address).text, address


def test_a_file_that_is_brought_in_may_name_it(session, flick_knife):
    (category,) = [one for one in list_fields(session, ImportKind.PURCHASES) if one.code == "category"]
    assert category.values["flick_knife"] == "Flick knife"


def test_a_test_of_before_its_day_is_refused_and_one_of_its_day_is_kept(session, officer, outlet, flick_knife, sale):
    with pytest.raises(Refusal) as refused:
        purchases.record_purchase(session, officer, outlet.id, replace(sale, tested_on=date(2026, 8, 31)))
    assert refused.value.field == "product_category"
    kept = purchases.record_purchase(session, officer, outlet.id, replace(sale, category="Flick Knife"))
    assert kept.category_code == "flick_knife"


def test_once_it_left_the_list_an_older_test_still_shows_it_and_a_new_one_is_not_offered_it(
    session, officer, administrator, client, outlet, flick_knife, sale
):
    kept = purchases.record_purchase(session, officer, outlet.id, sale)
    law.end(session, administrator, KINDS, flick_knife.id, date(2026, 10, 31), Entry(reason="Split", aware=True))
    assert "Flick knife" in text_of(client.get(f"/purchases/{kept.id}"))
    assert 'value="flick_knife" selected' in client.get(f"/purchases/{kept.id}/correct").text
    assert 'value="flick_knife"' not in client.get(f"/retailers/{outlet.id}/purchases/new").text
    assert 'value="flick_knife"' not in client.get(f"/retailers/{outlet.id}/products").text

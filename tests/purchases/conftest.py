"""What tests of purchases share: an outlet, a volunteer, and a sale as an officer would record it."""

from datetime import date

import pytest

from compliance import clock
from compliance.offences.rules import ProductCategory
from compliance.purchases.rules import BuyerBasis, Channel, NewPurchase, Outcome, Type
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register


@pytest.fixture
def the_day(monkeypatch):
    """Have today be 22 November 2026, on whatever day the tests run: a clock counts the days to its last."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 22))


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Invented Hardware")


@pytest.fixture
def volunteer(session, officer):
    """V07, born 14 March 2010."""
    return register(session, officer, "V07", born_on=date(2010, 3, 14))


@pytest.fixture
def sale(officer, volunteer):
    """A sale without challenge to V07, by the officer."""
    return NewPurchase(
        type=Type.UNDERAGE,
        buyer_basis=BuyerBasis.UNDER_18,
        channel=Channel.TILL,
        outcome=Outcome.SOLD_UNCHALLENGED,
        tested_on=date(2026, 10, 1),
        officer_id=officer.officer_id,
        category=ProductCategory.KITCHEN_KNIFE,
        volunteer_code="V07",
    )

"""What tests of evidence share: a sale to V07 at an invented shop, and a manager beside the officer."""

from datetime import date, time

import pytest

from compliance.permissions import Role
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory
from tests.factories.volunteers import register


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Invented Hardware")


@pytest.fixture
def volunteer(session, officer):
    """V07, born 14 March 2010."""
    return register(session, officer, "V07", born_on=date(2010, 3, 14))


@pytest.fixture
def purchase(officer, outlet, volunteer):
    """A sale on 1 October 2026; the knife reached the officer at 15:32 in London."""
    return PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        volunteer_id=volunteer.id,
        handed_to_officer_at_time=time(15, 32),
    )


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)

"""What is there once the demonstration is loaded."""

import pytest
from sqlmodel import func, select

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority, Officer
from compliance.database import db
from compliance.demo import rules, services
from compliance.escalations import queries as escalations
from compliance.letters.models import Letter
from compliance.places import queries as places
from compliance.purchases.models import Purchase
from compliance.reports import queries as reports
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.retailers.queries import OutletFilter
from compliance.retailers.rules.places import PlaceDoubt
from compliance.training.models import Certificate
from compliance.visits.models import VisitChecklist, VisitPartner
from tests.keeping import rolled_back

pytestmark = pytest.mark.xdist_group("demonstration")


@pytest.fixture(scope="module")
def loaded(app):
    """What loading the demonstration counts, and the connection that holds it, for all the tests of this file."""
    with app.app_context(), db.engine.connect() as connection, rolled_back(connection) as session:
        counts = services.load(session, clock.today(), production=False)
        session.commit()
        yield counts, connection


@pytest.fixture
def session(app, loaded):
    """A session that begins with the demonstration, and leaves it as it was."""
    with app.app_context(), rolled_back(loaded[1]) as session:
        yield session


def test_loading_it_leaves_something_due_in_every_section_of_the_home_page(session, loaded):
    counts = loaded[0]
    assert counts["test purchases"] == 60
    assert session.exec(select(func.count()).select_from(Outlet)).one() == counts["outlets"]
    assert session.exec(select(func.count()).select_from(Letter)).one() == counts["letters"] > 30
    officer = session.exec(select(Officer).where(Officer.email == rules.email_of(rules.Person.OFFICER))).one()
    borough = session.exec(select(Authority).where(Authority.code == rules.BOROUGH_CODE)).one()
    actor = accounts.actor_of(session, officer, borough)
    for section in reports.list_due(session, actor, clock.today()):
        assert section.items, f"nothing is due in “{section.title}”"
    listed = escalations.list_repeat_offenders(session, actor, clock.today())
    assert len(listed) == 3
    assert any(entry.decision.left_out for entry in listed) or any(entry.left_out for entry in listed)
    assert session.exec(select(Purchase).where(Purchase.authority_id != borough.id)).all() == []
    for example in (Certificate, VisitPartner, VisitChecklist):
        assert session.exec(select(func.count()).select_from(example)).one(), f"no {example.__name__} is shown"


def test_the_invented_shops_stand_on_the_map_in_invented_wards_and_none_is_in_doubt(session):
    borough = session.exec(select(Authority).where(Authority.code == rules.BOROUGH_CODE)).one()
    one = session.exec(select(Officer).where(Officer.email == rules.email_of(rules.Person.OFFICER))).one()
    officer = accounts.actor_of(session, one, borough)
    assert [ward.name for ward in places.list_wards_of_area(session, officer)] == [
        "Larkmere Hill",
        "Larkmere Market",
        "Larkmere Wharf",
    ]
    found = places.districts_of(session, [shop.postcode for shop in rules.businesses()])
    assert {district.code for district in found.values()} == {rules.DISTRICT_CODE}
    in_ward = OutletFilter(ward=rules.WARDS[0].code)
    assert 0 < retailers.count_outlets(session, officer, in_ward) < rules.PREMISES
    assert retailers.count_outlets(session, officer, OutletFilter(doubt=PlaceDoubt.NO_POSITION)) == 0
    assert retailers.count_outlets(session, officer, OutletFilter(doubt=PlaceDoubt.POSTCODE_ELSEWHERE)) == 0

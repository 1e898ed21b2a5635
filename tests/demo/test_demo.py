from datetime import date, timedelta

import pytest
from sqlmodel import select

from compliance import clock
from compliance.accounts.models import Authority
from compliance.demo import rules, services
from compliance.errors import Refusal
from compliance.purchases.rules import OFFENCE_TYPES, REFUSED, SOLD, Outcome, Type
from compliance.retailers.rules import normalise_postcode
from tests.factories.accounts import OfficerFactory

DAYS = [date(2026, 11, 22), date(2028, 2, 29), date(2026, 8, 31), date(2027, 1, 1)]


def test_the_invented_shops_are_the_same_at_every_call_and_each_is_its_own():
    shops = rules.businesses()
    assert shops == rules.businesses()
    assert len(shops) == rules.PREMISES + rules.ONLINE_SHOPS
    assert len({shop.name for shop in shops}) == len(shops)
    assert len({shop.company_number for shop in shops if shop.company_number}) == sum(
        1 for shop in shops if shop.company_number
    )


def test_every_invented_postcode_is_well_formed_and_in_a_district_that_is_not_in_use():
    for shop in rules.businesses():
        assert normalise_postcode(shop.postcode) == shop.postcode
        assert shop.postcode.split()[0] in {"E21", "N23", "SE29"}


@pytest.mark.parametrize("today", DAYS)
def test_a_year_holds_sixty_tests_at_about_the_published_rates(today):
    tests = rules.planned_tests(today)
    assert len(tests) == 60
    assert all(test.on <= today for test in tests)
    in_store = [test for test in tests if test.type is Type.UNDERAGE and test.outcome in SOLD | REFUSED]
    sold = [test for test in in_store if test.outcome in SOLD]
    assert 0.1 < len(sold) / len(in_store) < 0.4
    assert {test.type for test in tests} >= OFFENCE_TYPES | {Type.CHALLENGE_25, Type.INTERCEPTED}
    assert {test.outcome for test in tests} >= {Outcome.ABORTED, Outcome.VOID, Outcome.NOT_STOCKED}


@pytest.mark.parametrize("today", DAYS)
def test_three_shops_are_repeat_sellers(today):
    sales = {}
    for test in rules.planned_tests(today):
        if test.type is Type.UNDERAGE and test.outcome in SOLD and test.on > today - timedelta(days=731):
            sales.setdefault(test.business, set()).add(test.on)
    assert sum(1 for days in sales.values() if len(days) >= 2) == 3


def test_it_is_refused_on_a_live_system(session):
    with pytest.raises(Refusal, match="live system"):
        services.load(session, clock.today(), production=True)


def test_it_is_refused_beside_real_records(session, officer):
    with pytest.raises(Refusal, match="real authorities"):
        services.load(session, clock.today(), production=False)


def test_the_command_says_nothing_when_the_database_is_in_use(app, session, officer):
    session.commit()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["demo", "load", "--if-empty"]).output == ""
    refused = runner.invoke(args=["demo", "load"])
    assert refused.exit_code == 1
    assert "real authorities" in refused.output
    assert runner.invoke(args=["demo", "sign-ins"]).output == ""


def test_officers_of_real_authorities_are_enough_to_refuse(session):
    hackney = session.exec(select(Authority).where(Authority.code == "hackney")).one()
    OfficerFactory(authority_id=hackney.id)
    with pytest.raises(Refusal):
        services.check_may_load(session, production=False)

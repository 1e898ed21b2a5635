"""Exhibits made and handed on at the same moment: no reference is used twice, and no chain of hands forks."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from compliance.accounts import queries as accounts
from compliance.app import create_app
from compliance.database import db, new_id
from compliance.errors import Refusal
from compliance.evidence import queries, services
from compliance.evidence.models import Exhibit
from compliance.evidence.rules import Hand
from compliance.permissions import Role
from tests.factories.accounts import OfficerFactory
from tests.factories.evidence import AT, item, transfer
from tests.factories.purchases import PurchaseFactory
from tests.factories.retailers import OutletFactory

AT_ONCE = 4


@pytest.fixture
def alone(tmp_path, empty_url):
    """An application on a database of its own, in which things are really committed."""
    app = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def at_work(alone):
    """Two officers with the same initials, and a test."""
    with alone.app_context():
        owner = accounts.find_authority(db.session, "hackney")
        people = [OfficerFactory(authority_id=owner.id, role=Role.OFFICER, initials="AB") for _one in range(2)]
        shop = OutletFactory(authority_id=owner.id)
        test = PurchaseFactory(authority_id=owner.id, outlet_id=shop.id, officer_id=people[0].id)
        db.session.commit()
        return [accounts.actor_of(db.session, one, owner) for one in people], test.id


def together(alone, do):
    """Do something four times at the same moment, and return what each got, or why it was refused."""
    gate = Barrier(AT_ONCE)

    def once(number):
        with alone.app_context():
            gate.wait(timeout=10)
            try:
                found = do(db.session, number)
                db.session.commit()
            except (Refusal, OperationalError) as refusal:
                db.session.rollback()
                return str(refusal)
            return found

    with ThreadPoolExecutor(AT_ONCE) as hands:
        return list(hands.map(once, range(AT_ONCE)))


def test_no_reference_is_used_twice_though_two_officers_have_the_same_initials(alone, at_work):
    people, test = at_work
    found = together(alone, lambda session, number: item(session, people[number % 2], test).reference)
    assert sorted(found) == ["AB/1", "AB/2", "AB/3", "AB/4"]


def test_one_form_sent_four_times_makes_one_exhibit_and_uses_one_number(alone, at_work):
    people, test = at_work
    identifier = new_id()
    facts = {
        "description": "A knife",
        "received_from": "V07",
        "produced_at": AT,
        "produced_where": "x",
        "place": "x",
        "seal": "S1",
    }
    from compliance.evidence.rules import NewItem

    def produce(session, _number):
        return services.produce_item(session, people[0], test, NewItem(**facts), exhibit_id=identifier).reference

    assert together(alone, produce) == ["AB/1"] * AT_ONCE
    with alone.app_context():
        assert len(db.session.exec(select(Exhibit)).all()) == 1
        assert item(db.session, people[1], test).reference == "AB/2"
        db.session.rollback()


def test_of_transfers_to_different_hands_one_is_recorded_and_the_others_are_told(alone, at_work):
    people, test = at_work
    with alone.app_context():
        knife = item(db.session, people[0], test).id
        db.session.commit()

    def hand_on(session, number):
        to = transfer(to=Hand(name=f"Store keeper {number}"))
        return services.transfer_exhibit(session, people[0], knife, to, after=1).number

    found = together(alone, hand_on)
    assert found.count(2) == 1
    assert sum("Somebody else recorded a transfer" in str(one) for one in found) == AT_ONCE - 1
    with alone.app_context():
        assert len(queries.list_transfers(db.session, people[0], knife)) == 2
    verified = alone.test_cli_runner().invoke(args=["evidence", "verify"])
    assert verified.exit_code == 0, verified.output

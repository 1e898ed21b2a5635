"""The same signature sent twice at the same moment, and two browsers that opened one link, really committed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import func, select

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.agreements import queries, services
from compliance.agreements.models import AgreementEvent, Signing
from compliance.agreements.rules import AgreementEventKind, Limits, NewSigning
from compliance.app import create_app
from compliance.database import db
from compliance.errors import NotFound
from compliance.permissions import Permission
from tests.factories.agreements import AgreementEventFactory, AgreementFactory
from tests.factories.retailers import OutletFactory

SAM = NewSigning("Sam Example", "Owner", agreed=True, publish=True, premises_confirmed=True)


@pytest.fixture
def alone(tmp_path, empty_url):
    """An application on a database of its own, in which things are really committed."""
    app = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def offered(alone):
    """An officer, an agreement that was offered to them, and the link to sign it."""
    with alone.app_context():
        officer = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_AGREEMENT)
        outlet = OutletFactory(authority_id=officer.authority_id)
        agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
        AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id)
        expires_on = clock.today() + timedelta(days=7)
        link = services.make_link(db.session, officer, agreement.id, expires_on=expires_on)
        db.session.commit()
        return officer, agreement.id, link


def at_once(app, does, *each):
    """Do the same with each of several values in a thread of its own, all at the same moment."""
    together = Barrier(len(each))

    def one(value):
        with app.app_context():
            together.wait(timeout=10)
            try:
                answer = does(value)
            except NotFound:
                db.session.rollback()
                return "not found"
            db.session.commit()
            return answer

    with ThreadPoolExecutor(len(each)) as threads:
        return list(threads.map(one, each))


def counted(app, agreement_id):
    with app.app_context():
        signed = select(func.count()).where(
            AgreementEvent.agreement_id == agreement_id, AgreementEvent.kind == AgreementEventKind.SIGNED
        )
        return db.session.exec(signed).one(), db.session.exec(select(func.count()).select_from(Signing)).one()


@pytest.mark.parametrize(
    ("markers", "answers"),
    [
        pytest.param(("a", "a", "a"), {"signed", "again"}, id="one-browser-thrice"),
        pytest.param(("a", "b", "c"), {"signed", "not found"}, id="three-browsers"),
    ],
)
def test_a_link_signs_once_whoever_sends_it_at_the_same_moment(alone, offered, markers, answers):
    _officer, agreement_id, link = offered

    def sign(marker):
        return "again" if services.sign_by_link(db.session, link.link_id, marker, SAM).again else "signed"

    found = at_once(alone, sign, *markers)
    assert set(found) == answers
    assert found.count("signed") == 1
    assert counted(alone, agreement_id) == (1, 1)


def test_guesses_at_the_same_moment_are_each_counted(alone, offered):
    officer, agreement_id, link = offered
    token = link.path.rpartition("/")[2]

    def guess(address):
        return str(services.try_code(db.session, token, "0000-0000", address=address, limits=Limits(link=2)))

    found = at_once(alone, guess, "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")
    assert sorted(found) == ["locked", "locked", "wrong", "wrong"]
    with alone.app_context():
        assert queries.list_links(db.session, officer, agreement_id)[0].wrong_codes == 2


def test_two_links_made_at_the_same_moment_leave_one_that_works(alone, offered):
    officer, agreement_id, _link = offered

    def make(_number):
        return services.make_link(db.session, officer, agreement_id, expires_on=clock.today() + timedelta(days=7))

    made = at_once(alone, make, 1, 2)
    with alone.app_context():
        live = queries.find_live_link(db.session, officer, agreement_id)
        assert live.id in {one.link_id for one in made}
        assert [row.state for row in queries.list_links(db.session, officer, agreement_id)].count("live") == 1

"""Two who do the same thing with letters at the same moment, each on a connection of their own: it is done once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlmodel import select

from compliance.accounts import queries as accounts
from compliance.app import create_app
from compliance.audit.models import AuditEntry
from compliance.database import db, new_id
from compliance.jobs.outbox import Job
from compliance.letters import queries, services
from compliance.letters.models import Letter, PrintRun
from compliance.letters.rules import About, Kind
from compliance.letters.rules.runs import RunItem
from compliance.letters.services import NewRun
from compliance.permissions import Role
from compliance.training.models import Invitation
from tests.factories.accounts import OfficerFactory
from tests.factories.letters import VisitedFactory, give_letterhead
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

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
def visited(alone):
    """An officer, and a visit after which a shop with an operator is to be invited."""
    with alone.app_context():
        owner = accounts.find_authority(db.session, "hackney")
        officer = OfficerFactory(authority_id=owner.id, role=Role.OFFICER)
        give_letterhead(owner, officer)
        shop = OutletFactory(authority_id=owner.id, address_1="1 Made-up Street")
        entity = EntityFactory(authority_id=owner.id, name="Pretend Traders Limited")
        OperatorFactory(authority_id=owner.id, outlet_id=shop.id, entity_id=entity.id)
        visit = VisitedFactory(authority_id=owner.id, outlet_id=shop.id, officer_id=officer.id)
        db.session.commit()
        return accounts.actor_of(db.session, officer, owner), visit.id


def together(alone, actor, do):
    """Do something several times at the same moment, and return the identifiers of what each got."""
    gate = Barrier(AT_ONCE)

    def once(_number):
        with alone.app_context():
            gate.wait(timeout=10)
            found = do(db.session, actor).id
            db.session.commit()
            return found

    with ThreadPoolExecutor(AT_ONCE) as hands:
        return set(hands.map(once, range(AT_ONCE)))


def test_a_letter_is_issued_once_with_all_that_it_brings_about(alone, visited):
    actor, visit_id = visited
    with alone.app_context():
        about = About(visit_id=visit_id)
        subject = queries.get_subject(db.session, actor, about)
        decided = queries.begin(db.session, actor, Kind.TRAINING_INVITATION, subject, officer_id=actor.officer_id)
        letter = services.draft_letter(db.session, actor, Kind.TRAINING_INVITATION, decided, about).id
        db.session.commit()
    assert together(alone, actor, lambda session, who: services.issue_letter(session, who, letter)) == {letter}
    with alone.app_context():
        told = select(AuditEntry).where(AuditEntry.action == "letter.issued")
        assert len(db.session.exec(told).all()) == 1
        assert [one.letter_id for one in db.session.exec(select(Invitation)).all()] == [letter]


def test_a_print_run_is_started_once(alone, visited):
    actor, visit_id = visited
    item = RunItem(Kind.TRAINING_INVITATION, "visit_id", visit_id)
    new = NewRun(id=new_id(), items=(item,), officer_id=actor.officer_id)
    assert together(alone, actor, lambda session, who: services.start_run(session, who, new)) == {new.id}
    with alone.app_context():
        assert [run.id for run in db.session.exec(select(PrintRun)).all()] == [new.id]
        assert len(db.session.exec(select(Job)).all()) == 1
        assert db.session.exec(select(Letter)).all() == []

"""A print run that is killed outright: the worker goes on with it, and no letter is lost or doubled."""

import os
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from compliance.settings import ROOT

LETTERS = 12
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
BEGIN = """
import sys
from compliance.accounts import queries as accounts
from compliance.app import create_app
from compliance.database import new_id, session
from compliance.letters import services
from compliance.letters.rules import Kind
from compliance.letters.rules.runs import RunItem
from compliance.letters.services import NewRun
from compliance.permissions import Role
from tests.factories.accounts import OfficerFactory
from tests.factories.letters import VisitedFactory, give_letterhead
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory

with create_app().app_context():
    owner = accounts.find_authority(session(), "hackney")
    officer = OfficerFactory(authority_id=owner.id, role=Role.OFFICER)
    give_letterhead(owner, officer)
    actor = accounts.actor_of(session(), officer, owner)
    items = []
    for number in range(int(sys.argv[1])):
        shop = OutletFactory(authority_id=owner.id, name=f"Invented {number}", address_1=f"{number + 1} Made-up Street")
        entity = EntityFactory(authority_id=owner.id, name=f"Pretend {number} Limited")
        OperatorFactory(authority_id=owner.id, outlet_id=shop.id, entity_id=entity.id)
        visit = VisitedFactory(authority_id=owner.id, outlet_id=shop.id, officer_id=officer.id)
        items.append(RunItem(Kind.TRAINING_INVITATION, "visit_id", visit.id))
    services.start_run(session(), actor, NewRun(id=new_id(), items=tuple(items), officer_id=officer.id))
    session().commit()
"""


@pytest.fixture
def surroundings(empty_url, tmp_path):
    told = {"COMPLIANCE_DATABASE_URL": empty_url, "COMPLIANCE_FILES": str(tmp_path / "files")}
    environment = {**os.environ, **told}
    subprocess.run([*FLASK, "db", "upgrade", "--quiet"], cwd=ROOT, env=environment, check=True, capture_output=True)
    begin = [sys.executable, "-c", BEGIN, str(LETTERS)]
    subprocess.run(begin, cwd=ROOT, env=environment, check=True, capture_output=True)
    return environment


def look(engine, statement):
    with engine.connect() as connection:
        return connection.exec_driver_sql(statement).all()


def test_a_kill_in_the_middle_neither_loses_nor_doubles_a_letter(surroundings, empty_url):
    engine = sa.create_engine(empty_url)
    work = [*FLASK, "jobs", "work", "--once"]
    working = subprocess.Popen(work, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issued = "SELECT count(*) FROM letters WHERE issued_at IS NOT NULL"
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends and working.poll() is None and not look(engine, issued)[0][0] >= 2:
            time.sleep(0.01)
        os.kill(working.pid, signal.SIGKILL)
    finally:
        working.kill()
        working.wait()
    ((before,),) = look(engine, issued)
    assert 2 <= before < LETTERS, "it was killed in the middle"
    subprocess.run(work, cwd=ROOT, env=surroundings, check=True, capture_output=True)
    assert look(engine, issued) == [(LETTERS,)]
    assert look(engine, "SELECT count(DISTINCT visit_id), count(DISTINCT reference), count(*) FROM letters") == [
        (LETTERS, LETTERS, LETTERS)
    ]
    assert look(engine, "SELECT state, count(*) FROM print_run_letters GROUP BY state") == [("issued", LETTERS)]
    ((ended, digest),) = look(engine, "SELECT ended_at IS NOT NULL, sha256 FROM print_runs")
    assert ended
    assert digest
    engine.dispose()

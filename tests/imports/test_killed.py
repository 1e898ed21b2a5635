"""An import that is killed outright: nothing or all of it is on the register, and the worker goes on with it."""

import os
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from compliance.settings import ROOT
from tests.factories.imports import document, shops

SHOPS = 6000
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


@pytest.fixture
def surroundings(empty_url, tmp_path):
    told = {"COMPLIANCE_DATABASE_URL": empty_url, "COMPLIANCE_FILES": str(tmp_path / "files")}
    environment = {**os.environ, **told}
    subprocess.run([*FLASK, "db", "upgrade", "--quiet"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return environment


def look(engine, statement):
    with engine.connect() as connection:
        return connection.exec_driver_sql(statement).all()


@pytest.mark.parametrize("moment", ["checking", "committing"])
def test_a_kill_leaves_nothing_or_all_and_the_worker_ends_the_step(surroundings, empty_url, tmp_path, moment):
    register = tmp_path / "register.xml"
    register.write_bytes(document(*shops(SHOPS)))
    engine = sa.create_engine(empty_url)
    command = [*FLASK, "imports", "run", str(register), "--authority", "hackney"]
    running = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends and running.poll() is None:
            if (moment,) in look(engine, "SELECT state FROM import_runs"):
                break
            time.sleep(0.01)
        os.kill(running.pid, signal.SIGKILL)
    finally:
        running.kill()
        running.wait()
    ((state, reference),) = look(engine, "SELECT state, reference FROM import_runs")
    ((outlets,),) = look(engine, "SELECT count(*) FROM outlets")
    assert outlets == (SHOPS if state == "committed" else 0)
    subprocess.run([*FLASK, "jobs", "work", "--once"], cwd=ROOT, env=surroundings, check=True, capture_output=True)
    ((ended,),) = look(engine, "SELECT state FROM import_runs")
    ((outlets,),) = look(engine, "SELECT count(*) FROM outlets")
    ((staged,),) = look(engine, "SELECT count(*) FROM import_rows")
    after = {"checking": "previewed", "committing": "committed"}
    assert ended == after.get(state, state)
    assert (outlets, staged) == (SHOPS if ended == "committed" else 0, SHOPS)
    assert reference.startswith("HAC-IMP-")
    engine.dispose()

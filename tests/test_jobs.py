import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from unittest import mock

import pytest
import sqlalchemy as sa
from flask import current_app

from compliance import clock, jobs
from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority, Officer
from compliance.app import create_app
from compliance.database import _reading, db, read_only
from compliance.errors import Forbidden, NotFound
from compliance.jobs import inline, outbox
from compliance.jobs.beside import beside
from compliance.jobs.kinds import JobState, Progress, Registry
from compliance.jobs.outbox import Job, Superseded
from compliance.permissions import Permission, Role
from tests import toy_jobs
from tests.factories.accounts import OfficerFactory

ROOT = Path(__file__).resolve().parents[1]


def silent(_progress):
    pass


@pytest.fixture
def diary(tmp_path, monkeypatch):
    """Where the toy jobs write what they do; a file `diary.holdN` beside it stops them at piece N."""
    path = tmp_path / "diary"
    path.touch()
    monkeypatch.setenv("TOY_DIARY", str(path))
    return path


@pytest.fixture
def toys(app, diary):
    """The toy kinds on the application of the tests."""
    registry = app.extensions["jobs"]
    with mock.patch.dict(app.extensions, jobs=Registry(toy_jobs.KINDS, registry.find_asker)):
        yield toy_jobs.KINDS


@contextmanager
def kind(app, name, **changes):
    registry = app.extensions["jobs"]
    kinds = {**registry.kinds, name: replace(registry.kinds[name], **changes)}
    with mock.patch.dict(app.extensions, jobs=Registry(kinds, registry.find_asker)):
        yield


def words(session, authority_id):
    return session.execute(sa.select(Authority.address, Authority.website).where(Authority.id == authority_id)).one()


COUNTED = " 0 1 2 3 4 5 6 7"


# Asking


def test_what_is_asked_waits_in_the_transaction_that_asked(session, officer):
    session.commit()
    jobs.start(session, officer, "toy.whole", officer.authority_id)
    assert jobs.state_of(session, officer, "toy.whole", officer.authority_id).state is JobState.QUEUED
    session.rollback()
    assert jobs.state_of(session, officer, "toy.whole", officer.authority_id) is None


def test_asking_twice_while_one_is_open_does_nothing(session, officer, toys):
    for _ in range(3):
        jobs.start(session, officer, "toy.whole", officer.authority_id)
    jobs.start(session, officer, "toy.pieces", officer.authority_id)
    assert [standing.kind for standing in jobs.run_now(session)] == ["toy.whole", "toy.pieces"]


def test_what_has_ended_can_be_asked_for_again(session, officer, toys):
    for _ in range(2):
        jobs.start(session, officer, "toy.whole", officer.authority_id)
        assert [standing.state for standing in jobs.run_now(session)] == [JobState.DONE]


def test_the_jobs_of_an_authority_come_one_after_the_other(session, act):
    hackney, camden = act(), act(authority="camden")
    for name in ("one", "two", "three"):
        jobs.start(session, hackney, name, hackney.authority_id)
    jobs.start(session, camden, "one", camden.authority_id)
    ahead = [jobs.state_of(session, hackney, name, hackney.authority_id).ahead for name in ("one", "two", "three")]
    assert ahead == [0, 1, 2]
    assert jobs.state_of(session, camden, "one", camden.authority_id).ahead == 0


def test_another_authoritys_job_is_not_found(session, act):
    hackney, camden = act(), act(authority="camden")
    jobs.start(session, hackney, "toy.whole", hackney.authority_id)
    assert jobs.state_of(session, camden, "toy.whole", hackney.authority_id) is None


# Doing


def test_a_job_is_done_on_behalf_of_who_asked(session, officer, toys):
    seen = []
    jobs.start(session, officer, "toy.whole", officer.authority_id)
    (standing,) = jobs.run_now(session, show=seen.append)
    assert (standing.state, standing.open, standing.message, standing.attempt) == (JobState.DONE, False, "", 1)
    assert standing.asked_at <= standing.started_at <= standing.ended_at
    assert seen == [Progress(number, toy_jobs.PIECES, "Counting") for number in range(1, 9)]
    authority = session.get_one(Authority, officer.authority_id, populate_existing=True)
    assert (authority.address, authority.telephone) == (COUNTED, officer.name)


@pytest.mark.parametrize(("name", "kept"), [("toy.refused", ""), ("toy.refused_late", COUNTED)])
def test_a_refusal_undoes_what_is_not_committed_and_says_why(session, officer, toys, name, kept):
    before = words(session, officer.authority_id).address
    assert before == ""
    jobs.start(session, officer, name, officer.authority_id)
    (standing,) = jobs.run_now(session)
    assert (standing.state, standing.message) == (JobState.FAILED, "The count does not please")
    assert words(session, officer.authority_id) == (kept, "The count does not please")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotFound(), "not there any more"),
        (NotFound("The file is gone"), "The file is gone"),
        (Forbidden(Permission.IMPORT_RETAILERS), "may not do it any more"),
    ],
)
def test_what_cannot_be_found_or_is_forbidden_by_now_ends_in_words(app, session, officer, toys, error, said):
    def steps(session, actor, subject_id):
        yield Progress(0, None, "")
        raise error

    with kind(app, "toy.whole", steps=steps):
        jobs.start(session, officer, "toy.whole", officer.authority_id)
        (standing,) = jobs.run_now(session)
    assert standing.state is JobState.FAILED
    assert said in standing.message


def test_an_officer_made_inactive_meanwhile_has_asked_in_vain(session, officer, toys):
    jobs.start(session, officer, "toy.whole", officer.authority_id)
    session.execute(sa.update(Officer).where(Officer.id == officer.officer_id).values(active=False))
    (standing,) = jobs.run_now(session)
    assert standing.state is JobState.FAILED
    assert f"{officer.name}, who asked for this, is not an active officer any more" in standing.message
    assert words(session, officer.authority_id).website == standing.message


def test_a_job_is_done_with_the_role_that_its_officer_has_by_now(app, session, officer, toys):
    roles = []

    def steps(session, actor, subject_id):
        roles.append(actor.role)
        yield Progress(1, 1, "")

    jobs.start(session, officer, "toy.whole", officer.authority_id)
    session.execute(sa.update(Officer).where(Officer.id == officer.officer_id).values(role=Role.VIEWER))
    with kind(app, "toy.whole", steps=steps):
        jobs.run_now(session)
    assert roles == [Role.VIEWER]


def test_what_the_command_line_asked_keeps_what_it_was_allowed(app, session, officer, toys):
    allowed = []

    def steps(session, actor, subject_id):
        allowed.append((actor.officer_id, actor.may(Permission.IMPORT_RETAILERS), actor.may(Permission.OPEN_VAULT)))
        yield Progress(1, 1, "")

    command = replace(officer, officer_id=None, role=Role.VIEWER, extra=frozenset({Permission.IMPORT_RETAILERS}))
    jobs.start(session, command, "toy.whole", officer.authority_id)
    with kind(app, "toy.whole", steps=steps):
        jobs.run_now(session)
    assert allowed == [(None, True, False)]


def test_a_job_may_read_first_without_keeping_others_from_writing(place):
    """It reads in a transaction of its own, which is let go before the one that writes begins."""
    actor = place.officer()
    wrote = []

    def steps(session, actor, subject_id):
        read_only(True)
        session.execute(sa.select(Authority.address).where(Authority.id == subject_id))
        with db.sessionmaker() as other:
            read_only(False)
            other.execute(sa.update(Authority).where(Authority.id == subject_id).values(telephone="020"))
            other.commit()
            wrote.append(True)
        session.execute(sa.select(Authority.address).where(Authority.id == subject_id))
        yield Progress(0, None, "Reading", release=True)
        yield from toy_jobs.count(session, actor, subject_id)

    with kind(current_app, "toy.whole", steps=steps):
        place.ask(actor, "toy.whole")
        assert jobs.drive(place.session, actor, "toy.whole", actor.authority_id, silent).state is JobState.DONE
    assert wrote == [True]
    assert place.words(actor).address == COUNTED


@pytest.mark.parametrize("name", ["toy.whole", "toy.pieces"])
def test_what_was_written_before_a_release_is_dropped_and_a_later_error_leaves_nothing_reading(
    app, session, officer, toys, name
):
    def steps(session, actor, subject_id):
        read_only(True)
        session.execute(sa.update(Authority).where(Authority.id == subject_id).values(address="written"))
        yield Progress(0, None, "Reading", release=True)
        raise NotFound

    jobs.start(session, officer, name, officer.authority_id)
    with kind(app, name, steps=steps):
        jobs.run_now(session)
    assert words(session, officer.authority_id).address == ""
    assert not _reading.get()


def test_a_kind_that_is_not_known_fails_in_words(session, officer, toys):
    jobs.start(session, officer, "toy.unheard", officer.authority_id)
    (standing,) = jobs.run_now(session)
    assert standing.state is JobState.FAILED
    assert "does not know the kind of job “toy.unheard”" in standing.message


def test_a_job_ends_although_its_subject_cannot_be_told_why(app, session, officer, toys):
    def fails(session, actor, subject_id, said):
        raise ZeroDivisionError

    jobs.start(session, officer, "toy.refused", officer.authority_id)
    with kind(app, "toy.refused", failed=fails):
        (standing,) = jobs.run_now(session)
    assert (standing.state, standing.message) == (JobState.FAILED, "The count does not please")


def test_an_error_that_nobody_foresaw_is_raised_and_leaves_the_job_open(session, officer, toys):
    jobs.start(session, officer, "toy.stumbles", officer.authority_id)
    with pytest.raises(ZeroDivisionError):
        jobs.run_now(session)
    standing = jobs.state_of(session, officer, "toy.stumbles", officer.authority_id)
    assert (standing.state, standing.attempt) == (JobState.RUNNING, 1)
    assert words(session, officer.authority_id).address == ""


def test_a_job_begun_too_often_is_given_up(session, officer, toys):
    jobs.start(session, officer, "toy.whole", officer.authority_id)
    session.execute(sa.update(Job).values(attempt=20))
    (standing,) = jobs.run_now(session)
    assert standing.state is JobState.FAILED
    assert "begun 20 times" in standing.message


@pytest.mark.parametrize("name", ["toy.whole", "toy.pieces"])
def test_what_another_process_has_begun_since_is_not_kept(session, officer, toys, name):
    """However two processes came to do one job: who began it last, has it."""
    jobs.start(session, officer, name, officer.authority_id)
    session.commit()
    job = outbox.newest(session, officer, name, officer.authority_id)
    steps = toy_jobs.count(session, officer, officer.authority_id)
    first = outbox.claim(session, job.id)
    next(steps)
    session.rollback()
    second = outbox.claim(session, job.id)
    with pytest.raises(Superseded):
        outbox.hold_to(session, first)
    with pytest.raises(Superseded):
        outbox.close(session, first, JobState.DONE)
    outbox.hold_to(session, second)
    outbox.close(session, second, JobState.DONE)
    assert outbox.claim(session, job.id) is None


# A place of its own, where everything is committed for good


@pytest.fixture
def place(app, empty_url, diary, tmp_path):
    """An application on a database of its own with the toy kinds, and what a worker's process needs."""
    other = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    other.extensions["jobs"] = Registry(toy_jobs.KINDS, other.extensions["jobs"].find_asker)
    assert other.test_cli_runner().invoke(args=["db", "upgrade", "--quiet"]).exit_code == 0
    with other.app_context():
        yield Place(empty_url, diary)
        db.session.close()
        db.engine.dispose()


class Place:
    def __init__(self, url, diary):
        self.diary, self.workers = diary, []
        self.environment = {**os.environ, "COMPLIANCE_DATABASE_URL": url, "PYTHONWARNINGS": ""}

    @property
    def session(self):
        return db.session

    def officer(self, code="hackney"):
        owner = accounts.find_authority(self.session, code)
        made = OfficerFactory(authority_id=owner.id, role=Role.OFFICER)
        self.session.commit()
        return accounts.actor_of(self.session, made, owner)

    def ask(self, actor, name):
        jobs.start(self.session, actor, name, actor.authority_id)
        self.session.commit()

    def state(self, actor, name):
        read_only(True)
        try:
            return jobs.state_of(self.session, actor, name, actor.authority_id)
        finally:
            self.session.rollback()
            read_only(False)

    def words(self, actor):
        self.session.rollback()
        found = words(self.session, actor.authority_id)
        self.session.rollback()
        return found

    def work(self, *words):
        worker = subprocess.Popen(
            [Path(sys.executable).with_name("flask"), "--app", "tests.toy_jobs:create", "jobs", "work", *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.workers.append(worker)
        return worker

    def hold(self, number):
        self.diary.with_suffix(f".hold{number}").touch()

    def let_go(self, number):
        self.diary.with_suffix(f".hold{number}").unlink()

    def entries(self):
        return self.diary.read_text().splitlines()

    def wait_for(self, happened, seconds=60):
        until = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < until, self.entries()
            time.sleep(0.05)

    def clear(self):
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.communicate()


@pytest.fixture
def workers(place):
    """The same place, with workers as processes of their own."""
    yield place
    place.clear()


# Commands


def test_a_command_does_its_own_job_and_shows_how_far_it_is(place):
    """The progress is seen by others while the job’s transaction keeps every writer out."""
    actor = replace(place.officer(), officer_id=None)
    place.ask(actor, "toy.whole")
    seen = []

    def look(progress):
        with db.sessionmaker() as other:
            read_only(True)
            seen.append((progress.done, jobs.state_of(other, actor, "toy.whole", actor.authority_id).progress))
            other.rollback()
            read_only(False)

    with mock.patch.object(inline, "SECONDS_BETWEEN_WRITES", 0):
        standing = jobs.drive(place.session, actor, "toy.whole", actor.authority_id, look)
    assert (standing.state, standing.progress) == (JobState.DONE, None)
    assert place.words(actor).address == COUNTED
    assert [done for done, _ in seen] == list(range(1, 9))
    assert seen[-1] == (8, Progress(7, 8, "Counting"))
    assert jobs.progress_of(place.session, "toy.whole", actor.authority_id) is None


@pytest.mark.parametrize(("seconds_a_step", "times"), [(0, 1), (60, 8)])
def test_progress_is_kept_a_few_times_a_second_at_most(place, seconds_a_step, times):
    actor = place.officer()
    place.ask(actor, "toy.whole")
    store = beside(db.engine)
    moments = count(1000, seconds_a_step)
    with mock.patch.object(type(store), "show") as show, mock.patch.object(inline, "time") as seconds:
        seconds.monotonic.side_effect = lambda: next(moments)
        jobs.drive(place.session, actor, "toy.whole", actor.authority_id, silent)
    assert show.call_count == times


def test_a_command_tells_what_nobody_foresaw_and_its_job_is_ended(place):
    actor = place.officer()
    place.ask(actor, "toy.stumbles")
    with pytest.raises(ZeroDivisionError):
        jobs.drive(place.session, actor, "toy.stumbles", actor.authority_id, silent)
    standing = place.state(actor, "toy.stumbles")
    assert standing.state is JobState.FAILED
    assert "not foreseen" in standing.message
    assert place.words(actor) == ("", standing.message)


def test_a_command_waits_while_another_job_of_its_authority_is_done(place):
    actor = place.officer()
    place.ask(actor, "toy.whole")
    store = beside(db.engine)
    store.prepare()
    said = []
    with mock.patch.object(inline, "SECONDS_BETWEEN_LOOKS", 0.05), store.lock(str(actor.authority_id)) as free:
        assert free
        with store.lock("another authority") as also_free:
            assert also_free

        def show(progress):
            said.append(progress.words)
            raise InterruptedError

        with pytest.raises(InterruptedError):
            jobs.drive(place.session, actor, "toy.whole", actor.authority_id, show)
    assert said[0] == "Waiting for another job to end"
    assert place.state(actor, "toy.whole").state is JobState.QUEUED
    assert jobs.drive(place.session, actor, "toy.whole", actor.authority_id, silent).state is JobState.DONE


def test_a_command_asks_for_what_it_drives(place):
    actor = place.officer()
    with pytest.raises(NotFound):
        jobs.drive(place.session, actor, "toy.whole", actor.authority_id, silent)


def test_the_last_jobs_are_listed_for_the_operator(place):
    actor = place.officer()
    runner = current_app.test_cli_runner()
    assert "No worker is there: run flask jobs work" in runner.invoke(args=["jobs", "list"]).output
    place.ask(actor, "toy.refused")
    jobs.drive(place.session, actor, "toy.refused", actor.authority_id, silent)
    place.ask(actor, "toy.whole")
    listed = runner.invoke(args=["jobs", "list"]).output.splitlines()
    assert "toy.whole" in listed[1]
    assert listed[1].endswith("queued")
    assert listed[2].endswith("failed: The count does not please")
    assert '"state": "queued"' in runner.invoke(args=["jobs", "list", "--json"]).output


# The worker


@pytest.mark.parametrize(("name", "kept", "again"), [("toy.pieces", " 0 1 2 3", 4), ("toy.whole", "", 0)])
def test_a_worker_killed_in_the_middle_leaves_all_or_nothing_and_one_of_two_others_goes_on(workers, name, kept, again):
    actor = workers.officer()
    assert not jobs.is_worker_alive(workers.session)
    workers.session.rollback()
    workers.hold(4)
    workers.ask(actor, name)
    first = workers.work()
    workers.wait_for(lambda: "at 4" in workers.entries())
    standing = workers.state(actor, name)
    assert (standing.state, standing.worker_alive) == (JobState.RUNNING, True)
    assert standing.progress.total == 8
    first.kill()
    first.wait()
    assert workers.words(actor).address == kept
    assert workers.state(actor, name).state is JobState.RUNNING
    workers.diary.write_text("")
    workers.let_go(4)
    workers.work()
    workers.work()
    workers.wait_for(lambda: not workers.state(actor, name).open)
    standing = workers.state(actor, name)
    assert (standing.state, standing.attempt) == (JobState.DONE, 2)
    assert workers.entries() == [f"at {number}" for number in range(again, 8)]
    assert workers.words(actor).address == COUNTED
    assert all(worker.poll() is None for worker in workers.workers[1:])


def test_a_worker_tries_again_and_gives_up_in_words_and_calls_nobody(workers):
    hackney, camden, bexley, barnet = (workers.officer(code) for code in ("hackney", "camden", "bexley", "barnet"))
    workers.session.execute(sa.update(Officer).where(Officer.id == barnet.officer_id).values(active=False))
    workers.ask(hackney, "toy.stumbles")
    workers.ask(camden, "toy.stumbles_once")
    workers.ask(bexley, "toy.refused")
    workers.ask(barnet, "toy.whole")
    done = workers.work("--once")
    output, _ = done.communicate(timeout=30)
    assert done.returncode == 0, output
    stumbled = workers.state(hackney, "toy.stumbles")
    assert (stumbled.state, stumbled.attempt) == (JobState.FAILED, 4)
    assert "not foreseen" in stumbled.message
    assert workers.words(hackney) == ("", stumbled.message)
    once = workers.state(camden, "toy.stumbles_once")
    assert once.state is JobState.DONE
    assert workers.words(camden).address == COUNTED
    assert workers.state(bexley, "toy.refused").message == "The count does not please"
    assert "not an active officer" in workers.state(barnet, "toy.whole").message
    assert not [entry for entry in workers.entries() if entry.startswith("called")]
    assert "did not come to its end" in output
    assert "ZeroDivisionError" in output
    assert "DBOS" not in output.replace("DBOSMax", "")
    assert not jobs.is_worker_alive(workers.session)


def test_a_worker_told_to_stop_ends_at_once_and_another_goes_on(workers):
    actor = replace(workers.officer(), officer_id=None)
    workers.hold(2)
    workers.ask(actor, "toy.whole")
    workers.session.execute(sa.update(Job).values(asked_at=clock.now() - timedelta(seconds=60)))
    workers.session.commit()
    first = workers.work()
    workers.wait_for(lambda: "at 2" in workers.entries())
    first.send_signal(signal.SIGTERM)
    workers.let_go(2)
    output, _ = first.communicate(timeout=15)
    assert (first.returncode, output) == (0, "")
    assert workers.words(actor).address == ""
    standing = workers.state(actor, "toy.whole")
    assert (standing.state, standing.worker_alive) == (JobState.RUNNING, False)
    workers.work("--once").communicate(timeout=30)
    assert workers.state(actor, "toy.whole").state is JobState.DONE
    assert workers.words(actor).address == COUNTED

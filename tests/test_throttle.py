"""Attempts counted in fixed windows: by key, over processes at once, forgotten when long over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from compliance import clock, throttle
from compliance.app import create_app
from compliance.database import db, read_only
from compliance.throttle import ThrottledAttempt

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch):
    """Set the clock to a moment so long after noon."""

    def move(**after):
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(**after))

    move()
    return move


def test_each_attempt_is_counted_and_the_count_handed_back(session, at):
    assert [throttle.count(session, "try", "one", minutes=60) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize(("purpose", "key", "minutes"), [("try", "two", 60), ("ask", "one", 60), ("try", "one", 30)])
def test_another_key_purpose_or_length_is_counted_apart(session, at, purpose, key, minutes):
    throttle.count(session, "try", "one", minutes=60)
    assert throttle.count(session, purpose, key, minutes=minutes) == 1


@pytest.mark.parametrize(
    ("after", "counted"),
    [
        pytest.param({"minutes": 59, "seconds": 59}, 2, id="last-second-of-the-window"),
        pytest.param({"minutes": 60}, 1, id="first-second-of-the-next"),
    ],
)
def test_counting_begins_anew_with_the_next_window(session, at, after, counted):
    throttle.count(session, "try", "one", minutes=60)
    at(**after)
    assert throttle.count(session, "try", "one", minutes=60) == counted


def test_asking_whether_it_is_over_adds_nothing(session, at):
    over = [throttle.is_over(session, "try", "one", limit=2, minutes=60) for _ in range(5)]
    assert over == [False] * 5
    throttle.count(session, "try", "one", minutes=60)
    assert not throttle.is_over(session, "try", "one", limit=2, minutes=60)
    throttle.count(session, "try", "one", minutes=60)
    assert throttle.is_over(session, "try", "one", limit=2, minutes=60)


def test_neither_the_address_nor_the_link_can_be_read_in_the_table(session, at):
    throttle.count(session, "try", "192.0.2.7", minutes=60)
    row = session.exec(select(ThrottledAttempt).where(ThrottledAttempt.purpose == "try")).one()
    assert "192.0.2.7" not in str(row)
    assert len(row.key_hash) == 64


@pytest.mark.parametrize("key", ["", "\ud800", "x" * 100_000, "\x00", "’ё日本"], ids=range(5))
def test_any_key_can_be_counted(session, at, key):
    assert throttle.count(session, "try", key, minutes=60) == 1


@pytest.mark.parametrize(
    ("after", "seconds"),
    [
        pytest.param({}, 3600, id="just-begun"),
        pytest.param({"minutes": 59, "seconds": 59}, 1, id="nearly-over"),
    ],
)
def test_who_must_wait_is_told_how_long(at, after, seconds):
    at(**after)
    assert throttle.seconds_left(60) in {seconds, seconds + 1}


def test_windows_long_over_are_forgotten(session, at):
    throttle.count(session, "try", "one", minutes=60)
    at(hours=1)
    throttle.count(session, "try", "two", minutes=60)
    assert len(session.exec(select(ThrottledAttempt)).all()) == 2
    at(days=1, hours=1, seconds=1)
    throttle.count(session, "try", "three", minutes=60)
    session.expire_all()
    assert len(session.exec(select(ThrottledAttempt)).all()) == 2


def test_a_request_that_only_reads_counts_for_good(session, at):
    read_only(True)
    try:
        assert throttle.count_of_read(session, "look", "one", minutes=1) == 1
        session.rollback()
        assert throttle.count_of_read(session, "look", "one", minutes=1) == 2
    finally:
        read_only(False)


def test_two_at_once_are_counted_twice(tmp_path, empty_url, at):
    app = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    assert app.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    together = Barrier(4)

    def count(_number):
        with app.app_context():
            together.wait(timeout=10)
            found = []
            for _again in range(5):
                found.append(throttle.count(db.session, "try", "one", minutes=60))
                db.session.commit()
            return found

    try:
        with ThreadPoolExecutor(4) as four:
            counted = sorted(number for found in four.map(count, range(4)) for number in found)
        assert counted == list(range(1, 21))
    finally:
        with app.app_context():
            db.engine.dispose()

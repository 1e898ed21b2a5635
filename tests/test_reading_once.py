"""What several sections of a page read is asked of the database once, and only while the page is made."""

import pytest

from compliance.database import once, reading_once


@pytest.fixture
def read():
    """Count how often it is read, and find the count."""
    asked = []

    def read():
        asked.append("asked")
        return len(asked)

    return read


def test_outside_of_it_everything_is_asked_again(session, read):
    assert [once(session, "key", read) for _ in range(2)] == [1, 2]


def test_within_it_a_key_is_asked_once_and_another_key_for_itself(session, read):
    with reading_once(session):
        assert [once(session, key, read) for key in ("a", "b", "a", "b")] == [1, 2, 1, 2]
    assert once(session, "a", read) == 3


def test_what_finds_nothing_is_asked_once_too(session):
    asked = []
    with reading_once(session):
        for _ in range(2):
            assert once(session, "key", lambda: asked.append("asked")) is None
    assert len(asked) == 1


def test_one_within_another_knows_what_that_knows_and_leaves_it_standing(session, read):
    with reading_once(session):
        assert once(session, "key", read) == 1
        with reading_once(session):
            assert once(session, "key", read) == 1
        assert once(session, "key", read) == 1


def test_a_fault_leaves_nothing_known(session, read):
    def broken():
        with reading_once(session):
            once(session, "key", read)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert once(session, "key", read) == 2

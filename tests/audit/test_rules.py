import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.audit.rules import GENESIS, Entry, Head, Link, Unreadable, Verification, digest, read_link, sentence


def chain_of(count):
    links, previous = [], GENESIS
    for number in range(1, count + 1):
        entry = Entry(
            chain="hackney",
            number=number,
            at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number),
            actor_id=None,
            actor_name="Robin",
            action="visit.recorded",
            subject_kind="visit",
            subject_id=str(number),
            outlet_id=None,
            reason="",
            detail={"é": [1, None, True]},
        )
        links.append(Link(entry, previous, digest(entry, previous)))
        previous = links[-1].hash
    return links


def first_break(links, head):
    verification = Verification("hackney")
    for link in links:
        verification.follow(link)
    return verification.finish(*head)


def head_of(links):
    return (len(links), links[-1].hash if links else GENESIS)


@given(st.integers(0, 12))
def test_an_untouched_chain_holds(count):
    links = chain_of(count)
    assert first_break(links, head_of(links)) is None


@given(st.integers(1, 12), st.data())
def test_the_first_changed_entry_is_named(count, data):
    links = chain_of(count)
    at = data.draw(st.integers(0, count - 1))
    field = data.draw(st.sampled_from(["actor_name", "action", "reason", "subject_id"]))
    touched = list(links)
    touched[at] = replace(links[at], entry=replace(links[at].entry, **{field: "changed"}))
    broken = first_break(touched, head_of(links))
    assert broken is not None
    assert broken.number == at + 1
    assert "changed" in broken.why


@given(st.integers(1, 12), st.data())
def test_a_removed_entry_is_named_even_at_the_end(count, data):
    links = chain_of(count)
    at = data.draw(st.integers(0, count - 1))
    broken = first_break(links[:at] + links[at + 1 :], head_of(links))
    assert broken is not None
    assert broken.number == at + 1


@given(st.integers(2, 12), st.data())
def test_two_swapped_entries_are_named(count, data):
    links = chain_of(count)
    at = data.draw(st.integers(0, count - 2))
    links[at], links[at + 1] = links[at + 1], links[at]
    broken = first_break(links, head_of(chain_of(count)))
    assert broken is not None
    assert broken.number == at + 1


def test_a_rewritten_chain_does_not_match_its_head():
    links = chain_of(3)
    entry = replace(links[2].entry, reason="another")
    forged = [*links[:2], Link(entry, links[2].previous_hash, digest(entry, links[2].previous_hash))]
    broken = first_break(forged, head_of(links))
    assert broken is not None
    assert "head" in broken.why


def test_the_hash_does_not_depend_on_the_zone_of_the_moment():
    entry = chain_of(1)[0].entry
    from zoneinfo import ZoneInfo

    elsewhere = replace(entry, at=entry.at.astimezone(ZoneInfo("Asia/Tokyo")))
    assert digest(entry, GENESIS) == digest(elsewhere, GENESIS)


def test_an_action_reads_as_a_sentence():
    assert sentence("visit.recorded") == "Visit recorded"
    assert sentence("officer.signed_in") == "Signed in"


def raw_of(link, **changed):
    entry = link.entry
    row = {name: str(getattr(entry, name)) for name in ("chain", "number", "actor_name", "action", "subject_kind")}
    row |= {"at": entry.at.isoformat(), "actor_id": None, "subject_id": entry.subject_id, "outlet_id": None}
    row |= {"reason": "", "detail": json.dumps(entry.detail), "previous_hash": link.previous_hash, "hash": link.hash}
    return {**row, "authority_id": None, **changed}


@pytest.mark.parametrize("written", [str.encode, str])
def test_a_row_is_read_back_as_the_link_it_was(written):
    link = chain_of(1)[0]
    row = {name: written(value) if value is not None else None for name, value in raw_of(link).items()}
    assert read_link(row) == link


@pytest.mark.parametrize(
    ("column", "rubbish"),
    [
        ("at", "yesterday"),
        ("at", None),
        ("actor_id", "Robin"),
        ("outlet_id", ""),
        ("authority_id", b"\xff"),
        ("number", "one"),
        ("number", "1.5"),
        ("detail", ""),
        ("detail", "{"),
        ("detail", "[]"),
        ("detail", "[" * 100_000),
        ("detail", None),
        ("reason", b"\xff\xfe"),
        ("hash", None),
    ],
)
def test_a_column_that_cannot_be_read_is_named(column, rubbish):
    assert read_link(raw_of(chain_of(1)[0], **{column: rubbish})) == Unreadable(column)


def test_an_unreadable_row_breaks_the_chain_where_it_stands():
    links = chain_of(3)
    broken = first_break([links[0], Unreadable("detail"), links[2]], head_of(links))
    assert (broken.number, broken.why) == (2, "its “detail” cannot be read")


def test_the_authority_of_every_entry_is_that_of_the_chain():
    links = [replace(link, authority_id="a") for link in chain_of(3)]
    for touched, number in ((links, None), ([links[0], replace(links[1], authority_id="b"), links[2]], 2)):
        verification = Verification("hackney", authority_id="a")
        for link in touched:
            verification.follow(link)
        broken = verification.finish(*head_of(links))
        assert (broken and broken.number) == number


@pytest.mark.parametrize(("ended", "number"), [(2, None), (3, None), (4, 4)])
def test_a_chain_never_ends_before_where_it_ended_earlier(ended, number):
    links = chain_of(4)
    verification = Verification("hackney", earlier=Head("hackney", ended, links[ended - 1].hash))
    for link in links[:3]:
        verification.follow(link)
    broken = verification.finish(*head_of(links[:3]))
    assert (broken and broken.number) == number

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from compliance.audit.rules import GENESIS, Entry, Link, Verification, digest, sentence


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

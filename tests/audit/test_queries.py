import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance.accounts import queries as accounts
from compliance.audit import queries, services
from compliance.audit.models import AuditHead
from compliance.audit.rules import Head
from compliance.permissions import Role
from tests.audit.entries import record, spoil, tamper


def breaks(session, earlier=None):
    return [(found.chain, found.number, found.why) for found in queries.verify(session, earlier).breaks]


def test_pages_of_the_audit_go_on_without_losing_or_repeating_an_entry(session, act):
    manager = act(Role.MANAGER)
    record(session, manager, queries.PAGE + 5)
    first = queries.list_entries(session, manager)
    second = queries.list_entries(session, manager, before=first.older)
    numbers = [entry.number for entry in [*first.entries, *second.entries]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == queries.PAGE + 5
    assert second.older is None


def test_verify_names_the_first_broken_link(session, officer):
    record(session, officer, 3)
    head = session.exec(select(AuditHead).where(AuditHead.chain == "hackney")).one()
    head.hash = "f" * 64
    session.commit()
    record(session, officer, 2)
    found = queries.verify(session).breaks
    assert [(broken.chain, broken.number) for broken in found] == [("hackney", 4)]


@pytest.mark.parametrize("column", ["detail", "at", "actor_id", "number", "outlet_id"])
@pytest.mark.parametrize("rubbish", ["'rubbish'", "x'ff00fe'", "'[]'"])
def test_an_entry_that_cannot_be_read_is_the_link_that_is_broken(session, officer, column, rubbish):
    record(session, officer, 3)
    if not spoil(session, f"UPDATE audit_entries SET {column} = {rubbish} WHERE number = 2"):  # noqa: S608
        return
    [(chain, number, why)] = breaks(session)
    assert (chain, number) == ("hackney", 2)
    assert f"“{column}” cannot be read" in why or "entry 2 is missing" in why


@pytest.mark.parametrize("column", ["reason", "actor_name", "action"])
def test_text_that_is_no_text_breaks_its_link(session, officer, column):
    record(session, officer, 2)
    if spoil(session, f"UPDATE audit_entries SET {column} = x'ff00fe' WHERE number = 2"):  # noqa: S608
        [(chain, number, why)] = breaks(session)
        assert (chain, number) == ("hackney", 2)
        assert f"“{column}” cannot be read" in why or "changed" in why  # PostgreSQL writes the bits out as text


def test_other_content_breaks_its_link_on_either_database(session, officer):
    record(session, officer, 3)
    tamper(session, """UPDATE audit_entries SET detail = '{"n": 7}' WHERE number = 2""")
    assert breaks(session) == [("hackney", 2, "its content has been changed since it was written")]


@pytest.mark.parametrize("other", ["croydon", None])
def test_an_entry_moved_to_another_authority_is_named(session, officer, other):
    record(session, officer, 3)
    moved_to = accounts.find_authority(session, other).id if other else None
    tamper(session, "SELECT 1")
    table = sa.table("audit_entries", sa.column("authority_id", sa.Uuid()), sa.column("number"))
    session.execute(sa.update(table).where(table.c.number == 2).values(authority_id=moved_to))
    assert breaks(session) == [("hackney", 2, "it is filed under another authority than its chain")]


def test_an_entry_of_the_system_belongs_to_no_authority(session, officer):
    services.record_system(session, "sign_in.failed", "officer", None)
    session.commit()
    assert breaks(session) == []
    tamper(session, "UPDATE audit_entries SET authority_id = (SELECT id FROM authorities WHERE code = 'hackney')")
    assert breaks(session) == [("system", 1, "it is filed under another authority than its chain")]


def test_a_head_that_cannot_be_read_is_a_head_that_the_chain_does_not_end_at(session, officer):
    record(session, officer, 2)
    if spoil(session, "UPDATE audit_heads SET number = 'rubbish'"):
        assert breaks(session) == [("hackney", 1, "the chain ends elsewhere than its head says")]


@pytest.mark.parametrize(
    ("kept", "why"),
    [(3, []), (2, ["the chain went back: it ended at entry 3 before"]), (0, ["the whole chain is gone: it ended at"])],
)
def test_a_chain_cut_off_with_its_head_is_seen_by_where_it_ended_before(session, officer, kept, why):
    record(session, officer, 3)
    earlier = {head.chain: head for head in queries.verify(session).heads}
    last = [*queries.follow_chain(session, "hackney", kept)]
    tamper(session, "DELETE FROM audit_entries WHERE number > :kept", kept=kept)
    head = session.exec(select(AuditHead).where(AuditHead.chain == "hackney")).one()
    if kept:
        head.number, head.hash = kept, last[-1].hash
    else:
        session.delete(head)
    session.commit()
    assert breaks(session) == []
    found = breaks(session, earlier)
    assert [(chain, number) for chain, number, _ in found] == [("hackney", kept + 1)] * len(why)
    for (_, _, said), begins in zip(found, why, strict=True):
        assert said.startswith(begins)


def test_a_chain_written_anew_is_seen_by_the_hash_it_ended_with_before(session, officer):
    record(session, officer, 3)
    earlier = {"hackney": Head("hackney", 2, "f" * 64)}
    assert breaks(session, earlier) == [("hackney", 2, "another entry stood here before")]


def test_an_authority_with_officers_and_no_entry_is_named(session, act):
    hackney = act()
    act(authority="croydon")
    record(session, hackney, 1)
    assert queries.verify(session).silent == ["croydon"]


def test_each_chain_is_told_by_its_last_number_and_hash(session, act):
    record(session, act(), 2)
    record(session, act(authority="croydon"), 1)
    heads = {head.chain: (head.number, head.hash) for head in queries.verify(session).heads}
    assert heads == {head.chain: (head.number, head.hash) for head in queries.list_heads(session)}

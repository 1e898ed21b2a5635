import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from compliance.audit import queries, services
from compliance.audit.models import AuditEntry, AuditHead
from compliance.permissions import Role


def record(session, actor, count=1):
    for number in range(count):
        services.record(
            session, actor, "visit.recorded", "visit", None, reason=f"number {number}", detail={"n": number}
        )
    session.commit()


def test_every_authority_has_a_chain_of_its_own(session, act):
    hackney, croydon = act(), act(authority="croydon")
    record(session, hackney, 2)
    record(session, croydon, 1)
    heads = {head.chain: head.number for head in queries.list_heads(session)}
    assert heads["hackney"] == 2
    assert heads["croydon"] == 1
    assert queries.verify(session) == (3, [])


def test_an_entry_cannot_be_changed_or_deleted_even_with_raw_sql(session, officer):
    record(session, officer)
    for statement in ("UPDATE audit_entries SET reason = 'other'", "DELETE FROM audit_entries"):
        with pytest.raises(DatabaseError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(statement))


def test_verify_names_the_first_broken_link(session, officer):
    record(session, officer, 3)
    head = session.exec(select(AuditHead).where(AuditHead.chain == "hackney")).one()
    head.hash = "f" * 64
    session.commit()
    record(session, officer, 2)
    _checked, breaks = queries.verify(session)
    assert [(found.chain, found.number) for found in breaks] == [("hackney", 4)]


def test_the_command_says_so_and_fails(app, session, officer):
    record(session, officer, 2)
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert whole.exit_code == 0
    assert "Every link holds" in whole.output
    head = session.exec(select(AuditHead).where(AuditHead.chain == "hackney")).one()
    head.number = 1
    session.commit()
    broken = runner.invoke(args=["audit", "verify", "--json"])
    assert broken.exit_code == 1
    assert json.loads(broken.output)["broken"][0]["chain"] == "hackney"


def test_the_entry_falls_with_the_change(session, officer):
    session.commit()
    services.record(session, officer, "visit.recorded", "visit", None)
    session.rollback()
    assert session.exec(select(AuditEntry)).all() == []


def test_what_a_manager_looks_at_is_in_the_audit_with_who_and_what(session, act, sign_in):
    manager = act(Role.MANAGER)
    page = sign_in(manager).get("/audit/?who=Robin&reason=monthly+review")
    assert page.status_code == 200
    entry = session.exec(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry.action == "audit.viewed"
    assert entry.actor_id == manager.officer_id
    assert entry.reason == "monthly review"
    assert entry.detail["asked"]["who"] == "Robin"


def test_a_page_that_was_refused_leaves_no_entry_of_having_been_seen(session, client):
    assert client.get("/audit/").status_code == 403
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "audit.viewed")).all() == []


def test_the_audit_page_shows_only_the_own_authority(session, act, sign_in):
    record(session, act(authority="croydon"), 1)
    page = sign_in(act(Role.MANAGER)).get("/audit/")
    assert "Visit recorded" not in page.get_data(as_text=True)


def test_pages_of_the_audit_go_on_without_losing_or_repeating_an_entry(session, act):
    manager = act(Role.MANAGER)
    record(session, manager, queries.PAGE + 5)
    first = queries.list_entries(session, manager)
    second = queries.list_entries(session, manager, before=first.older)
    numbers = [entry.number for entry in [*first.entries, *second.entries]]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == queries.PAGE + 5
    assert second.older is None

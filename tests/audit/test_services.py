import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from compliance.audit import queries, services
from compliance.audit.models import AuditEntry
from compliance.database import new_id
from tests.audit.entries import record


def test_every_authority_has_a_chain_of_its_own(session, act):
    hackney, croydon = act(), act(authority="croydon")
    record(session, hackney, 2)
    record(session, croydon, 1)
    heads = {head.chain: head.number for head in queries.list_heads(session)}
    assert heads["hackney"] == 2
    assert heads["croydon"] == 1
    assert queries.verify(session)[:2] == (3, [])


def test_an_entry_cannot_be_changed_or_deleted_even_with_raw_sql(session, officer):
    record(session, officer)
    for statement in ("UPDATE audit_entries SET reason = 'other'", "DELETE FROM audit_entries"):
        with pytest.raises(DatabaseError, match="only ever added"), session.begin_nested():
            session.execute(sa.text(statement))


def test_the_entry_falls_with_the_change(session, officer):
    session.commit()
    services.record(session, officer, "visit.recorded", "visit", None)
    session.rollback()
    assert session.exec(select(AuditEntry)).all() == []


@pytest.mark.parametrize("clash", ["id", "number"])
def test_an_entry_cannot_be_replaced_by_a_client_that_runs_no_triggers_within_triggers(session, officer, clash):
    """SQLite deletes what INSERT OR REPLACE stands in the way of without a DELETE trigger, unless asked for it."""
    record(session, officer, 2)
    first = session.exec(select(AuditEntry).order_by(AuditEntry.number)).first()
    values = {column.name: getattr(first, column.name) for column in AuditEntry.__table__.columns}
    values |= {"reason": "another", **({"number": 99} if clash == "id" else {"id": new_id()})}
    insert = sa.insert(AuditEntry.__table__)
    sqlite = session.get_bind().dialect.name == "sqlite"
    if sqlite:
        insert = insert.prefix_with("OR REPLACE")
        session.execute(sa.text("PRAGMA recursive_triggers=OFF"))
    try:
        with pytest.raises(DatabaseError, match="written once"), session.begin_nested():
            session.execute(insert.values(values))
    finally:
        if sqlite:
            session.execute(sa.text("PRAGMA recursive_triggers=ON"))
    assert queries.verify(session)[:2] == (2, [])


def test_entries_have_no_hidden_number_to_be_replaced_by(session):
    if session.get_bind().dialect.name == "sqlite":
        with pytest.raises(DatabaseError, match="rowid"), session.begin_nested():
            session.execute(sa.text("SELECT rowid FROM audit_entries"))


@pytest.mark.parametrize("table", ["audit_entries", "letters", "printed_lists", "authorities"])
def test_a_table_of_the_record_cannot_be_emptied(session, table):
    """TRUNCATE is PostgreSQL's own; CASCADE from a table above reaches these too. SQLite knows only DELETE."""
    if session.get_bind().dialect.name == "postgresql":
        with (
            pytest.raises(DatabaseError, match=r"only ever added|never changes|stays as it was"),
            session.begin_nested(),
        ):
            session.execute(sa.text(f"TRUNCATE {table} CASCADE"))

"""Entries for the tests of the audit, and ways to tamper with them."""

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from compliance.audit import services


def record(session, actor, count=1):
    for number in range(count):
        services.record(
            session, actor, "visit.recorded", "visit", None, reason=f"number {number}", detail={"n": number}
        )
    session.commit()


def tamper(session, statement, *, commit=True, **values):
    """Run a statement as somebody would who took the triggers of the entries away first."""
    if session.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            session.execute(sa.text(f"DROP TRIGGER IF EXISTS audit_entries_only_added_{event}"))
    else:
        session.execute(sa.text("DROP TRIGGER IF EXISTS audit_entries_only_added ON audit_entries"))
    session.execute(sa.text(statement), values)
    if commit:
        session.commit()


def spoil(session, statement):
    """Tamper, and say whether it could be done: PostgreSQL keeps nothing in a column that is not of its type."""
    try:
        with session.begin_nested():
            tamper(session, statement, commit=False)
    except DatabaseError:
        assert session.get_bind().dialect.name == "postgresql"
        return False
    session.commit()
    return True

"""How the history makes a trigger that refuses a change. Frozen: a new way of writing one gets a function of its own."""

from collections.abc import Sequence

from alembic import op


def create_refusal(table: str, name: str, events: Sequence[str], condition: str, message: str, lock: str = "") -> None:
    """Have the database refuse `events` on a table when `condition`, over NEW and OLD, is true."""
    if op.get_bind().dialect.name == "sqlite":
        for event in events:
            op.execute(
                f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    row = "OLD" if list(events) == ["DELETE"] else "COALESCE(NEW, OLD)" if "DELETE" in events else "NEW"
    first = f"{lock}; " if lock else ""
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {first}IF {condition} THEN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END IF; RETURN {row}; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {' OR '.join(events)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def drop_refusal(table: str, name: str, events: Sequence[str]) -> None:
    """Take such a trigger away again."""
    if op.get_bind().dialect.name == "sqlite":
        for event in events:
            op.execute(f"DROP TRIGGER {name}_{event.lower()}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def create_truncate_refusal(table: str, name: str, message: str) -> None:
    """Have PostgreSQL refuse TRUNCATE of a table. SQLite has no such statement."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")


def drop_truncate_refusal(table: str, name: str) -> None:
    """Take such a trigger away again."""
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")

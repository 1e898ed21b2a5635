"""The engine, the session, the shared columns, the scope of a query, numbering, and the triggers both engines share."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from operator import itemgetter
from typing import Any, TypeVar, cast
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Field, Session, SQLModel

from compliance.permissions import Actor
from compliance.settings import settings

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

RowType = TypeVar("RowType", bound=SQLModel)
Found = TypeVar("Found")

db = SQLAlchemy(session_options={"class_": Session, "expire_on_commit": False})

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def session() -> Session:
    """Return the session of the current application context."""
    return cast("Session", db.session)


def read_only(reading: bool) -> None:
    """Say whether the transactions that begin from now on in this context only read.

    On SQLite a transaction that may write begins IMMEDIATE: two deferred ones that both read and then write lose
    updates or fail half way. Writing is the default.
    """
    _reading.set(reading)


_KNOWN = "read_once"


@contextmanager
def reading_once(session: Session) -> Iterator[None]:
    """Have what is read through `once` asked of the database a single time: for a page of sections that only reads.

    Within another, what that one knows is known, and stays so until it ends.
    """
    if _KNOWN in session.info:
        yield
        return
    session.info[_KNOWN] = {}
    try:
        yield
    finally:
        del session.info[_KNOWN]


def once(session: Session, key: Hashable, read: Callable[[], Found]) -> Found:
    """Return what `read` finds; within `reading_once`, what it found the first time for this `key`."""
    known: dict[Hashable, Found] | None = session.info.get(_KNOWN)
    if known is None:
        return read()
    if key not in known:
        known[key] = read()
    return known[key]


def new_id() -> UUID:
    """Return a new identifier that sorts by the time of its making (UUID version 7, RFC 9562)."""
    return uuid_utils.compat.uuid7()


def stored(enum: type[StrEnum], *, name: str = "", nullable: bool = False, **kwargs: Any) -> Any:
    """Return the column of an enumeration: its values as text, with a named CHECK, on both engines.

    The CHECK is named after the enumeration; `name` tells two columns of one enumeration in one table apart.
    """
    kind = sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
        name=name or _snake(enum.__name__),
        length=40,
    )
    return Field(sa_type=cast("Any", kind), nullable=nullable, **kwargs)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class Table(SQLModel):
    """What every table has: an identifier that sorts by time."""

    id: UUID = Field(default_factory=new_id, primary_key=True)


class Owned(Table):
    """What every row that belongs to an authority has."""

    authority_id: UUID = Field(foreign_key="authorities.id", index=True)


def versioned(table: type[RowType]) -> type[RowType]:
    """Have every UPDATE of a row check and raise its `version`: of two changes at once, the second fails."""
    mapper = sa.inspect(table)
    mapper.version_id_col = mapper.local_table.c.version
    return table


class Counter(SQLModel, table=True):
    """The last number given out, per authority, series and year: references are never used twice."""

    __tablename__ = "counters"
    authority_id: UUID = Field(foreign_key="authorities.id", primary_key=True)
    series: str = Field(primary_key=True, max_length=10)
    year: int = Field(primary_key=True)
    last: int = 0


def insert_if_absent(session: Session, table: type[SQLModel], **values: Any) -> None:
    """Insert a row unless its key is taken: of two transactions that begin a series at once, one begins it."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(sa.inspect(table).local_table).values(**values).on_conflict_do_nothing())


def insert_rows(session: Session, table: sa.Table, fixed: Mapping[str, Any], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that have the same columns, and those of `fixed`, at the speed of the driver. The rows are used up.

    The type of its column turns each value into what the driver takes, as SQLAlchemy would: a `fixed` one once, and not
    for every row. IntegrityError as ever.
    """
    if not rows:
        return
    connection = session.connection()
    dialect = connection.dialect
    columns = [*fixed, *rows[0]]
    statement: Any = sa.insert(table).compile(dialect=dialect, column_keys=columns)
    made = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns}
    ready = {name: make(value) if (make := made[name]) else value for name, value in fixed.items()}
    by_row = [(name, make) for name in rows[0] if (make := made[name])]
    for row in rows:
        row.update(ready)
        for name, make in by_row:
            row[name] = make(row[name])
    sent = list(map(itemgetter(*statement.positiontup), rows)) if statement.positional else list(rows)
    connection.exec_driver_sql(str(statement), sent)


def next_reference(session: Session, actor: Actor, series: str, year: int) -> str:
    """Return the next reference of a series, such as HAC-L-2026-0001: never used twice in the actor's authority."""
    return next_references(session, actor, series, year, 1)[0]


def next_references(session: Session, actor: Actor, series: str, year: int, how_many: int) -> list[str]:
    """Return the next references of a series, in order, taken at once (for an import)."""
    authority_id = actor.authority_id
    insert_if_absent(session, Counter, authority_id=authority_id, series=series, year=year, last=0)
    counter = session.get_one(Counter, (authority_id, series, year), with_for_update=True)
    first = counter.last + 1
    counter.last += how_many
    session.flush()
    return [f"{actor.authority_prefix}-{series}-{year}-{number:04d}" for number in range(first, first + how_many)]


def within(statement: Any, actor: Actor, column: Any) -> Any:
    """Limit a statement to the rows of the actor's own authority. `column` holds the row's authority."""
    return statement.where(column == actor.authority_id)


def within_area(statement: Any, actor: Actor, column: Any) -> Any:
    """Limit a statement to the actor's own authority and those their force covers (police planners only)."""
    return statement.where(in_area(actor, column))


def in_area(actor: Actor, column: Any) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the actor's authority or force area."""
    return cast("ColumnElement[bool]", column.in_({actor.authority_id, *actor.area}))


def refuse(table: str, name: str, events: str | Iterable[str], condition: str, message: str, lock: str = "") -> None:
    """Have the database itself refuse a change, by a trigger of the same name on both engines.

    `condition` is standard SQL over NEW and OLD that is true when the change must be refused; `events` are INSERT,
    UPDATE or DELETE; `lock` is a PostgreSQL statement run first, so that two transactions cannot both pass the check.
    """
    for statements, dialect in (
        (sqlite_trigger(table, name, events, condition, message), "sqlite"),
        (postgresql_trigger(table, name, events, condition, message, lock), "postgresql"),
    ):
        for statement in statements:
            ddl = sa.DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
            event.listen(SQLModel.metadata.tables[table], "after_create", ddl)


def refuse_truncate(table: str, name: str, message: str) -> None:
    """Have PostgreSQL refuse TRUNCATE, which no trigger on rows sees. SQLite has no such statement."""
    for statement in postgresql_truncate_trigger(table, name, message):
        ddl = sa.DDL(statement.replace("%", "%%")).execute_if(dialect="postgresql")
        event.listen(SQLModel.metadata.tables[table], "after_create", ddl)


def sqlite_trigger(table: str, name: str, events: str | Iterable[str], condition: str, message: str) -> list[str]:
    """Return the SQLite statements of a refusing trigger."""
    each = [events] if isinstance(events, str) else list(events)
    return [
        f"CREATE TRIGGER {name}_{kind.lower()} BEFORE {kind} ON {table} FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for kind in each
    ]


def postgresql_trigger(
    table: str, name: str, events: str | Iterable[str], condition: str, message: str, lock: str = ""
) -> list[str]:
    """Return the PostgreSQL statements of a refusing trigger."""
    each = [events] if isinstance(events, str) else list(events)
    row = "OLD" if each == ["DELETE"] else "NEW"
    if "DELETE" in each and len(each) > 1:
        row = "COALESCE(NEW, OLD)"
    body = f"{lock}; " if lock else ""
    return [
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}IF {condition} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END IF; RETURN {row}; END $$"
        ),
        f"CREATE TRIGGER {name} BEFORE {' OR '.join(each)} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def postgresql_truncate_trigger(table: str, name: str, message: str) -> list[str]:
    """Return the PostgreSQL statements of a trigger that refuses TRUNCATE."""
    return [
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514', CONSTRAINT = '{name}'; END $$"
        ),
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def is_busy(error: Exception) -> bool:
    """Say whether SQLite gave up waiting for its one place to write, which another transaction held for too long."""
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def refresh_statistics(session: Session) -> None:
    """Tell the planner how many rows there are now, after many were added at once (on SQLite nobody else does)."""
    session.execute(sa.text("ANALYZE"))


def init_app(app: Flask) -> None:
    """Give the application its engine, as the settings say."""
    url = app.config.get("DATABASE_URL") or settings().database_url
    options: dict[str, Any] = {"url": url, "pool_pre_ping": True}
    if url.startswith("sqlite"):
        options["connect_args"] = {"timeout": 15}
    app.config["SQLALCHEMY_ENGINES"] = {"default": options}
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=15000",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "cache_size=-32000",
        "analysis_limit=400",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")

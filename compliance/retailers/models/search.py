"""What outlets are searched by: one row of words for each, kept by the database, and the index over it on each engine.

Triggers keep the words, so that an import, an undo, a merge or a statement typed by hand cannot leave them behind. On
SQLite an FTS5 index of trigrams stands over them; its key is a number of their own, because the numbers that SQLite
gives rows by itself change on VACUUM. On PostgreSQL it is a GIN index of the extension pg_trgm.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, SQLModel, col

from compliance.retailers.models.register import Entity, Operator, Outlet
from compliance.retailers.models.trade import TradingName


class OutletWords(SQLModel, table=True):
    """The words of an outlet: names, address, postcode, where it sells online, and who operates or operated it.

    In lower case, without full stops and quotation marks, "&" written out, a space before, between and behind. Never
    written by the program: the triggers below keep it.
    """

    __tablename__ = "outlet_words"
    __table_args__: Any = (
        sa.UniqueConstraint("outlet_id"),
        sa.Index(
            "ix_outlet_words_trigrams", "words", postgresql_using="gin", postgresql_ops={"words": "gin_trgm_ops"}
        ).ddl_if(dialect="postgresql"),
    )
    id: int | None = Field(default=None, primary_key=True)
    outlet_id: UUID
    authority_id: UUID
    words: str = Field(sa_type=sa.Text)


sa.Index("ix_outlets_name", col(Outlet.sort_name), col(Outlet.id))
sa.Index("ix_outlets_postcode", col(Outlet.postcode), col(Outlet.id))
sa.Index("ix_outlets_business_type", col(Outlet.business_type), col(Outlet.authority_id))
sa.Index(
    "ix_outlets_authority_uprn",
    col(Outlet.authority_id),
    col(Outlet.uprn),
    sqlite_where=sa.text("uprn IS NOT NULL"),
    postgresql_where=sa.text("uprn IS NOT NULL"),
)

_OWN = (
    "sort_name",
    "address_1",
    "address_2",
    "address_3",
    "address_4",
    "postcode",
    "domain",
    "marketplace",
    "marketplace_seller",
    "marketplace_seller_id",
)
_DROPPED = ("''''", "'’'", "'‘'", "'`'", "'´'", "'.'")  # noqa: RUF001 - the marks that rules.sort_name drops


def _folded(text: str) -> str:
    for mark in _DROPPED:
        text = f"replace({text}, {mark}, '')"
    return f"replace(lower({text}), '&', ' and ')"


def _own(row: str) -> str:
    return "' ' || " + " || ".join(f"coalesce(nullif({row}.{name}, '') || ' ', '')" for name in _OWN)


_NAMES = "SELECT t.sort_name AS name FROM trading_names t WHERE t.outlet_id = o.id"
_ENTITIES = (
    "SELECT DISTINCT e.name AS name FROM operators p JOIN entities e ON e.id = p.entity_id WHERE p.outlet_id = o.id"
)


def _all(joined: str) -> str:
    """Return the words of the outlet `o`; `joined` makes one text of the names that a query finds."""
    others = " || ".join(f"coalesce(({joined.format(query)}) || ' ', '')" for query in (_NAMES, _ENTITIES))
    return f"SELECT {_folded(_own('o') + ' || ' + others)} FROM outlets o"  # noqa: S608 - our own names


_SQLITE_ALL = _all("SELECT group_concat(n.name, ' ') FROM ({} ORDER BY 1) n")
_POSTGRESQL_ALL = _all("SELECT string_agg(n.name, ' ' ORDER BY n.name) FROM ({}) n")


def _again(outlets: str) -> str:
    return f"UPDATE outlet_words SET words = ({_SQLITE_ALL} WHERE o.id = outlet_id) WHERE outlet_id IN ({outlets})"  # noqa: S608 - our own names


_INTO = "INSERT INTO outlet_words(outlet_id, authority_id, words)"
# FTS5 writes what is pending at every statement of a bulk insert, so rows are indexed 512 at a time; a search looks
# through the few behind the last that is. What is indexed, FTS5 itself knows.
_DONE = "(SELECT coalesce(max(d.id), 0) FROM outlet_words_index_docsize d)"
_INTO_INDEX = "INSERT INTO outlet_words_index(rowid, words)"
_INDEX = f"{_INTO_INDEX} SELECT w.id, w.words FROM outlet_words w WHERE w.id > {_DONE} AND w.id <= NEW.id"  # noqa: S608 - our own names
_UNINDEX = (
    "INSERT INTO outlet_words_index(outlet_words_index, rowid, words) "
    f"SELECT 'delete', OLD.id, OLD.words WHERE OLD.id <= {_DONE}"
)
_REINDEX = f"{_INTO_INDEX} SELECT NEW.id, NEW.words WHERE NEW.id <= {_DONE}"


def _after(name: str, events: str, table: str, *body: str, when: str = "") -> str:
    met = f"WHEN {when} " if when else ""
    run = "; ".join(body)
    return f"CREATE TRIGGER outlet_words_{name} AFTER {events} ON {table} FOR EACH ROW {met}BEGIN {run}; END"


SQLITE = {
    "outlet_words": [
        (
            "CREATE VIRTUAL TABLE outlet_words_index USING fts5(words, content='outlet_words', content_rowid='id', "
            "tokenize='trigram', detail='none')"
        ),
        _after("indexed", "INSERT", "outlet_words", _INDEX, when="NEW.id % 512 = 0"),
        _after("indexed_again", "UPDATE OF words", "outlet_words", _UNINDEX, _REINDEX, when="OLD.words <> NEW.words"),
        _after("out_of_index", "DELETE", "outlet_words", _UNINDEX),
    ],
    "outlets": [
        _after(
            "added",
            "INSERT",
            "outlets",
            f"{_INTO} VALUES (NEW.id, NEW.authority_id, {_folded(_own('NEW'))})",
        ),
        _after("changed", f"UPDATE OF {', '.join(_OWN)}", "outlets", _again("NEW.id")),
        _after("removed", "DELETE", "outlets", "DELETE FROM outlet_words WHERE outlet_id = OLD.id"),
    ],
    "trading_names": [
        _after("name_added", "INSERT", "trading_names", _again("NEW.outlet_id")),
        _after(
            "name_changed", "UPDATE OF outlet_id, sort_name", "trading_names", _again("OLD.outlet_id, NEW.outlet_id")
        ),
        _after("name_removed", "DELETE", "trading_names", _again("OLD.outlet_id")),
    ],
    "operators": [
        _after("operator_added", "INSERT", "operators", _again("NEW.outlet_id")),
        _after(
            "operator_changed", "UPDATE OF outlet_id, entity_id", "operators", _again("OLD.outlet_id, NEW.outlet_id")
        ),
        _after("operator_removed", "DELETE", "operators", _again("OLD.outlet_id")),
    ],
    "entities": [
        _after(
            "entity_renamed",
            "UPDATE OF name",
            "entities",
            _again("SELECT p.outlet_id FROM operators p WHERE p.entity_id = NEW.id"),
        ),
    ],
}
"""What SQLite is told once a table stands."""


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION outlet_words_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$"
    )


def _runs(name: str, events: str, table: str, function: str, *, each: str = "FOR EACH ROW") -> str:
    runs = f"EXECUTE FUNCTION outlet_words_{function}()"
    return f"CREATE TRIGGER outlet_words_{name} AFTER {events} ON {table} {each} {runs}"


_REFRESH = (
    "UPDATE outlet_words w SET words = n.words FROM (SELECT o.id AS outlet_id, outlet_words_of(o.id) AS words "
    "FROM outlets o WHERE o.id IN ({})) n WHERE w.outlet_id = n.outlet_id AND w.words <> n.words;"
)

POSTGRESQL = {
    "outlets": [
        (
            "CREATE FUNCTION outlet_words_of(which uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN "
            f"({_POSTGRESQL_ALL} WHERE o.id = which); END $$"
        ),
        _function(
            "added",
            f"{_INTO} SELECT o.id, o.authority_id, {_folded(_own('o'))} FROM added o;",  # noqa: S608 - our own names
        ),
        _runs("added", "INSERT", "outlets", "added", each="REFERENCING NEW TABLE AS added FOR EACH STATEMENT"),
        _function("changed", _REFRESH.format("NEW.id")),
        _runs("changed", f"UPDATE OF {', '.join(_OWN)}", "outlets", "changed"),
        _function("removed", "DELETE FROM outlet_words WHERE outlet_id = OLD.id;"),
        _runs("removed", "DELETE", "outlets", "removed"),
        _function(
            "of_its_outlet",
            f"IF TG_OP <> 'INSERT' THEN {_REFRESH.format('OLD.outlet_id')} END IF; "
            f"IF TG_OP <> 'DELETE' THEN {_REFRESH.format('NEW.outlet_id')} END IF;",
        ),
    ],
    "trading_names": [
        _runs("name", "INSERT OR UPDATE OF outlet_id, sort_name OR DELETE", "trading_names", "of_its_outlet")
    ],
    "operators": [
        _runs("operator", "INSERT OR UPDATE OF outlet_id, entity_id OR DELETE", "operators", "of_its_outlet")
    ],
    "entities": [
        _function(
            "entity_renamed",
            _REFRESH.format("SELECT p.outlet_id FROM operators p WHERE p.entity_id = NEW.id"),
        ),
        _runs("entity_renamed", "UPDATE OF name", "entities", "entity_renamed"),
    ],
}
"""What PostgreSQL is told once a table stands."""


_TABLES: tuple[Any, ...] = (OutletWords, Outlet, TradingName, Operator, Entity)


def _listen() -> None:
    tables = {table.__tablename__: sa.inspect(table).local_table for table in _TABLES}
    extension = sa.DDL("CREATE EXTENSION IF NOT EXISTS pg_trgm").execute_if(dialect="postgresql")
    event.listen(tables["outlet_words"], "before_create", extension)
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for table, each in statements.items():
            for statement in each:
                ddl = sa.DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)
                event.listen(tables[table], "after_create", ddl)


_listen()

"""Search the register: the words of each outlet, the index over them, the orders of a list; and views kept by a name."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

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


SQLITE_ALL = _all("SELECT group_concat(n.name, ' ') FROM ({} ORDER BY 1) n")
POSTGRESQL_ALL = _all("SELECT string_agg(n.name, ' ' ORDER BY n.name) FROM ({}) n")


def _again(outlets: str) -> str:
    return f"UPDATE outlet_words SET words = ({SQLITE_ALL} WHERE o.id = outlet_id) WHERE outlet_id IN ({outlets})"  # noqa: S608 - our own names


_INTO = "INSERT INTO outlet_words(outlet_id, authority_id, words)"
# FTS5 writes what is pending at every statement of a bulk insert, so rows are indexed 512 at a time; a search looks
# through the few behind the last that is. What is indexed, FTS5 itself knows.
_DONE = "(SELECT coalesce(max(d.id), 0) FROM outlet_words_index_docsize d)"
_INTO_INDEX = "INSERT INTO outlet_words_index(rowid, words)"
_INDEX = f"{_INTO_INDEX} SELECT w.id, w.words FROM outlet_words w WHERE w.id > {_DONE} AND w.id <= NEW.id"  # noqa: S608
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
            f"({POSTGRESQL_ALL} WHERE o.id = which); END $$"
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
SQLITE_TRIGGERS = (
    "indexed",
    "indexed_again",
    "out_of_index",
    "added",
    "changed",
    "removed",
    "name_added",
    "name_changed",
    "name_removed",
    "operator_added",
    "operator_changed",
    "operator_removed",
    "entity_renamed",
)
POSTGRESQL_TRIGGERS = {
    "outlets": ("added", "changed", "removed"),
    "trading_names": ("name",),
    "operators": ("operator",),
    "entities": ("entity_renamed",),
}

NO_EXTENSION = (
    "The search needs PostgreSQL's extension pg_trgm, and this user of the database may not create it, or it is not "
    "installed. Install PostgreSQL's contrib package, have an administrator run CREATE EXTENSION pg_trgm in this "
    "database once, and upgrade again."
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        _create_extension()
    op.create_table(
        "outlet_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_words")),
        sa.UniqueConstraint("outlet_id", name=op.f("uq_outlet_words_outlet_id")),
    )
    for each in (SQLITE if sqlite else POSTGRESQL).values():
        for statement in each:
            op.execute(sa.DDL(statement.replace("%", "%%")))
    everyone = (SQLITE_ALL if sqlite else POSTGRESQL_ALL).replace("SELECT ", "SELECT o.id, o.authority_id, ", 1)
    op.execute(f"{_INTO} {everyone}")
    if not sqlite:
        op.create_index(
            "ix_outlet_words_trigrams",
            "outlet_words",
            ["words"],
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        )
    op.create_index("ix_outlets_name", "outlets", ["sort_name", "id"])
    op.create_index("ix_outlets_postcode", "outlets", ["postcode", "id"])
    op.create_index("ix_outlets_business_type", "outlets", ["business_type", "authority_id"])
    op.create_index(
        "ix_outlets_authority_uprn",
        "outlets",
        ["authority_id", "uprn"],
        sqlite_where=sa.text("uprn IS NOT NULL"),
        postgresql_where=sa.text("uprn IS NOT NULL"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_saved_views_authority_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_saved_views_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("officer_id", "page", "name_key", name=op.f("uq_saved_views_officer_id_page_name_key")),
    )
    op.create_index(op.f("ix_saved_views_authority_id"), "saved_views", ["authority_id"])
    op.create_index("ix_saved_views_shared", "saved_views", ["authority_id", "page", "shared"])
    op.create_index(
        "uq_saved_views_default",
        "saved_views",
        ["officer_id", "page"],
        unique=True,
        sqlite_where=sa.text("is_default"),
        postgresql_where=sa.text("is_default"),
    )


def _create_extension() -> None:
    """Create it in a savepoint, so that a refusal can be said in words."""
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except sa.exc.DBAPIError as error:
        raise RuntimeError(NO_EXTENSION) from error


def downgrade() -> None:
    op.drop_table("saved_views")
    for index in ("ix_outlets_authority_uprn", "ix_outlets_business_type", "ix_outlets_postcode", "ix_outlets_name"):
        op.drop_index(index, table_name="outlets")
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER outlet_words_{name}")
        op.execute("DROP TABLE outlet_words_index")
    else:
        for table, names in POSTGRESQL_TRIGGERS.items():
            for name in names:
                op.execute(f"DROP TRIGGER outlet_words_{name} ON {table}")
        for name in ("added", "changed", "removed", "of_its_outlet", "entity_renamed"):
            op.execute(f"DROP FUNCTION outlet_words_{name}()")
        op.execute("DROP FUNCTION outlet_words_of(uuid)")
    op.drop_table("outlet_words")

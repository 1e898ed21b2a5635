"""Runs the one Alembic history on whichever engine the application uses."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from flask import current_app
from sqlmodel import SQLModel


def _include(obj: Any, name: str | None, type_: str, reflected: bool, _compare_to: Any) -> bool:  # noqa: ARG001
    # The index over the words of outlets is another one on each engine: tables of FTS5, or an index of pg_trgm.
    return name != "alembic_version" and not str(name).startswith(("outlet_words_index", "ix_outlet_words_trigrams"))


def _run() -> None:
    engine = current_app.extensions["sqlalchemy"].engine
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # A batch change on SQLite copies a table; with foreign keys on, the old one cannot go while it has children.
            _hold_to_foreign_keys(connection, False)
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            compare_server_default=False,
            include_object=_include,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                broken = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
                if broken:
                    raise RuntimeError(f"The migration would leave rows without their parent: {broken[:5]}")
        if sqlite:
            connection.rollback()
            _hold_to_foreign_keys(connection, True)


def _hold_to_foreign_keys(connection: sa.Connection, hold: bool) -> None:
    """Say so to the driver itself: SQLite overlooks it in a transaction, which any statement of ours begins."""
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys={'ON' if hold else 'OFF'}")
    (held,) = driver.execute("PRAGMA foreign_keys").fetchone()
    if bool(held) is not hold:
        raise RuntimeError("SQLite does not let its foreign keys be turned off and on here")


_run()

"""How the history changes a table that has triggers, or that triggers of others name. Frozen, as refusals.py is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations


@contextmanager
def changed_table(table: str) -> Iterator[BatchOperations]:
    """Change the columns and constraints of a table on either engine, and keep every trigger.

    On SQLite such a change copies the table, which would lose its triggers, and fails while a trigger of another table
    names it: every trigger that does is taken away first and put back word for word. Refusals that must change are
    dropped before and created after (`drop_refusal`, `create_refusal`), outside of this.
    """
    bind = op.get_bind()
    triggers: Sequence[tuple[str, str]] = []
    if bind.dialect.name == "sqlite":
        found = bind.execute(sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"))
        triggers = [(name, sql) for name, sql in found]
        for name, _sql in triggers:
            op.execute(f"DROP TRIGGER {name}")
    with op.batch_alter_table(table) as batch:
        yield batch
    for _name, sql in triggers:
        bind.exec_driver_sql(sql)


def change_words(batch: BatchOperations, constraint: str, column: str, words: Sequence[str]) -> None:
    """Have the CHECK `constraint` of a column of an enumeration (see `database.stored`) allow just `words`."""
    batch.drop_constraint(op.f(constraint), type_="check")
    allowed = ", ".join(f"'{word}'" for word in words)
    batch.create_check_constraint(op.f(constraint), f"{column} IN ({allowed})")

"""What the tests of the register share."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from compliance.database import db


@pytest.fixture
def count_queries(session):
    """Return a context that gathers the statements sent to the database inside it."""

    @contextmanager
    def gather() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if "SAVEPOINT" not in statement:
                sent.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return gather

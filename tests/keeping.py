"""What a test, or the tests of one file, write to the database, and that nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import sqlalchemy as sa
from sqlmodel import Session

from compliance.database import db


@contextmanager
def rolled_back(connection: sa.Connection) -> Iterator[Session]:
    """Have every session work on one connection, and roll back at the end whatever was committed in them.

    May be nested: the tests of a file can each begin with what one has written for all of them, and each leave it so.
    Needs an application context.
    """
    transaction = connection.begin_nested() if connection.in_transaction() else connection.begin()
    with mock.patch.dict(db.sessionmaker.kw, {"bind": connection, "join_transaction_mode": "create_savepoint"}):
        yield db.session
        db.session.close()
    transaction.rollback()

"""What every factory has: rows are added to the test's session and flushed."""

import factory
from factory.alchemy import SQLAlchemyModelFactory

from compliance.database import db


class RowFactory(SQLAlchemyModelFactory):
    """Makes a row in the session of the test."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "flush"


__all__ = ["RowFactory", "factory"]

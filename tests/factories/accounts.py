"""Officers and their sessions for tests. Authorities come ready."""

from datetime import UTC, datetime

from compliance.accounts.models import Officer, OfficerSession
from compliance.accounts.rules import hash_of_token
from compliance.accounts.services import hash_password
from compliance.permissions import Role
from tests.factories.base import RowFactory, factory

PASSWORD = "correct horse battery"
_HASH = hash_password(PASSWORD)


class OfficerFactory(RowFactory):
    class Meta:
        model = Officer

    email = factory.Sequence(lambda n: f"officer{n}@example.org")
    name = factory.Sequence(lambda n: f"Robin Example {n}")
    role = Role.OFFICER
    job_title = "Trading Standards Officer"
    initials = "RE"
    password_hash = _HASH
    created_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class OfficerSessionFactory(RowFactory):
    """A session that lasts whatever day a test is frozen on. `token` is what its cookie holds."""

    class Meta:
        model = OfficerSession
        exclude = ("token",)

    token = factory.Sequence(lambda n: f"a token for tests {n}")
    token_hash = factory.LazyAttribute(lambda begun: hash_of_token(begun.token))
    started_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    expires_at = datetime(2100, 1, 1, tzinfo=UTC)

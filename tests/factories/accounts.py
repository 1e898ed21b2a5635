"""Officers for tests. Authorities come ready."""

from datetime import UTC, datetime

from compliance.accounts.models import Officer
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
    session_token = factory.Sequence(lambda n: f"{n:032x}")
    created_at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

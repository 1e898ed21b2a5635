"""What tests of training share: a fixed day, and an outlet of Hackney."""

from datetime import UTC, date, datetime

import pytest

from compliance import clock
from tests.factories.retailers import OutletFactory

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, 0, tzinfo=UTC))
    return TODAY


@pytest.fixture
def outlet(officer):
    return OutletFactory(authority_id=officer.authority_id, name="Invented Hardware")

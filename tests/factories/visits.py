"""Visits, and what was asked of traders at them, for tests."""

from datetime import UTC, date, datetime, time

from compliance.visits.models import Visit, VisitAction
from compliance.visits.rules import Basis, VisitKind
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 6, 1, 15, 0, tzinfo=UTC)


class VisitFactory(RowFactory):
    """An advice visit on 1 June 2026 at which nothing was looked at. Give `authority_id`, `outlet_id`, `officer_id`."""

    class Meta:
        model = Visit

    reference = factory.Sequence(lambda n: f"TST-V-2026-{n:04d}")
    kind = VisitKind.ADVICE
    visited_on = date(2026, 6, 1)
    started_at_time = factory.Sequence(lambda n: time(n // 60 % 24, n % 60))
    recorded_on = factory.SelfAttribute("visited_on")
    recorded_at = RECORDED_AT


class VisitActionFactory(RowFactory):
    """An open action that the law asks for, without a day. Give `authority_id` and `visit_id`."""

    class Meta:
        model = VisitAction

    number = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Move the knives of shelf {n}")
    basis = Basis.LAW
    recorded_at = RECORDED_AT

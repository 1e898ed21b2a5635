"""What may be recorded of a visit, and what it leads to."""

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

import pytest

from compliance.errors import Refusal
from compliance.visits.rules import NextStep, OfferAnswer, VisitDetails, VisitKind, check_visit, in_words, next_steps

NOW = datetime(2026, 11, 22, 14, 30)  # noqa: DTZ001 - as London clocks show it
VISIT = VisitDetails(VisitKind.ADVICE, date(2026, 11, 22), UUID(int=1))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"visited_on": date(2026, 11, 23)}, "visited_on"),
        ({"visited_on": date(2019, 12, 31)}, "visited_on"),
        ({"started_at_time": time(14, 31)}, "started_at_time"),
        ({"refusals_log": False, "refusals_log_last_on": date(2026, 11, 1)}, "refusals_log"),
        ({"refusals_log": None, "refusals_log_last_on": date(2026, 11, 1)}, "refusals_log"),
        ({"refusals_log": True, "refusals_log_last_on": date(2026, 11, 23)}, "refusals_log_last_on"),
    ],
)
def test_what_cannot_be_true_of_a_visit_is_refused(change, field):
    with pytest.raises(Refusal) as refused:
        check_visit(replace(VISIT, **change), now=NOW, opened_on=date(2020, 1, 1))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"visited_on": date(2020, 1, 1)},
        {"started_at_time": time(14, 30)},
        {"visited_on": date(2026, 11, 21), "started_at_time": time(23, 0)},
        {"refusals_log": True, "refusals_log_last_on": date(2026, 11, 22)},
        {"refusals_log": True},
    ],
)
def test_what_can_be_true_of_a_visit_is_let_through(change):
    check_visit(replace(VISIT, **change), now=NOW, opened_on=date(2020, 1, 1))


@pytest.mark.parametrize(
    ("agreement", "training", "steps"),
    [
        ("not_offered", "not_offered", ()),
        ("will_consider", "has_already", ()),
        ("accepted", "not_offered", (NextStep.SIGNATURE,)),
        ("declined", "accepted", (NextStep.REFUSED_AGREEMENT, NextStep.INVITATION)),
        ("not_offered", "declined", (NextStep.REFUSED_TRAINING,)),
    ],
)
def test_an_answer_given_at_a_visit_leads_on_to_the_record_that_counts(agreement, training, steps):
    assert next_steps(OfferAnswer(agreement), OfferAnswer(training)) == steps


def test_what_was_not_looked_at_is_never_a_no():
    assert [in_words(value) for value in (True, False, None)] == ["Yes", "No", "Not recorded"]

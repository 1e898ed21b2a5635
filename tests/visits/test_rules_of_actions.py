"""Actions, company and the time of a visit: what may be recorded."""

from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

import pytest

from compliance.errors import Refusal
from compliance.visits.rules import (
    Agency,
    Basis,
    Company,
    Done,
    NewAction,
    Partner,
    VisitDetails,
    VisitKind,
    check_actions,
    check_company,
    check_done,
    check_visit,
    is_overdue,
)

DAY = date(2026, 11, 20)
TODAY = date(2026, 11, 22)
LEAD, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("due_on", "overdue"),
    [(None, False), (date(2026, 11, 21), True), (TODAY, False), (date(2026, 11, 23), False)],
)
def test_an_action_is_overdue_from_the_day_after_it_was_due(due_on, overdue):
    assert is_overdue(due_on, TODAY) is overdue


@pytest.mark.parametrize(
    ("action", "field"),
    [
        (NewAction("Move the knives", Basis.LAW, DAY), None),
        (NewAction("Move the knives", Basis.LAW, date(2026, 11, 19)), "actions_0_due_on"),
        (NewAction("Move the knives", Basis.GOOD_PRACTICE), None),
        (NewAction("  ", Basis.LAW), "actions_0_text"),
        (NewAction("x" * 501, Basis.LAW), "actions_0_text"),
    ],
)
def test_an_action_says_something_and_is_not_due_before_the_visit(action, field):
    if field is None:
        check_actions((action,), visited_on=DAY)
        return
    with pytest.raises(Refusal) as refused:
        check_actions((action,), visited_on=DAY)
    assert refused.value.field == field


def test_a_visit_asks_for_no_more_than_twenty_things():
    check_actions((NewAction("One", Basis.LAW),) * 20, visited_on=DAY)
    with pytest.raises(Refusal):
        check_actions((NewAction("One", Basis.LAW),) * 21, visited_on=DAY)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(date(2026, 11, 19), False), (DAY, True), (TODAY, True), (date(2026, 11, 23), False)],
)
def test_an_action_is_done_between_the_visit_and_today(day, allowed):
    if allowed:
        check_done(Done(day), visited_on=DAY, today=TODAY)
        return
    with pytest.raises(Refusal) as refused:
        check_done(Done(day), visited_on=DAY, today=TODAY)
    assert refused.value.field == "done_on"


@pytest.mark.parametrize(
    ("kind", "company", "field"),
    [
        (VisitKind.JOINT_WITH_POLICE, Company(), "agencies"),
        (VisitKind.JOINT_WITH_POLICE, Company(partners=(Partner(Agency.POLICE),)), "agencies"),
        (VisitKind.JOINT_WITH_POLICE, Company(partners=(Partner(Agency.FIRE, "W. Hose"),)), "agencies"),
        (VisitKind.JOINT_WITH_POLICE, Company(partners=(Partner(Agency.POLICE, "PC 123 Example"),)), None),
        (VisitKind.ADVICE, Company(), None),
        (VisitKind.ADVICE, Company((OTHER,), (Partner(Agency.POLICE),)), None),
        (VisitKind.ADVICE, Company((LEAD,)), "officers"),
        (VisitKind.ADVICE, Company((OTHER, OTHER)), "officers"),
        (VisitKind.ADVICE, Company(partners=(Partner(Agency.FIRE), Partner(Agency.FIRE))), "officers"),
    ],
)
def test_a_joint_visit_with_police_names_the_police_and_nobody_comes_twice(kind, company, field):
    if field is None:
        check_company(kind, LEAD, company)
        return
    with pytest.raises(Refusal) as refused:
        check_company(kind, LEAD, company)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("came", "left", "field"),
    [
        (time(10), time(10), None),
        (time(10), time(9, 59), "left_at_time"),
        (time(10), time(12), None),
        (time(10), time(12, 1), "left_at_time"),
        (None, time(11), "started_at_time"),
        (time(10), None, None),
    ],
)
def test_nobody_leaves_before_they_came_or_later_than_now(came, left, field):
    details = VisitDetails(VisitKind.ADVICE, TODAY, LEAD, started_at_time=came, left_at_time=left)
    now = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001 - as London clocks show it
    if field is None:
        check_visit(details, now=now, opened_on=None)
        return
    with pytest.raises(Refusal) as refused:
        check_visit(details, now=now, opened_on=None)
    assert refused.value.field == field


@pytest.mark.parametrize(("again", "allowed"), [(DAY, False), (date(2026, 11, 21), True)])
def test_a_place_is_visited_again_after_the_visit(again, allowed):
    details = VisitDetails(VisitKind.ADVICE, DAY, LEAD)
    details = replace(details, visit_again_by=again)
    now = datetime(2026, 11, 22, 12, 0)  # noqa: DTZ001 - as London clocks show it
    if allowed:
        check_visit(details, now=now, opened_on=None)
        return
    with pytest.raises(Refusal) as refused:
        check_visit(details, now=now, opened_on=None)
    assert refused.value.field == "visit_again_by"

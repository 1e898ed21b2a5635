"""The dated policy of test purchases: what may be set, from which day, and what holds on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Role
from compliance.purchases import queries, rules, services
from compliance.purchases.models import DatedPurchasePolicy
from compliance.purchases.rules import NewPurchasePolicy, PurchasePolicy
from tests.page import text_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, ""),
        ({"advance_notice_days": 0}, ""),
        ({"advance_notice_days": 365}, ""),
        ({"advance_notice_days": 366}, "advance_notice_days"),
        ({"advance_notice_days": -1}, "advance_notice_days"),
        ({"keep_evidence_months": 5}, "keep_evidence_months"),
        ({"keep_evidence_months": 6}, ""),
        ({"rate_least": 9}, "rate_least"),
        ({"rate_least": 10}, ""),
        ({"dispute_days": 0}, "dispute_days"),
        ({"dispute_letter_days": 61}, "dispute_letter_days"),
        ({"carry_minutes": 121}, "carry_minutes"),
        ({"alert_days": ()}, "alert_days"),
        ({"alert_days": (180, 1)}, ""),
        ({"alert_days": (181,)}, "alert_days"),
        ({"alert_days": (14, 30)}, "alert_days"),
        ({"alert_days": (30, 30)}, "alert_days"),
        ({"alert_days": (0,)}, "alert_days"),
        ({"alert_days": tuple(range(9, 0, -1))}, "alert_days"),
    ],
)
def test_a_policy_has_only_numbers_that_it_can_have(changed, field):
    policy = replace(PurchasePolicy(), **changed)
    if not field:
        rules.check_policy(policy)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_policy(policy)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("text", "days"),
    [("90, 60, 30, 14", (90, 60, 30, 14)), ("14 30", (30, 14)), ("30,30", (30,)), ("7", (7,))],
)
def test_days_of_alerts_are_read_as_they_are_typed(text, days):
    assert rules.alert_days_from(text) == days


@pytest.mark.parametrize("text", ["", "soon", "30, x", "-5", "3.5", "99999"])
def test_days_of_alerts_that_are_no_numbers_are_refused(text):
    with pytest.raises(Refusal) as refusal:
        rules.alert_days_from(text)
    assert refusal.value.field == "alert_days"


@pytest.mark.parametrize(
    ("from_on", "reason", "taken", "field"),
    [
        (TODAY, "Board", (), ""),
        (TODAY - timedelta(days=400), "Board", (), ""),
        (TODAY, " ", (), "reason"),
        (TODAY, "Board", (TODAY,), "in_force_from"),
        (TODAY, "Board", (TODAY - timedelta(days=1),), ""),
        (TODAY - timedelta(days=1), "Board", (TODAY - timedelta(days=30),), "in_force_from"),
    ],
)
def test_a_policy_never_changes_what_was_judged_before(from_on, reason, taken, field):
    new = NewPurchasePolicy(PurchasePolicy(), from_on, reason)
    if not field:
        rules.check_new_policy(new, today=TODAY, taken=taken)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_new_policy(new, today=TODAY, taken=taken)
    assert refusal.value.field == field


def test_the_policy_of_a_day_is_the_latest_that_started_by_it(session, act):
    manager = act(Role.MANAGER)
    first = clock.today()
    asked = replace(PurchasePolicy(), advance_notice_asked=True, alert_days=(120, 7))
    services.set_policy(session, manager, NewPurchasePolicy(asked, first, "Agreed by the board"))
    assert queries.policy_on(session, manager, first - timedelta(days=1)) == PurchasePolicy()
    assert queries.policy_on(session, manager, first) == asked
    assert queries.policy_on(session, act(Role.MANAGER, "camden"), first) == PurchasePolicy()
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "purchase_policy.set")).one()
    assert entry.detail["changes"]["alert_days"] == [[90, 60, 30, 14], [120, 7]]


def test_only_who_may_set_policy_sets_one_and_nobody_changes_one_that_was_set(session, act):
    new = NewPurchasePolicy(PurchasePolicy(), clock.today(), "Board")
    with pytest.raises(Forbidden):
        services.set_policy(session, act(Role.OFFICER), new)
    services.set_policy(session, act(Role.MANAGER), new)
    row = session.exec(select(DatedPurchasePolicy)).one()
    row.rate_least = 30
    with pytest.raises(DBAPIError, match="stays as it was set"):
        session.flush()


def test_a_manager_sets_a_policy_on_its_page_and_everybody_reads_it(session, act, sign_in):
    manager = sign_in(act(Role.MANAGER))
    assert "The default" in text_of(manager.get("/purchases/policy"))
    today = clock.today()
    typed = {
        "in_force_from-day": str(today.day),
        "in_force_from-month": str(today.month),
        "in_force_from-year": str(today.year),
        "advance_notice_asked": "yes",
        "advance_notice_days": "21",
        "alert_days": "90, soon",
        "keep_evidence_months": "36",
        "rate_least": "10",
        "dispute_days": "28",
        "dispute_letter_days": "5",
        "carry_minutes": "10",
        "reason": "Agreed by the board",
    }
    assert "whole numbers of days" in text_of(manager.post("/purchases/policy/new", data=typed))
    answer = manager.post("/purchases/policy/new", data=typed | {"alert_days": "60, 90"})
    assert answer.status_code == 302
    page = text_of(sign_in(act(Role.VIEWER)).get("/purchases/policy"))
    assert "at least 21 days" in page
    assert "90, 60 days before" in page
    assert "Set a policy from a day on" not in page

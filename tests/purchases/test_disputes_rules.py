"""A trader's dispute as rules: when it may be recorded, who may decide it, and where it stands."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from compliance.errors import Refusal
from compliance.purchases import rules
from compliance.purchases.rules import DisputeDecision, DisputeState, NewDispute, Part, Past

TESTED, TODAY = date(2026, 11, 1), date(2026, 11, 22)
OFFICER, SECOND, SUPERVISOR, OTHER = (UUID(int=number) for number in range(1, 5))
DISPUTE = NewDispute(raised_on=TODAY, raised_by="The owner", words="We asked for ID.")
OPEN, UPHELD = Past(True, None), Past(False, DisputeDecision.UPHELD)
OVERTURNED, WITHDRAWN = Past(False, DisputeDecision.OVERTURNED), Past(False, None)


@pytest.mark.parametrize(
    ("new", "past", "why", "field"),
    [
        (replace(DISPUTE, raised_on=TODAY + timedelta(days=1)), (), "today or in the past", "raised_on"),
        (replace(DISPUTE, raised_on=TESTED - timedelta(days=1)), (), "before the test", "raised_on"),
        (replace(DISPUTE, words="  "), (), "in their words", "words"),
        (DISPUTE, (OPEN,), "waiting to be decided", None),
        (DISPUTE, (OVERTURNED,), "overturned already", None),
        (replace(DISPUTE, new_grounds="A recording."), (UPHELD, OVERTURNED), "overturned already", None),
        (DISPUTE, (UPHELD,), "what is new", "new_grounds"),
        (replace(DISPUTE, new_grounds=" "), (UPHELD,), "what is new", "new_grounds"),
    ],
)
def test_a_dispute_that_cannot_be_is_refused(new, past, why, field):
    with pytest.raises(Refusal, match=why) as refused:
        rules.check_dispute(new, tested_on=TESTED, past=past, today=TODAY)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("new", "past"),
    [
        (replace(DISPUTE, raised_on=TESTED), ()),
        (replace(DISPUTE, raised_on=TODAY), ()),
        (DISPUTE, (WITHDRAWN,)),
        (replace(DISPUTE, new_grounds="The recording was found."), (UPHELD,)),
        (replace(DISPUTE, new_grounds="The recording was found."), (UPHELD, WITHDRAWN)),
    ],
    ids=["on the day of the test", "today", "after a withdrawal", "on new grounds", "on new grounds, later"],
)
def test_a_dispute_that_can_be_is_let_through(new, past):
    rules.check_dispute(new, tested_on=TESTED, past=past, today=TODAY)


PARTS = (
    (OFFICER, Part.MADE),
    (SECOND, Part.MADE),
    (SUPERVISOR, Part.REVIEWED),
    (SUPERVISOR, Part.VOIDED),
    (None, Part.VOIDED),
)


@pytest.mark.parametrize(
    ("reviewer", "despite", "why", "field"),
    [
        (None, "", "signed in", "reviewer_id"),
        (OFFICER, "", "made this test", "reviewer_id"),
        (SECOND, "Nobody else is there.", "made this test", "reviewer_id"),
        (SUPERVISOR, "", "proposed or agreed to void this test", "despite"),
        (SUPERVISOR, " ", "reviewed the record", "despite"),
    ],
)
def test_who_took_part_does_not_review(reviewer, despite, why, field):
    with pytest.raises(Refusal, match=why) as refused:
        rules.check_reviewer(reviewer, PARTS, despite=despite)
    assert refused.value.field == field


@pytest.mark.parametrize(("reviewer", "despite"), [(OTHER, ""), (SUPERVISOR, "There is one manager only.")])
def test_who_took_no_part_reviews_and_a_supervisor_only_where_nobody_else_can(reviewer, despite):
    rules.check_reviewer(reviewer, PARTS, despite=despite)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"assigned_id": SUPERVISOR}, None),
        ({"decision": None}, "decision"),
        ({"considered": " "}, "considered"),
        ({"reasons": " "}, "reasons"),
    ],
)
def test_a_decision_has_its_reviewer_what_was_considered_and_reasons(changed, field):
    known = {"decision": DisputeDecision.UPHELD, "reasons": "Seen.", "considered": "The recording."}
    known |= {"reviewer_id": OTHER, "assigned_id": OTHER}
    rules.check_decision(**known)
    rules.check_decision(**known | {"assigned_id": None})
    with pytest.raises(Refusal) as refused:
        rules.check_decision(**known | changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("decision", "withdrawn_on", "today", "state"),
    [
        (None, None, date(2026, 11, 29), DisputeState.WAITING),
        (None, None, date(2026, 11, 30), DisputeState.OVERDUE),
        (None, TODAY, date(2026, 12, 30), DisputeState.WITHDRAWN),
        (DisputeDecision.UPHELD, None, date(2026, 12, 30), DisputeState.UPHELD),
        (DisputeDecision.OVERTURNED, None, TODAY, DisputeState.OVERTURNED),
    ],
)
def test_a_dispute_is_overdue_from_the_day_after_it_was_due(decision, withdrawn_on, today, state):
    found = rules.dispute_state(decision=decision, withdrawn_on=withdrawn_on, due_on=date(2026, 11, 29), today=today)
    assert found is state


@pytest.mark.parametrize(
    ("raised_on", "days", "due_on"),
    [
        (date(2026, 11, 1), 28, date(2026, 11, 29)),
        (date(2028, 2, 1), 28, date(2028, 2, 29)),
        (date(2027, 2, 1), 28, date(2027, 3, 1)),
    ],
)
def test_a_dispute_is_due_so_many_days_after_it_was_received(raised_on, days, due_on):
    assert rules.decide_by(raised_on, days) == due_on


@pytest.mark.parametrize(
    ("reader", "closed", "may"),
    [(OFFICER, False, True), (SECOND, False, False), (SECOND, True, True), (SUPERVISOR, False, True)],
)
def test_an_officer_of_the_test_reads_the_comment_of_the_other_only_once_it_is_closed(reader, closed, may):
    assert rules.may_read_comment(OFFICER, reader, (OFFICER, SECOND), closed=closed) is may


@pytest.mark.parametrize(
    ("officer_id", "invited", "commented", "words", "why"),
    [
        (OTHER, (OFFICER,), False, "I saw it.", "invited"),
        (OFFICER, (OFFICER,), True, "I saw it.", "commented already"),
        (OFFICER, (OFFICER,), False, " ", "Enter your comment"),
    ],
)
def test_only_who_was_invited_comments_and_once(officer_id, invited, commented, words, why):
    with pytest.raises(Refusal, match=why):
        rules.check_comment(words, officer_id=officer_id, invited=invited, commented=commented)


@pytest.mark.parametrize(
    ("day", "why"), [(TODAY + timedelta(days=1), "in the past"), (TESTED - timedelta(days=1), "on or after")]
)
def test_what_follows_a_dispute_is_not_before_it_or_in_the_future(day, why):
    for allowed in (TESTED, TODAY):
        rules.check_dispute_day(allowed, raised_on=TESTED, today=TODAY, field="withdrawn_on")
    with pytest.raises(Refusal, match=why):
        rules.check_dispute_day(day, raised_on=TESTED, today=TODAY, field="withdrawn_on")

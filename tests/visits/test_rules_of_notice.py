"""Notice of a routine inspection: two working days between, or a reason why none was needed (CRA 2015 Sch 5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.dates import is_working_day
from compliance.errors import Refusal
from compliance.visits.rules import Exemption, Notice, NoticeHow, VisitKind, check_notice, first_day_after_notice

ROUTINE = VisitKind.ROUTINE_INSPECTION


@pytest.mark.parametrize(
    ("received_on", "first"),
    [
        (date(2026, 11, 16), date(2026, 11, 19)),  # Monday: Tuesday and Wednesday lie between
        (date(2026, 11, 19), date(2026, 11, 24)),  # Thursday: Friday and Monday
        (date(2026, 11, 20), date(2026, 11, 25)),  # Friday: Monday and Tuesday
        (date(2026, 11, 21), date(2026, 11, 25)),  # Saturday: the same
        (date(2026, 12, 23), date(2026, 12, 30)),  # Christmas Day and Boxing Day (28th in lieu) do not count
        (date(2026, 4, 1), date(2026, 4, 8)),  # Good Friday and Easter Monday do not count
        (date(2024, 2, 27), date(2024, 3, 1)),  # 28 and 29 February of a leap year
        (date(2023, 2, 27), date(2023, 3, 2)),  # 28 February and 1 March of a common one
    ],
    ids=str,
)
def test_the_first_day_lies_two_working_days_beyond_the_receipt(received_on, first):
    assert first_day_after_notice(received_on) == first
    check_notice(ROUTINE, first, Notice(received_on, NoticeHow.BY_HAND))
    with pytest.raises(Refusal) as refused:
        check_notice(ROUTINE, first - timedelta(days=1), Notice(received_on, NoticeHow.BY_HAND))
    assert refused.value.field == "notice_received_on"
    assert f"the first day is {first.day} {first:%B %Y}" in refused.value.message
    assert "select why none was needed" in refused.value.message


@given(st.dates(date(2015, 10, 1), date(2035, 1, 1)))
def test_just_two_working_days_lie_between_whatever_the_day(received_on):
    first = first_day_after_notice(received_on)
    between = [received_on + timedelta(days=gap) for gap in range(1, (first - received_on).days)]
    assert sum(map(is_working_day, between)) == 2
    assert is_working_day(between[-1])


@pytest.mark.parametrize("exemption", list(Exemption))
def test_an_exemption_needs_its_reason_and_no_notice(exemption):
    check_notice(ROUTINE, date(2026, 11, 20), Notice(exemption=exemption, reason="Stock seen on sale to children"))
    with pytest.raises(Refusal) as refused:
        check_notice(ROUTINE, date(2026, 11, 20), Notice(exemption=exemption, reason="  "))
    assert refused.value.field == "exemption_reason"
    both = Notice(date(2026, 11, 2), NoticeHow.POST, exemption, "Both")
    with pytest.raises(Refusal, match="not both"):
        check_notice(ROUTINE, date(2026, 11, 20), both)


@pytest.mark.parametrize(
    ("notice", "field"),
    [
        (Notice(), "notice_received_on"),
        (Notice(date(2026, 11, 2)), "notice_how"),
        (Notice(how=NoticeHow.POST), "notice_received_on"),
        (Notice(reason="Because"), "notice_exemption"),
    ],
)
def test_what_is_missing_is_told_beside_its_field(notice, field):
    with pytest.raises(Refusal) as refused:
        check_notice(ROUTINE, date(2026, 11, 20), notice)
    assert refused.value.field == field


@pytest.mark.parametrize("kind", [kind for kind in VisitKind if kind is not ROUTINE])
def test_notice_belongs_to_routine_inspections_only(kind):
    check_notice(kind, date(2026, 11, 20), Notice())
    with pytest.raises(Refusal) as refused:
        check_notice(kind, date(2026, 11, 20), Notice(date(2026, 11, 2), NoticeHow.POST))
    assert refused.value.field == "kind"

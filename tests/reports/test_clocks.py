"""What the home page says of running clocks, and which are urgent: those in the two nearest bands of the policy."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from compliance.offences.rules.proving import Verdict
from compliance.reports.queries.clocks import clock_words
from compliance.reports.rules.home import is_pressing

LAST = date(2027, 2, 4)


def clock(citation, verdict=Verdict.CAN, later=0):
    purchase = SimpleNamespace(reference="HAC-TP-2026-0001")
    return SimpleNamespace(
        purchase=purchase,
        citation=citation,
        verdict=verdict,
        last_day=LAST + timedelta(days=later),
        days_left=74 + later,
        band=90,
    )


@pytest.mark.parametrize(
    ("clocks", "said"),
    [
        ([clock("Section 141A")], "(Section 141A)"),
        ([clock("Section 141A"), clock("Section 38")], "(Section 141A; Section 38)"),
        ([clock("Section 141A"), clock("Section 39", Verdict.NOT_YET, 3)], "(Section 141A), later for Section 39"),
        ([clock("Section 141", Verdict.NOT_YET)], "(Section 141). Not proved yet: see what is missing"),
    ],
)
def test_a_clock_names_the_offences_of_its_last_day_and_whether_any_is_proved(clocks, said):
    assert clock_words(clocks) == (
        f"HAC-TP-2026-0001: 74 days left, within 90 days; last day to prosecute 4 February 2027 {said}"
    )


@pytest.mark.parametrize(
    ("band", "days", "pressing"),
    [
        (None, (90, 60, 30, 14), False),
        (90, (90, 60, 30, 14), False),
        (60, (90, 60, 30, 14), False),
        (30, (90, 60, 30, 14), True),
        (14, (90, 60, 30, 14), True),
        (60, (60,), True),
        (None, (), False),
    ],
)
def test_a_clock_is_pressing_in_the_two_nearest_bands(band, days, pressing):
    assert is_pressing(band, days) is pressing

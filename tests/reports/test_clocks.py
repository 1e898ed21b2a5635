"""Which clocks of the home page are marked as urgent: those in the two nearest bands of the policy."""

import pytest

from compliance.reports.rules.home import is_pressing


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

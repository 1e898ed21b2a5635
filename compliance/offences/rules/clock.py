"""The prosecution clock: the last day to begin proceedings, and how near it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.dates import days_until, months_after
from compliance.errors import Refusal
from compliance.offences.rules.law import LIMITATION_MONTHS, ModeOfTrial, OffenceVersion

ALERT_BANDS = (90, 60, 30, 14)
"""Days before the last day at which a manager is told, unless the authority's policy says otherwise."""


class ClockState(StrEnum):
    """Where a prosecution clock stands."""

    NO_LIMIT = "no_limit"
    RUNNING = "running"
    DUE = "due"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day to begin proceedings (inclusive), the days left to it, and the alert band they fall in."""

    state: ClockState
    last_day: date | None
    days_left: int | None
    band: int | None


def last_day_to_prosecute(offence_day: date, version: OffenceVersion) -> date | None:
    """Return the last day, inclusive, to lay the information or issue the charge; None when there is no such limit.

    Six calendar months, the day of the offence excluded (MCA 1980 s.127(1)): an offence on 16 January gives 16 July,
    on 31 August the last day of February. The limit does not apply to an either-way offence (s.127(2)).
    """
    if version.mode_of_trial is not ModeOfTrial.SUMMARY:
        return None
    return months_after(offence_day, LIMITATION_MONTHS)


def earliest_offence_day(ordered_on: date, dispatched_on: date | None = None, delivered_on: date | None = None) -> date:
    """Return the earliest day of an online sale, from which the clock is safely counted.

    A sale may be complete at the order, at dispatch or at delivery; counting from the first can only end too soon,
    never too late. Raises Refusal when the days are out of order.
    """
    if dispatched_on and dispatched_on < ordered_on:
        raise Refusal("The day it was dispatched must be on or after the day it was ordered", "dispatched_on")
    if delivered_on and delivered_on < (dispatched_on or ordered_on):
        raise Refusal(
            "The day it was delivered must be on or after the days it was ordered and dispatched", "delivered_on"
        )
    return ordered_on


def prosecution_clock(
    offence_day: date, version: OffenceVersion, *, today: date, bands: Collection[int] = ALERT_BANDS
) -> Clock:
    """Return the clock of an offence as at `today`; `bands` are days before the last day, inclusive.

    The band is the smallest that the days left fall in: 30 days left is the 30 day band, 31 the 60. The last day
    itself is still in time; the day after has expired.
    """
    last_day = last_day_to_prosecute(offence_day, version)
    if last_day is None:
        return Clock(ClockState.NO_LIMIT, None, None, None)
    left = days_until(last_day, today)
    if left < 0:
        return Clock(ClockState.EXPIRED, last_day, left, None)
    band = min((b for b in bands if left <= b), default=None)
    return Clock(ClockState.RUNNING if band is None else ClockState.DUE, last_day, left, band)

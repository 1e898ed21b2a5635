"""When an outlet is open: read as officers type it, checked over the week, written in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from compliance.errors import Refusal

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 60
NOON = 12 * 60
CLOSED = "closed"
SPANS_LIMIT = 4

_ALL_DAY = frozenset({"24 hours", "24 hrs", "24h", "24", "24/7", "all day", "open 24 hours"})
_TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))? ?(am|pm)?")
_TO = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b|\btill\b)\s*")
_AND = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
_HOW = "Type hours like 9am to 5:30pm, or 9am to 1pm and 2pm to 6pm; or closed; or 24 hours"


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one weekday as spans of minutes after its midnight, in order; none: closed.

    A span that ends after midnight ends above 1,440 (24 hours), on the next day.
    """

    spans: tuple[tuple[int, int], ...]

    @property
    def is_all_day(self) -> bool:
        """Whether it is open from midnight to midnight."""
        return self.spans == ((0, DAY),)

    def stored(self) -> str:
        """Return the hours as they are kept, so that `read_stored` gives them back: "09:00-17:30,18:30-02:00"."""
        if not self.spans:
            return CLOSED
        return ",".join(f"{_digits(opens)}-{_digits(closes)}" for opens, closes in self.spans)

    def in_words(self) -> str:
        """Return the hours as a page says them."""
        if not self.spans:
            return "Closed"
        if self.is_all_day:
            return "Open 24 hours"
        return " and ".join(
            f"{_said(opens)} to {_said(closes)}{' the next day' if closes > DAY else ''}"
            for opens, closes in self.spans
        )

    def typed(self) -> str:
        """Return the hours as an officer types them, so that `read_hours` gives them back."""
        if self.is_all_day:
            return "24 hours"
        return self.in_words().replace(" the next day", "").replace("Closed", CLOSED)


def read_hours(text: str, field: str = "") -> Hours | None:
    """Return the hours of a day that were typed, None for a blank, which says nothing.

    "9am to 5:30pm", "09:00-13:00, 14:00-18:00", "closed", "24 hours"; a span whose end is no later than its beginning
    goes on past midnight. Raises Refusal beside `field`: what cannot be read, no length, out of order, overlapping.
    """
    said = " ".join(text.casefold().split())
    if not said:
        return None
    if said in {CLOSED, "shut", "-"}:
        return Hours(())
    if said in _ALL_DAY:
        return Hours(((0, DAY),))
    spans = tuple(_span(part, field) for part in _AND.split(said) if part)
    if not 0 < len(spans) <= SPANS_LIMIT:
        raise Refusal(_HOW, field)
    for (_opens, closes), (opens, _closes) in pairwise(spans):
        if opens < closes:
            raise Refusal("The hours of a day must follow each other: the next begin after the last have ended", field)
    return Hours(spans)


def read_stored(text: str) -> Hours:
    """Return the hours that `Hours.stored` wrote."""
    hours = read_hours("24 hours" if text == "00:00-24:00" else text)
    assert hours is not None  # noqa: S101 - a row says something
    return hours


def _span(text: str, field: str) -> tuple[int, int]:
    ends = _TO.split(text)
    if len(ends) != 2:
        raise Refusal(_HOW, field)
    opens, closes = (_minutes(end, field) for end in ends)
    if opens == closes:
        raise Refusal("It opens and closes at the same time. If it never closes, type 24 hours", field)
    opens %= DAY
    return opens, closes + DAY if closes < opens else closes


def _minutes(text: str, field: str) -> int:
    word = {"noon": "12pm", "midday": "12pm", "midnight": "12am"}.get(text.strip(), text.strip())
    found = _TIME.fullmatch(word)
    if not found or (found[2] is None and found[3] is None):
        raise Refusal(_HOW, field)
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise Refusal(_HOW, field)
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    if hour * 60 + minute > DAY or minute >= 60:
        raise Refusal(_HOW, field)
    return hour * 60 + minute


def _digits(minutes: int) -> str:
    late = minutes - DAY if minutes > DAY else minutes
    return f"{late // 60:02d}:{late % 60:02d}"


def _said(minutes: int) -> str:
    clock = minutes % DAY
    if clock in {0, NOON}:
        return "midnight" if clock == 0 else "noon"
    hour, minute = clock // 60, clock % 60
    return f"{hour % 12 or 12}{f':{minute:02d}' if minute else ''}{'am' if clock < NOON else 'pm'}"


def check_week(week: Mapping[int, Hours]) -> None:
    """Raise Refusal beside the day when hours past midnight run into those of the next day.

    `week` holds the weekdays that are known, 0 for Monday; the fields are the names of the days in lower case.
    """
    for weekday, hours in week.items():
        ends = max((closes for _opens, closes in hours.spans), default=0) - DAY
        tomorrow = week.get((weekday + 1) % 7)
        first = min((opens for opens, _closes in tomorrow.spans), default=DAY) if tomorrow else DAY
        if ends > first:
            raise Refusal(
                f"{WEEKDAYS[weekday]} runs past midnight into the hours of {WEEKDAYS[(weekday + 1) % 7]}",
                WEEKDAYS[weekday].lower(),
            )


def week_in_words(week: Mapping[int, Hours]) -> list[tuple[str, str]]:
    """Return the known weekdays and their hours in words, equal days together: ("Monday to Friday", "9am to 5pm").

    Empty when no day is known.
    """
    runs: list[list[int]] = []
    for weekday in sorted(week):
        if runs and runs[-1][-1] == weekday - 1 and week[weekday] == week[runs[-1][0]]:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    return [(_days(run), week[run[0]].in_words()) for run in runs]


def _days(run: Sequence[int]) -> str:
    if len(run) == len(WEEKDAYS):
        return "Every day"
    first, last = WEEKDAYS[run[0]], WEEKDAYS[run[-1]]
    return first if first == last else f"{first} to {last}"

"""The calendar of sessions: a month to look at, and a file that other programs read (iCalendar, RFC 5545; pure)."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar

from compliance.dates import months_after, months_before

LONDON = ZoneInfo("Europe/London")
DAYS_BACK = 90
"""How many days back the feed goes: what is past stays in a calendar for a while."""
ASK_AGAIN = timedelta(hours=6)
PRODUCT = "-//Retail Compliance Tracker//Training sessions//EN"


@dataclass(frozen=True, slots=True)
class FeedSession:
    """A session as the calendar of an officer shows it: of the people who come, no more than how many."""

    id: UUID
    reference: str
    course: str
    on: date
    starts_at_time: time | None
    minutes: int
    venue: str
    venue_address: str
    capacity: int
    taken: int
    waiting: int
    version: int
    recorded_at: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a calendar: its first and last day, the months beside it, and its weeks from Monday to Sunday.

    The days of other months that fill the first and the last week are None.
    """

    first: date
    last: date
    previous: date
    following: date
    weeks: tuple[tuple[date | None, ...], ...]


def month_of(day: date) -> Month:
    """Return the month that a day is in."""
    first = day.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first=first,
        last=last,
        previous=months_before(first, 1),
        following=months_after(first, 1),
        weeks=tuple(tuple(one if one.month == first.month else None for one in week) for week in weeks),
    )


def read_month(typed: str) -> date | None:
    """Return the first day of a month written as 2026-11, or None when it is none, or is before 2000 or after 2199."""
    year, _dash, month = typed.partition("-")
    if not (year.isascii() and year.isdecimal() and month.isascii() and month.isdecimal() and len(typed) == 7):
        return None
    return date(int(year), int(month), 1) if 2000 <= int(year) <= 2199 and 1 <= int(month) <= 12 else None


def feed(sessions: Sequence[FeedSession], *, authority: str) -> bytes:
    """Return the sessions as an iCalendar file: the same bytes for the same sessions.

    Each has a UID for good and a SEQUENCE that rises with its version, so that a program replaces what it has; one that
    was cancelled says so and is not left out. Times are London's; a session whose time is not known is all day.
    """
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", icalendar.vText(f"Training sessions, {authority}"))  # text: escaped as SUMMARY is
    made.add("x-wr-timezone", LONDON.key)
    made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    if any(one.starts_at_time for one in sessions):
        made.add_component(_london())
    for one in sessions:
        made.add_component(_event(one))
    content: bytes = made.to_ical()
    return content


def _london() -> icalendar.Timezone:
    """Return the rules of London time since 1996 (SI 2002/262), which every program can read, for any year to come."""
    zone = icalendar.Timezone()
    zone.add("tzid", LONDON.key)
    for component, name, begins, before, after, month in (
        (icalendar.TimezoneDaylight(), "BST", datetime.fromisoformat("1997-03-30T01:00"), 0, 1, 3),
        (icalendar.TimezoneStandard(), "GMT", datetime.fromisoformat("1996-10-27T02:00"), 1, 0, 10),
    ):
        component.add("tzname", name)
        component.add("dtstart", begins)
        component.add("tzoffsetfrom", timedelta(hours=before))
        component.add("tzoffsetto", timedelta(hours=after))
        component.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(component)
    return zone


def _event(one: FeedSession) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", str(one.id))
    event.add("dtstamp", one.recorded_at)
    event.add("sequence", one.version - 1)
    event.add("summary", f"Cancelled: {one.course}" if one.cancelled else one.course)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.starts_at_time is None:
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
    else:
        starts = datetime.combine(one.on, one.starts_at_time, LONDON)
        event.add("dtstart", starts)
        event.add("dtend", starts + timedelta(minutes=one.minutes))
    event.add("location", ", ".join([one.venue, *(line for line in one.venue_address.splitlines() if line)]))
    event.add("description", _described(one))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    return event


def _described(one: FeedSession) -> str:
    waiting = f", {one.waiting} waiting" if one.waiting else ""
    return f"{one.reference}. {one.taken} of {one.capacity} places taken{waiting}."

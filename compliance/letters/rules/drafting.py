"""What a person decides of a letter, and the words and days that are offered to begin with (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from compliance.dates import working_days_after
from compliance.letters.rules.base import Facts
from compliance.letters.rules.facts import FACTS
from compliance.letters.rules.kinds import Kind, Occasion
from compliance.letters.rules.parts import Action

OBJECTION_DAYS = 5
"""Working days in which a Primary Authority may object (RESA 2008 s.25C)."""
TALK_DAYS, APPEAL_DAYS, BOOK_DAYS, STEP_DAYS = 10, 15, 15, 20
"""Working days offered for talking, appealing, booking a course and taking a step; the officer may change each."""
COURSE_MINUTES = 150

ABOUT_A_PURCHASE = frozenset({Kind.PASS_NOTICE, Kind.FAIL_NOTICE, Kind.WRITTEN_WARNING})
OUTCOME_NOTICES = ABOUT_A_PURCHASE
"""The kinds that tell the trader in writing how a test ended: a warning tells it too."""
NOBODY_KNOWN = "The owner or manager"
"""How a letter is addressed when nobody has confirmed who operates the outlet. Never a warning."""


class SendTo(StrEnum):
    REGISTERED = "registered"
    PREMISES = "premises"


SEND_TO_LABELS = {
    SendTo.REGISTERED: "The address recorded for the legal entity",
    SendTo.PREMISES: "The premises",
}


class When(StrEnum):
    DAY = "day"
    WEEK = "week"


WHEN_LABELS = {When.DAY: "The day of the test", When.WEEK: "The week of the test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The course offered: its length in minutes, its price in pence, the last day to book, its sessions by id."""

    course: str
    minutes: int = COURSE_MINUTES
    cost_pence: int = 0
    examined: bool = True
    book_by_on: date
    session_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a person decides of a letter; everything else comes from the record.

    `notified_on` is the day on which the Primary Authority was told, `not_stopped` that it has not told us to stop,
    `exemption` why it need not be told. `occasion` is what a reminder or an agreement warning is about;
    None leaves it to the record. `sign_by_on` is the last day on which the link to an agreement works.
    """

    officer_id: UUID
    contact: str = ""
    send_to: SendTo = SendTo.PREMISES
    when: When = When.DAY
    product: str = ""
    reason: str = ""
    duties: tuple[Action, ...] = ()
    advice: tuple[Action, ...] = ()
    discuss_by_on: date | None = None
    appeal_by_on: date | None = None
    offer: Offer | None = None
    agreement: bool = True
    notified_on: date | None = None
    not_stopped: bool = False
    exemption: str = ""
    large_print: bool = False
    occasion: Occasion | None = None
    sign_by_on: date | None = None


_DECIDED = TypeAdapter(Decided)


def decided_as_dict(decided: Decided) -> dict[str, Any]:
    """Return `decided` as JSON can hold it, days as ISO 8601."""
    content: dict[str, Any] = _DECIDED.dump_python(decided, mode="json")
    return content


def decided_from_dict(content: dict[str, Any]) -> Decided:
    """Return what `decided_as_dict` wrote. Raises pydantic's ValidationError."""
    return _DECIDED.validate_python(content)


def facts_as_dict(facts: Facts) -> dict[str, Any]:
    """Return `facts` as JSON can hold them, to be kept with the letter."""
    content: dict[str, Any] = TypeAdapter(type(facts)).dump_python(facts, mode="json")
    return content


def facts_from_dict(kind: Kind, content: dict[str, Any]) -> Facts:
    """Return what `facts_as_dict` wrote of a letter of `kind`. Raises pydantic's ValidationError."""
    return TypeAdapter(FACTS[kind]).validate_python(content)


def steps(now: str, later: str, by_on: date | None) -> tuple[Action, ...]:
    """Return the steps typed one a line: those from now on, then those to be done by the end of a day."""
    return (
        *(Action(text=line) for line in _lines(now)),
        *(Action(text=line, by_on=by_on) for line in _lines(later)),
    )


def one_line(text: str) -> str:
    """Return what was typed on several lines as it reads on inside a sentence: every run of white space one space."""
    return " ".join(text.split())


def in_line(address: str) -> str:
    """Return an address that was typed on lines as it reads on inside a sentence, its lines parted by commas."""
    return ", ".join(line for line in (one_line(line).strip(" ,") for line in address.splitlines()) if line)


def as_sentence(text: str) -> str:
    """Return what was typed as a whole sentence: on one line, begun with a capital, ended with a stop."""
    words = one_line(text)
    if not words:
        return ""
    words = words[0].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _lines(text: str) -> list[str]:
    lines = (one_line(line).removeprefix("-").removeprefix("•").strip() for line in text.splitlines())
    return [line if line.endswith((".", "!", "?")) else f"{line}." for line in lines if line]


def steps_as_text(actions: Sequence[Action]) -> tuple[str, str, date | None]:
    """Return steps as they were typed: from now on, by a day, and that day."""
    later = [action for action in actions if action.by_on is not None]
    now = "\n".join(action.text for action in actions if action.by_on is None)
    return now, "\n".join(action.text for action in later), later[0].by_on if later else None


_DUTY = "You must not sell a knife or another product of this kind to anyone under 18."
_ADVICE_IN_STORE = (
    "Ask anyone who looks under 25 to prove that they are 18 or over (Challenge 25).\n"
    "Write down every sale that your staff refuse, and look at the record each week."
)
_ADVICE_ONLINE = (
    "Check the buyer’s age against a document or a trusted service before you take an order. A box to tick is not "
    "enough.\nWrite down every order that you refuse, and look at the record each week."
)
_LATER_IN_STORE = (
    "Train all staff who sell these products, and train them again each year.\n"
    "Keep knives where customers cannot reach them without help."
)
_LATER_ONLINE = (
    "Agree in writing with whoever delivers for you that a parcel is handed only to a person who proves to be 18 or "
    "over.\nMark each parcel to say what it holds, and that only a person aged 18 or over may be handed it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """The words and days that a new letter begins with. Every one may be changed."""

    duties_now: str
    advice_now: str
    advice_later: str
    step_by_on: date
    book_by_on: date
    discuss_by_on: date
    appeal_by_on: date


def suggest(*, online: bool, today: date) -> Suggested:
    """Return the standard steps for a shop or an online shop, and days counted in working days from `today`."""
    return Suggested(
        duties_now=_DUTY,
        advice_now=_ADVICE_ONLINE if online else _ADVICE_IN_STORE,
        advice_later=_LATER_ONLINE if online else _LATER_IN_STORE,
        step_by_on=working_days_after(today, STEP_DAYS),
        book_by_on=working_days_after(today, BOOK_DAYS),
        discuss_by_on=working_days_after(today, TALK_DAYS),
        appeal_by_on=working_days_after(today, APPEAL_DAYS),
    )


def suggest_reason(earlier: Sequence[date]) -> str:
    """Return a reason that reads on from "because", from the days of earlier sales under the same operator there."""
    if not earlier:
        return "this is the first sale to a person under 18 that we have found at this business"
    last = max(earlier)
    return f"we found a sale to a person under 18 at this business before, on {last.day} {last:%B %Y}"


def product_words(product: str, label: str) -> str:
    """Return what was asked for as it reads on from "tried to buy": "a kitchen knife"."""
    words = " ".join((product or label).split()).rstrip(".")
    if not words or words.split()[0].lower() in {"a", "an", "the", "two", "some"}:
        return words
    if words[1:2].islower():
        words = words[0].lower() + words[1:]
    return f"{'an' if words[0].lower() in 'aeiou' else 'a'} {words}"


def period(tested_on: date, when: When, dated_on: date) -> tuple[date, date]:
    """Return the first and last day that the letter gives for a test, inclusive: the day, or Monday to Sunday.

    The Code of Practice asks for an indication of the period; a week that is not over ends with the letter's own day.
    """
    if when is When.DAY:
        return tested_on, tested_on
    monday = tested_on - timedelta(days=tested_on.weekday())
    return monday, max(tested_on, min(monday + timedelta(days=6), dated_on))


def may_act_from(notified_on: date) -> date:
    """Return the first day after the 5 working days in which a Primary Authority may object (RESA 2008 s.25C).

    The day of the notification is not counted; bank holidays of England and Wales are not working days.
    """
    return working_days_after(notified_on, OBJECTION_DAYS) + timedelta(days=1)


def starts_words(starts_at: time | None) -> str:
    """Return a time of day as a letter writes it: "10am", "2.30pm"."""
    if starts_at is None:
        return "a time that we will tell you"
    hour = starts_at.hour % 12 or 12
    minutes = f".{starts_at.minute:02d}" if starts_at.minute else ""
    return f"{hour}{minutes}{'am' if starts_at.hour < 12 else 'pm'}"


def address_lines(address: str, postcode: str | None) -> tuple[str, ...]:
    """Return a recorded address as lines, the postcode last. One line with commas is broken at them."""
    lines = [line.strip(" ,") for line in address.splitlines()]
    if len(lines) == 1:
        lines = [part.strip() for part in lines[0].split(",")]
    lines = [line for line in lines if line]
    if not postcode:
        return tuple(lines)
    tight = postcode.replace(" ", "").upper()
    kept = [line for line in lines if line.replace(" ", "").upper() != tight]
    return (*(line.removesuffix(postcode).rstrip(" ,") for line in kept), postcode)

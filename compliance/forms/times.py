"""A day typed in three parts, and a time of day."""

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask_babel import gettext as _
from wtforms.utils import unset_value

from compliance import clock
from compliance.forms.field import REPLACEMENT, UNPRINTABLE, Field, Words
from compliance.forms.words import TextField

PARTS = ("day", "month", "year")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST_PART = 12  # "september" and some slips; nothing longer is a part of a date
FIRST_YEAR, LAST_YEAR = 1900, 2100
YEAR_DIGITS = 4
TIME = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?\s?(am|pm)?")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= YEAR_DIGITS else None


def _month(text: str) -> int | None:
    """Read "7", "07", "Jul" and "July" as 7."""
    word = text.lower()
    named = len(word) >= len(MONTHS[0]) and word[:3] in MONTHS and word.isalpha()
    return MONTHS.index(word[:3]) + 1 if named else _number(text)


class DateField(Field):
    """A known day, in three boxes. `past=True` refuses a day after today, `future=True` one before it."""

    macro = "date_input"
    is_group = True

    def __init__(
        self, label: Words, *, past: bool = False, future: bool = False, autocomplete: str = "", **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.past, self.future, self.autocomplete = past, future, autocomplete
        self.typed: dict[str, str] = dict.fromkeys(PARTS, "")
        self.wrong: tuple[str, ...] = ()

    def process_data(self, value: date | None) -> None:
        """Take a day from the program."""
        self.data = value
        parts = (str(value.day), str(value.month), str(value.year)) if value else ("", "", "")
        self.typed = dict(zip(PARTS, parts, strict=True))

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes, or one ISO day (`?from=2026-07-16`), keeping whatever was typed."""
        super().process(None, data, extra_filters)
        if formdata is None:
            return
        self.typed = self._typed(formdata)
        self.data, self.wrong = None, ()
        try:
            self.data = self._day()
        except ValueError as error:
            self.process_errors.append(str(error))

    def _typed(self, formdata: Any) -> dict[str, str]:
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", formdata.get(self.name) or "", re.ASCII)
        if iso:
            return {"year": iso[1], "month": iso[2], "day": iso[3]}
        given = {part: str(formdata.get(f"{self.name}-{part}") or "") for part in PARTS}
        return {part: UNPRINTABLE.sub(REPLACEMENT, text).strip() for part, text in given.items()}

    def _day(self) -> date | None:
        given: Mapping[str, str] = {part: text for part, text in self.typed.items() if text}
        if not given:
            return None
        absent = tuple(part for part in PARTS if part not in given)
        if absent:
            names = {"day": _("a day"), "month": _("a month"), "year": _("a year")}
            self._refuse(
                _(
                    "%(subject)s must include %(parts)s",
                    subject=self.subject,
                    parts=_(" and ").join(names[p] for p in absent),
                ),
                *absent,
            )
        return self._within(self._real(given))

    def _real(self, given: Mapping[str, str]) -> date:
        day, month, year = _number(given["day"]), _month(given["month"]), _number(given["year"])
        if year is not None and len(given["year"]) < YEAR_DIGITS:
            self._refuse(_("Year must include 4 numbers"), "year")
        wrong = [part for part, number in zip(PARTS, (day, month, year), strict=True) if not number]
        if day is None or month is None or year is None or wrong:
            self._refuse(self._unreal, *wrong)
        elif not FIRST_YEAR <= year <= LAST_YEAR:
            self._refuse(_("Year must be between %(first)s and %(last)s", first=FIRST_YEAR, last=LAST_YEAR), "year")
        else:
            try:
                return date(year, month, day)
            except ValueError:
                self._refuse(self._unreal, *PARTS)
        raise AssertionError

    @property
    def _unreal(self) -> str:
        return str(_("%(subject)s must be a real date", subject=self.subject))

    def _within(self, day: date) -> date:
        if self.past and day > clock.today():
            self._refuse(_("%(subject)s must be today or in the past", subject=self.subject), *PARTS)
        if self.future and day < clock.today():
            self._refuse(_("%(subject)s must be today or in the future", subject=self.subject), *PARTS)
        return day

    def _refuse(self, message: str, *wrong: str) -> None:
        self.wrong = wrong
        raise ValueError(message)

    def is_wrong(self, part: str) -> bool:
        """Whether the box of this part is marked: the ones to blame, or all three."""
        return bool(self.errors) and (part in self.wrong or not self.wrong)

    @property
    def error_id(self) -> str:
        """The first box to mend."""
        return f"{self.id}-{self.wrong[0] if self.wrong else PARTS[0]}"


class TimeField(TextField):
    """A time of day; "2:30pm", "14:30", "1430" and "2pm" are read alike."""

    def __init__(self, label: Words, *, width: str = "5", **kwargs: Any) -> None:
        super().__init__(label, width=width, **kwargs)

    def write(self, data: Any) -> str:
        """Write a time as 14:30."""
        return "" if data is None else f"{data:%H:%M}"

    def parse(self, text: str) -> time | None:
        """Refuse what is not a time of day."""
        if not text:
            return None
        words = {"noon": "12pm", "midday": "12pm", "midnight": "12am"}
        found = TIME.fullmatch(words.get(text.lower(), text.lower()))
        hour, minute, half = (int(found[1]), found[2], found[3]) if found else (-1, None, None)
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0) if 1 <= hour <= 12 else -1
        elif minute is None:  # "2" may be either half of the day
            hour = -1
        if hour not in range(24) or int(minute or 0) not in range(60):
            raise ValueError(_("%(subject)s must be a time, like 2:30pm or 14:30", subject=self.subject))
        return time(hour, int(minute or 0))

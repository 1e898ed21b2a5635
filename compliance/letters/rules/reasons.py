"""Whether the reason of a letter rests on another test: by its reference, its day or month, or in general words.

Pure. What officers type is read as they type it: "3 November 2026", "3rd of Nov", "03/11/26", "in November 2026".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from compliance.letters.rules.kinds import Kind

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBER_OF = {month[:length]: number for number, month in enumerate(_MONTHS, 1) for length in (3, len(month))}
_NUMBER_OF["sept"] = 9
_WORDED = re.compile(
    r"(?:\b(?P<day>\d{1,2})(?:st|nd|rd|th)?(?: of)? )?\b(?P<month>"
    + "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
    + r")\b\.?,?(?: (?P<year>\d{4})\b)?"
)
_FIGURES = re.compile(r"\b(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")
_REFERENCE = re.compile(r"\b[a-z]{2,5}-tp-\d{4}-\d+\b")
_EARLIER = re.compile(
    r"\b(?:earlier|previous(?:ly)?|before|again|already|repeat(?:ed|edly)?|second|third|fourth|twice|once more|"
    r"another|other (?:sales?|tests?)|last time|history|sales|tests)\b"
)
_ANY_RESULT = re.compile(r"\b(?:sold|sells?|selling|sales?|tests?|tested|fail(?:ed|s|ure)?|under 18|underage)\b")
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Named:
    """A day that a reason names, as far as it names it: a part that it leaves out is None."""

    day: int | None
    month: int
    year: int | None

    def fits(self, on: date) -> bool:
        """Say whether this may be the day `on`."""
        return self.month == on.month and self.day in {None, on.day} and self.year in {None, on.year}


def days_named(reason: str) -> list[Named]:
    """Return the days, and the months with their year, that a reason names."""
    return list(_days_named(_plain(reason)))


def _days_named(words: str) -> Iterator[Named]:
    for found in _WORDED.finditer(words):
        if found["day"] or found["year"]:  # "may" and "march" alone are no month
            yield Named(_whole(found["day"]), _NUMBER_OF[found["month"]], _whole(found["year"]))
    for pattern in (_FIGURES, _ISO):
        for found in pattern.finditer(words):
            year = int(found["year"])
            yield Named(int(found["day"]), int(found["month"]), year if year > _CENTURY else _CENTURY + year)


def _whole(text: str | None) -> int | None:
    return int(text) if text else None


def _plain(reason: str) -> str:
    return " ".join(reason.split()).casefold()


def rests_on(reason: str, *, reference: str, tested_on: date) -> bool:
    """Say whether a letter's reason speaks of a test: by its reference, or by its day or month, however written."""
    words = _plain(reason)
    return reference.casefold() in words or any(one.fits(tested_on) for one in _days_named(words))


def may_rest_on(reason: str, *, kind: Kind) -> bool:
    """Say whether a letter's reason may speak of any earlier result, because it names none of them.

    A warning gives a sale of its own, so only words such as "again" or "before" tell of another. What is said of an
    agreement rests on results throughout. A reason that names a day or a reference speaks of that one.
    """
    words = _plain(reason)
    if _REFERENCE.search(words) or next(_days_named(words), None) is not None:
        return False
    return bool((_EARLIER if kind is Kind.WRITTEN_WARNING else _ANY_RESULT).search(words))

"""Reads one cell of a past record as what our field holds, or says how to mend it."""

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from compliance.errors import Refusal
from compliance.imports.rules.days import read_day

Fields = Mapping[str, str]
Word = TypeVar("Word", bound=StrEnum)

YES_NO = {"yes": "Yes", "no": "No"}
YES_NO_WORDS = {
    "yes": ("y", "true", "1", "seen", "in place", "x", "✓", "✔"),
    "no": ("n", "false", "0", "not seen", "none", "not in place", "✗"),
}
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?::\d{2})?(?: ?([ap])\.?m\.?)?", re.IGNORECASE)
_MOST_PENCE = 100_000_000


def text(fields: Fields, code: str, longest: int) -> str:
    """Return a cell's words, "" when blank. Raises Refusal beside `code` when they are longer than we keep."""
    found = fields.get(code, "").strip()
    if len(found) > longest:
        raise Refusal(f"This is longer than {longest} characters. Shorten it", code)
    return found


def needed(fields: Fields, code: str, what: str, longest: int) -> str:
    """Return a cell's words. Raises Refusal beside `code`, saying `what` is missing, when it is blank or too long."""
    found = text(fields, code, longest)
    if not found:
        raise Refusal(f"There is no {what}", code)
    return found


def day(fields: Fields, code: str) -> date | None:
    """Return the day that a cell says, None when it is blank. Raises Refusal beside `code` for what is no day."""
    found = fields.get(code, "").strip()
    if not found:
        return None
    read = read_day(found)
    if read is None:
        raise Refusal(f"“{found[:60]}” is not a day. Write it like 14/11/2025, the day first", code)
    return read


def needed_day(fields: Fields, code: str, what: str) -> date:
    """Return the day that a cell says. Raises Refusal beside `code` when it is blank or is no day."""
    found = day(fields, code)
    if found is None:
        raise Refusal(f"There is no {what}", code)
    return found


def clock_time(fields: Fields, code: str) -> time | None:
    """Return the time of day of a cell, to the minute: 14:30, 2.30pm, 9am. Raises Refusal beside `code` for others."""
    said = fields.get(code, "").strip()
    if not said:
        return None
    found = _TIME.fullmatch(said)
    if found is not None and (found[2] or found[3]):
        hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
        in_range = 1 <= hour <= 12 if half else hour <= 23
        if in_range and minute <= 59:
            return time(hour % 12 + 12 * (half == "p") if half else hour, minute)
    raise Refusal(f"“{said[:60]}” is not a time of day. Write it like 14:30 or 2:30pm", code)


def one_of(fields: Fields, code: str, words: type[Word], labels: Mapping[Word, str]) -> Word | None:
    """Return the word of a list that a cell stands for, by its code or label; None when blank. Raises Refusal."""
    said = fields.get(code, "").strip()
    if not said:
        return None
    for word in words:
        if said == word.value or said.casefold() == str(labels.get(word, "")).casefold():
            return word
    raise Refusal(f"“{said[:60]}” is not one of the answers that we have. Match this word to one of ours", code)


def yes_or_no(fields: Fields, code: str) -> bool | None:
    """Return whether a cell says yes, None when blank: not recorded is never no. Raises Refusal beside `code`."""
    said = fields.get(code, "").strip().casefold()
    if not said:
        return None
    for answer in YES_NO:
        if said == answer or said in YES_NO_WORDS[answer]:
            return answer == "yes"
    raise Refusal(f"“{said[:60]}” is neither yes nor no. Match this word to one of them", code)


def whole(fields: Fields, code: str, most: int) -> int | None:
    """Return a whole number from 0 to `most`, None when blank; “85%” is 85. Raises Refusal beside `code`."""
    said = fields.get(code, "").strip().removesuffix("%").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 9 and int(said) <= most):
        raise Refusal(f"“{said[:60]}” is not a whole number from 0 to {most}", code)
    return int(said)


def pence(fields: Fields, code: str) -> int | None:
    """Return an amount of pounds (£3.49, 3.5, 4) in pence, None when blank. Raises Refusal beside `code`."""
    said = fields.get(code, "").strip().removeprefix("£").replace(",", "").strip()
    if not said:
        return None
    try:
        amount = Decimal(said) * 100
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount < _MOST_PENCE:
        raise Refusal(f"“{said[:60]}” is not an amount in pounds, such as 3.49", code)
    return int(amount)

"""JSON that a question is asked in, read strictly: a refusal says where, what is allowed and what was found (pure)."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from compliance.errors import Refusal

Word = TypeVar("Word", bound=StrEnum)

_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_LONGEST_TEXT = 200


def read_object(item: object, path: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
    """Return a JSON object that has none but these keys; raises Refusal naming the one it should not have."""
    here = path or "the document"
    if not isinstance(item, dict):
        raise refused(here, "an object with the keys " + ", ".join(keys), item)
    for key in item:
        if key not in keys:
            full = f"{path}.{key}" if path else str(key)
            raise Refusal(f"{_shown(full)} is not known; {here} may have {', '.join(keys)}", full)
    return item


def check_required(found: Mapping[str, Any], path: str, keys: tuple[str, ...]) -> None:
    """Raise Refusal for the first of these keys that is missing."""
    for key in keys:
        if key not in found:
            full = f"{path}.{key}" if path else key
            raise Refusal(f"{full} is missing", full)


def read_list(item: object, path: str) -> list[object]:
    """Return a JSON list, or raise Refusal."""
    if not isinstance(item, list):
        raise refused(path, "a list", item)
    return item


def read_number(item: object, path: str) -> int:
    """Return a whole number, never true or false, or raise Refusal."""
    if not isinstance(item, int) or isinstance(item, bool):
        raise refused(path, "a whole number", item)
    return item


def read_text(item: object, path: str) -> str | None:
    """Return text of 1 to 200 characters, trimmed, or None for null; or raise Refusal."""
    if item is None:
        return None
    if not isinstance(item, str) or not item.strip() or len(item) > _LONGEST_TEXT:
        raise refused(path, f"text of 1 to {_LONGEST_TEXT} characters, or null", item)
    return item.strip()


def read_day(item: object, path: str) -> date:
    """Return a day written YYYY-MM-DD, from 1900 to 2199, or raise Refusal."""
    if isinstance(item, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", item):
        try:
            day = date.fromisoformat(item)
        except ValueError as impossible:
            raise refused(path, "a day that exists, as YYYY-MM-DD", item) from impossible
        if _EARLIEST <= day <= _LATEST:
            return day
    raise refused(path, f"a day as YYYY-MM-DD, from {_EARLIEST} to {_LATEST}", item)


def read_word(item: object, path: str, words: type[Word]) -> Word:
    """Return one of the words of an enumeration, or raise Refusal that lists them."""
    if isinstance(item, str) and item in {word.value for word in words}:
        return words(item)
    raise refused(path, "one of " + ", ".join(words), item)


def refused(path: str, allowed: str, item: object) -> Refusal:
    """Return the Refusal that says where, what is allowed and what was found."""
    return Refusal(f"{path} must be {allowed}; it is {_shown(item)}", path)


def _shown(item: object) -> str:
    """Return the value as it was given, short enough for a line."""
    match item:
        case dict():
            return "an object"
        case list():
            return "a list"
        case None:
            return "null"
        case bool():
            return "true" if item else "false"
        case _:
            said = str(item)
            return said if len(said) <= 60 else said[:57] + "..."

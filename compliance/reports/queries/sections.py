"""A section of the home page from what was found, and the days that its notes say."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from compliance.reports.rules.home import SHOWN, Item, Section

Found = TypeVar("Found")


def section(
    code: str,
    title: str,
    nothing: str,
    found: Sequence[Found],
    item: Callable[[Found], Item],
    *,
    more: str = "",
    more_arguments: dict[str, Any] | None = None,
) -> Section:
    """Return a section that shows the first few of what was found and counts them all."""
    items = tuple(item(one) for one in found[:SHOWN])
    return Section(code, title, nothing, items, len(found), more=more, more_arguments=more_arguments or {})


def days_word(count: int) -> str:
    """Return the word that a number of days is followed by."""
    return "day" if count == 1 else "days"


def day_words(day: date) -> str:
    """Return a day as officers read it: 16 July 2026."""
    return f"{day.day} {day:%B %Y}"

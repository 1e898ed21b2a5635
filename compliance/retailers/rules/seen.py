"""What was seen at an outlet on a day: products, channels, the storage and display of knives."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.retailers.rules.days import said


@dataclass(frozen=True, slots=True)
class ProductSeen:
    """Whether a kind of product is sold at an outlet, as it was last seen, on which day and by whom."""

    category: str
    sold: bool
    seen_on: date
    seen_by_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What an officer saw of the products on a day. `at_all`: what is not in `sold` was looked for and is not sold."""

    sold: frozenset[str]
    at_all: bool
    seen_on: date


def check_look(look: Look, known: Iterable[ProductSeen], *, today: date) -> None:
    """Raise Refusal beside the field unless the look says something, on a day no earlier than what is known."""
    there = list(known)
    if not look.sold and not look.at_all and not there:
        raise Refusal("Tick what is sold here, or say that you looked and it sells none of these", "sold")
    check_seen_on(look.seen_on, (one.seen_on for one in there), today=today)


def check_on_list(look: Look, codes: Collection[str]) -> None:
    """Raise Refusal beside `sold` for a kind of product that was not on the list (`codes`) on the day."""
    if not look.sold <= set(codes):
        raise Refusal("A kind of product that is ticked was not on the list on that day", "sold")


def check_seen_on(seen_on: date, known: Iterable[date], *, today: date) -> None:
    """Raise Refusal beside `seen_on` for a day in the future, or before what is recorded was seen."""
    if seen_on > today:
        raise Refusal("The day must be today or in the past", "seen_on")
    latest = max(known, default=seen_on)
    if latest > seen_on:
        raise Refusal(f"What is recorded was seen on {said(latest)}. Give that day or a later one", "seen_on")


def products_after(
    known: Iterable[ProductSeen], look: Look, *, codes: Collection[str], seen_by_id: UUID | None
) -> dict[str, ProductSeen]:
    """Return what is known of the products of an outlet after a look. `codes` are the kinds on the list that day.

    What was seen on sale is sold. Of the rest, what was looked for is not sold; what nobody looked for stays unsold
    where it was found unsold before, and is not known any more where it was on sale before. What is no longer on the
    list stays as it was.
    """
    before = {one.category: one for one in known}
    after = {}
    for category in (*codes, *(code for code in before if code not in codes)):
        if category not in codes:
            after[category] = before[category]
        elif category in look.sold or look.at_all:
            after[category] = ProductSeen(category, category in look.sold, look.seen_on, seen_by_id)
        elif category in before and not before[category].sold:
            after[category] = before[category]
    return after


def sells_none(known: Iterable[ProductSeen], codes: Collection[str]) -> bool:
    """Say whether somebody looked for every kind of product on the list (`codes`) and found nothing on sale."""
    there = list(known)
    return bool(there) and not any(one.sold for one in there) and {one.category for one in there} >= set(codes)


def stamp_of(said_of: Mapping[StrEnum, object] | Iterable[object]) -> str:
    """Return a mark of what a page was filled in from, so that a change by somebody else meanwhile is noticed."""
    parts = [f"{key}={value}" for key, value in said_of.items()] if isinstance(said_of, Mapping) else map(str, said_of)
    return hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest()[:16]


def check_stamp(stamp: str, now: str) -> None:
    """Raise Refusal when what a page was filled in from (`stamp`) is no longer what is recorded (`now`)."""
    if stamp != now:
        raise Refusal(
            "Somebody else changed this while you were typing. What you typed is still here: open the page in another "
            "tab, compare, and save again"
        )

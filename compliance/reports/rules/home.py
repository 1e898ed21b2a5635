"""What the home page says is due: sections of items, each with where to go (pure)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

SHOWN = 5
"""How many items of a section the home page shows before “See all”."""


def is_pressing(band: int | None, days: Collection[int]) -> bool:
    """Say whether a clock in `band` is marked as urgent: in one of the two nearest of the policy's alert days."""
    return band is not None and band in sorted(days)[:2]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due: what, where to deal with it, and a note beside it. `urgent` is said in words too."""

    title: str
    endpoint: str
    arguments: dict[str, Any]
    note: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing that is due, the most urgent first; `total` may be more than the items shown."""

    code: str
    title: str
    nothing: str
    items: tuple[Item, ...]
    total: int
    more: str = ""
    more_arguments: dict[str, Any] = field(default_factory=dict)

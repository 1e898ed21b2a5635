"""How far agreements and training have got, by ward and by kind of shop, with the number behind each rate (pure)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from compliance.reports.rules.sellers import Seller
from compliance.retailers.rules import OUTLET_KIND_LABELS
from compliance.retailers.rules.trade import CHANNEL_LABELS

LEAST = 10
"""Below this many retailers no percentage is shown: one more or one fewer would move it by more than ten points."""
_Z = 1.959963984540054
NOT_KNOWN = "Not known"


class By(StrEnum):
    """What the retailers are told apart by."""

    WARD = "ward"
    BUSINESS_TYPE = "business_type"
    CHAIN = "chain"
    KIND = "kind"
    CHANNEL = "channel"


BY_LABELS = {
    By.WARD: "Ward",
    By.BUSINESS_TYPE: "Business type",
    By.CHAIN: "Chain or independent",
    By.KIND: "Premises or online",
    By.CHANNEL: "Way of selling",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A retailer that counts, and how it stood on the day."""

    seller: Seller
    agreement: bool
    trained: bool
    refused: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of `n`, and Wilson's 95% interval in per cent; neither is shown for fewer than `least`."""

    count: int
    n: int
    least: int = LEAST

    @property
    def percent(self) -> float | None:
        """The share in per cent, or None when it is not shown."""
        return 100 * self.count / self.n if self.n >= max(self.least, 1) else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval in per cent, or None when the share is not shown."""
        if self.n < max(self.least, 1):
            return None
        low, high = wilson(self.count, self.n)
        return 100 * low, 100 * high


def wilson(count: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share, between 0 and 1 (E. B. Wilson, 1927). `n` is at least 1."""
    share, square = count / n, _Z * _Z
    middle = share + square / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    low, high = (middle - half) / scale, (middle + half) / scale
    return (0.0 if count == 0 else max(0.0, low), 1.0 if count == n else min(1.0, high))


@dataclass(frozen=True, slots=True)
class Adopted:
    """One line of the table: what it counts, of how many, and how many have each."""

    label: str
    n: int
    agreement: Rate
    trained: Rate
    refused: Rate


def adopted(label: str, members: Sequence[Member]) -> Adopted:
    """Return the line for some retailers."""
    n = len(members)
    return Adopted(
        label,
        n,
        agreement=Rate(sum(one.agreement for one in members), n),
        trained=Rate(sum(one.trained for one in members), n),
        refused=Rate(sum(one.refused for one in members), n),
    )


def adopted_by(members: Iterable[Member], by: By) -> list[Adopted]:
    """Return a line for each ward or kind there is, by name, what is not known last.

    Each retailer counts once; by the way of selling it counts once for each way, for a shop may sell in several.
    """
    groups: dict[str, list[Member]] = {}
    for member in members:
        for label in _LABELS[by](member.seller) or (NOT_KNOWN,):
            groups.setdefault(label, []).append(member)
    ordered = sorted(groups, key=lambda label: (label == NOT_KNOWN, label.casefold()))
    return [adopted(label, groups[label]) for label in ordered]


_LABELS: dict[By, Callable[[Seller], tuple[str, ...]]] = {
    By.WARD: lambda seller: (seller.ward,) if seller.ward else (),
    By.BUSINESS_TYPE: lambda seller: (seller.business_type,) if seller.business_type else (),
    By.CHAIN: lambda seller: ("Part of a chain" if seller.is_chain else "Independent",),
    By.KIND: lambda seller: (OUTLET_KIND_LABELS[seller.kind],),
    By.CHANNEL: lambda seller: tuple(CHANNEL_LABELS[one] for one in sorted(seller.channels)),
}

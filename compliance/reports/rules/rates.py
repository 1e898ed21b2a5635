"""How often tests ended in a sale: by kind of test, never pooled, each with its number and interval (pure)."""

from collections.abc import Iterable
from dataclasses import dataclass

from compliance.operations.rules import PURPOSE_LABELS, Purpose
from compliance.purchases.rules import (
    BASIS_BY_TYPE,
    BUYER_BASIS_LABELS,
    FAILED,
    NEEDS_SECOND_OFFICER,
    TYPE_LABELS,
    VALID,
    BuyerBasis,
    Outcome,
    Type,
)
from compliance.reports.rules.adoption import Rate
from compliance.retailers.rules import CHANNEL_LABELS, Channel

NO_PURPOSE = "No operation"
EVERY_CHANNEL = "All channels"

COUNTED_AS = {
    (Type.UNDERAGE, BuyerBasis.UNDER_18): "Sold to a person under 18",
    (Type.CHALLENGE_25, BuyerBasis.ADULT): "Sold to an adult without checking their age",
    (Type.INTERCEPTED, BuyerBasis.UNDER_18): "Would have sold to a person under 18",
    (Type.INTERCEPTED, BuyerBasis.ADULT): "Would have sold to an adult without checking their age",
    (Type.ONLINE_ORDER, BuyerBasis.UNDER_18): "Order accepted from a person under 18",
    (Type.ONLINE_ORDER, BuyerBasis.ADULT): "Order accepted from an adult",
    (Type.DELIVERY_CHECK, BuyerBasis.UNDER_18): "Handed over to a person under 18",
    (Type.DELIVERY_CHECK, BuyerBasis.ADULT): "Handed over to an adult without checking their age",
}
"""What is counted in the tests of a kind, in words. Only the first and the fifth can be a sale to a child."""


@dataclass(frozen=True, slots=True)
class Tests:
    """So many tests alike. `purpose` is that of their operation, None for tests of none."""

    __test__ = False
    type: Type
    buyer_basis: BuyerBasis
    purpose: Purpose | None
    channel: Channel
    outcome: Outcome
    overturned: bool
    count: int


@dataclass(slots=True)
class _Tally:
    valid: int = 0
    counted: int = 0
    void: int = 0
    overturned: int = 0
    no_attempt: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a kind of test: how many valid attempts ended so, and what is left out of them.

    `void` are void and aborted attempts, `overturned` results overturned after a dispute, and `no_attempt` visits on
    which nobody tried to buy (not stocked, closed, no suitable staff).
    """

    purpose: str
    channel: str
    rate: Rate
    void: int
    overturned: int
    no_attempt: int


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of test with one kind of buyer, what is counted in it, and its lines. There is no line for all of them."""

    label: str
    counted_as: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of a period. `listings` and `offered` are prohibited-weapon listing checks, of which there is none."""

    groups: tuple[Group, ...] = ()
    listings: int = 0
    offered: int = 0
    tests: int = 0


def rates_of(tests: Iterable[Tests], *, least: int, by_channel: bool = False) -> Rates:
    """Return the rates of some tests: by kind of test and of buyer, and within them by purpose, never pooled.

    The denominator is valid attempts (GAO-02-74 leaves invalid inspections out), without results that were overturned;
    with fewer than `least` no share is shown. A baseline exercise is never pooled with one that followed intelligence
    (domain section 6.22), so no line stands for several purposes. `by_channel` splits each line by channel.
    """
    tallies: dict[tuple[Type, BuyerBasis], dict[tuple[Purpose | None, Channel | None], _Tally]] = {}
    listings = offered = total = 0
    for one in tests:
        total += one.count
        if one.type is Type.LISTING_CHECK:
            listings += one.count if one.outcome not in NEEDS_SECOND_OFFICER else 0
            offered += one.count if one.outcome is Outcome.OFFERED_FOR_SALE and not one.overturned else 0
            continue
        lines = tallies.setdefault((one.type, one.buyer_basis), {})
        _add(lines.setdefault((one.purpose, one.channel if by_channel else None), _Tally()), one)
    groups = tuple(
        Group(_label(*kind), COUNTED_AS[kind], _lines(tallies[kind], least)) for kind in COUNTED_AS if kind in tallies
    )
    return Rates(groups, listings, offered, total)


def _add(tally: _Tally, one: Tests) -> None:
    if one.outcome in NEEDS_SECOND_OFFICER:
        tally.void += one.count
    elif one.overturned:
        tally.overturned += one.count
    elif one.outcome in VALID:
        tally.valid += one.count
        tally.counted += one.count if one.outcome in FAILED else 0
    else:
        tally.no_attempt += one.count


def _label(type_: Type, basis: BuyerBasis) -> str:
    label = TYPE_LABELS[type_]
    return label if len(BASIS_BY_TYPE[type_]) == 1 else f"{label}: {BUYER_BASIS_LABELS[basis].lower()}"


def _lines(tallies: dict[tuple[Purpose | None, Channel | None], _Tally], least: int) -> tuple[Line, ...]:
    purposes, channels = [*Purpose, None], [*Channel, None]
    ordered = sorted(tallies, key=lambda key: (purposes.index(key[0]), channels.index(key[1])))
    return tuple(
        Line(
            purpose=PURPOSE_LABELS[purpose] if purpose else NO_PURPOSE,
            channel=CHANNEL_LABELS[channel] if channel else EVERY_CHANNEL,
            rate=Rate(tallies[purpose, channel].counted, tallies[purpose, channel].valid, least),
            void=tallies[purpose, channel].void,
            overturned=tallies[purpose, channel].overturned,
            no_attempt=tallies[purpose, channel].no_attempt,
        )
        for purpose, channel in ordered
    )

"""Which law a test touches, and until when a prosecution can begin, with the working (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from compliance.dates import months_after, months_before
from compliance.offences.rules import (
    LIMITATION_MONTHS,
    Category,
    Clock,
    OffenceVersion,
    earliest_offence_day,
    prosecution_clock,
    provisions_for_sale,
    version_on,
)
from compliance.purchases.rules.attempt import Kind
from compliance.purchases.rules.words import NEEDS_SECOND_OFFICER, REFUSED, Outcome, Type

WHY_NO_OFFENCE = {
    Type.CHALLENGE_25: "The buyer was 18 or over: a Challenge 25 test is never an offence.",
    Type.INTERCEPTED: "It was stopped before payment, so nothing was sold and no offence of sale was committed.",
    Type.DELIVERY_CHECK: "A delivery or collection test looks at the hand-over, not at a sale to a person under 18.",
    Type.LISTING_CHECK: "Nobody bought anything. Offering a prohibited weapon for sale is a matter for CJA 1988 s.141.",
}

_STANDS_FOR_NOTHING = "The attempt does not stand, so it proves nothing."
_NO_ATTEMPT = "There was no attempt to buy."
_WHY_NO_SALE = {
    **dict.fromkeys(REFUSED, "The sale was refused."),
    **dict.fromkeys(NEEDS_SECOND_OFFICER, _STANDS_FOR_NOTHING),
    Outcome.NOT_STOCKED: _NO_ATTEMPT,
    Outcome.NOT_TRADING: _NO_ATTEMPT,
    Outcome.NO_SUITABLE_STAFF: _NO_ATTEMPT,
}


@dataclass(frozen=True, slots=True)
class SaleLaw:
    """The law of one test: versions in force on the day of the offence, its clock, or why there is none."""

    versions: tuple[OffenceVersion, ...] = ()
    offence_day: date | None = None
    clock: Clock | None = None
    why_none: str = ""


def sale_law(
    kind: Kind,
    category: Category,
    *,
    tested_on: date,
    overturned: bool,
    versions: Sequence[OffenceVersion],
    today: date,
    dispatched_on: date | None = None,
    handed_over_on: date | None = None,
) -> SaleLaw:
    """Return the law that a test touches as it stood on the day of the offence, and its prosecution clock.

    For an online order the day is the earliest of order, dispatch and hand-over, so that the clock can only end too
    soon. Only a completed sale to a person under 18 that has not been overturned has one (MCA 1980 s.127).
    """
    why = _why_none(kind, overturned=overturned)
    if why:
        return SaleLaw(why_none=why)
    remote = kind.type is Type.ONLINE_ORDER
    day = earliest_offence_day(tested_on, dispatched_on, handed_over_on) if remote else tested_on
    wanted = provisions_for_sale(category, remote=remote)
    if not wanted:
        return SaleLaw(
            offence_day=day, why_none="The table of offences holds none for this kind of product: take legal advice."
        )
    found = [version_on(versions, day, provision) for provision in wanted]
    offence = found[0]
    if offence is None:
        return SaleLaw(offence_day=day, why_none="The table of offences holds no version in force on that day.")
    in_force = tuple(version for version in found if version is not None)
    return SaleLaw(in_force, day, prosecution_clock(day, offence, today=today))


def _why_none(kind: Kind, *, overturned: bool) -> str:
    if overturned:
        return "The result was overturned, so nothing is left to prosecute."
    if kind.counts:
        return ""
    if kind.outcome in _WHY_NO_SALE:
        return _WHY_NO_SALE[kind.outcome]
    return WHY_NO_OFFENCE.get(kind.type, "The buyer was 18 or over: no sale to a person under 18.")


def first_day_running(today: date) -> date:
    """Return the earliest day of a summary offence whose six months have not passed `today` (both ends inclusive)."""
    day = months_before(today, LIMITATION_MONTHS)
    while months_after(day, LIMITATION_MONTHS) < today:
        day = date.fromordinal(day.toordinal() + 1)
    return day

"""Which law a test touches, and until when a prosecution can begin: the record as the rule on proof takes it (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from compliance.dates import months_after, months_before
from compliance.offences.rules import LIMITATION_MONTHS, Category, Clock, OffenceVersion, Provision
from compliance.offences.rules.proving import (
    Address,
    Buyer,
    Checkout,
    Facts,
    Grade,
    HandedOver,
    Proved,
    Result,
    Stands,
    Test,
    Verdict,
    facts_of_kind,
    prove,
)
from compliance.purchases.rules.attempt import Kind
from compliance.purchases.rules.stage_words import Charged
from compliance.purchases.rules.words import REFUSED, SOLD, Outcome, Payment, Type
from compliance.retailers.rules import Channel

SALE_OFFENCES = (Provision.CJA_S141A, Provision.OWA_S1, Provision.CROSSBOWS_S1)
"""The offences of a seller that turn on a sale to a person under 18, the first that a letter would quote first."""

RESULTS: Mapping[Outcome, Result | None] = {
    **dict.fromkeys(SOLD, Result.SOLD),
    **dict.fromkeys(REFUSED, Result.REFUSED),
    Outcome.WOULD_HAVE_SOLD_INTERCEPTED: Result.INTERCEPTED,
    Outcome.OFFERED_FOR_SALE: Result.OFFERED,
    Outcome.NOT_STOCKED: Result.NO_ATTEMPT,
    Outcome.NOT_TRADING: Result.NO_ATTEMPT,
    Outcome.NO_SUITABLE_STAFF: Result.NO_ATTEMPT,
    Outcome.ABORTED: None,
    Outcome.VOID: None,
}


class ClockWanted(StrEnum):
    """Which time to prosecute a list asks for."""

    RUNNING = "running"
    WITHIN = "within"
    PASSED = "passed"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ClockFilter:
    """Tests with a clock that runs, that runs out within `days` (inclusive), that has run out, or without a clock."""

    state: ClockWanted
    days: int | None = None


@dataclass(frozen=True, slots=True)
class SaleLaw:
    """The law of one sale: versions in force on the day of the offence, its clock, or why there is none."""

    versions: tuple[OffenceVersion, ...] = ()
    offence_day: date | None = None
    clock: Clock | None = None
    why_none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a test and bears on what it proves, from other records than its own.

    `seller` is the operator of the outlet on that day or the seller that was recorded; `seller_in_uk`, `incorporated`
    and the rest are None where nobody knows. `hand_over` is the record of how it was handed over, or None. `charged` is
    when the money for an order was taken.
    """

    seller: str = ""
    seller_in_uk: bool | None = None
    marketplace: str = ""
    delivery_company: str = ""
    incorporated: bool | None = None
    hand_over: Any = None
    charged: Charged | None = None
    delivered_by_seller: bool | None = None
    overturned: bool = False
    disputed: bool = False
    in_england_and_wales: bool = True


def facts_of_kind_of_test(kind: Kind, category: Category, on: date, channel: Channel | None = None) -> Facts:
    """Return the facts that the kind of a test, its buyer, its outcome, its product and its day give, and no more."""
    usual: dict[str, Any] = dict(facts_of_kind(category))
    return Facts(
        **usual,
        test=Test(kind.type.value),
        ordered_on=on,
        result=RESULTS[kind.outcome],
        stands=Stands(kind.outcome.value) if kind.outcome in {Outcome.ABORTED, Outcome.VOID} else Stands.STANDS,
        buyer=Buyer(kind.buyer_basis.value),
        remote=_remote(kind.type, channel),
        displayed=False if kind.outcome is Outcome.NOT_STOCKED else None,
    )


def _remote(type_: Type, channel: Channel | None) -> bool | None:
    """Return whether a test of this kind is bought at a distance.

    None for click and collect, which may be paid for when ordered or at the counter, and for a delivery or listing
    check, which holds no sale (CJA 1988 s.141B(1)(b), OWA 2019 s.38(1)(b): at the time of the sale).
    """
    if channel is Channel.CLICK_AND_COLLECT or type_ in {Type.DELIVERY_CHECK, Type.LISTING_CHECK}:
        return None
    return type_ is Type.ONLINE_ORDER


def _remote_as_paid(facts: Facts, purchase: Any, around: Surroundings) -> bool | None:
    """Return whether it was bought at a distance, by when click and collect was paid for.

    Paid for before it was collected, seller and buyer were apart when it was sold; paid for at the counter, in the shop
    or when it was handed over, they stood before each other.
    """
    if facts.remote is not None or purchase.type in {Type.DELIVERY_CHECK, Type.LISTING_CHECK}:
        return facts.remote
    if purchase.type is Type.ONLINE_ORDER:
        return _AT_A_DISTANCE.get(around.charged) if around.charged else None
    return False if purchase.payment is Payment.CASH else None


_AT_A_DISTANCE: Mapping[Charged, bool] = {
    Charged.AT_THE_ORDER: True,
    Charged.AT_DISPATCH: True,
    Charged.AT_THE_HAND_OVER: False,
}


def facts_of_test(purchase: Any, category: Category, around: Surroundings) -> Facts:
    """Return a recorded test as the rule on proof takes it; what nobody recorded is not known.

    The officer's view of the product in hand goes before that of its kind.
    """
    kind = Kind(purchase.type, purchase.buyer_basis, purchase.outcome)
    facts = facts_of_kind_of_test(kind, category, purchase.tested_on, purchase.channel)
    usual = facts_of_kind(category, folds=purchase.folds)
    return replace(
        facts,
        remote=_remote_as_paid(facts, purchase, around),
        stands=_stands(facts.stands, around),
        proof=Grade(purchase.proof.value),
        buyer_age=purchase.age_years,
        in_england_and_wales=around.in_england_and_wales,
        product=", ".join(filter(None, (category.label, purchase.product, purchase.brand))),
        is_article=_seen(purchase.product_is_article, usual["is_article"]),
        is_bladed_product=_seen(purchase.product_is_bladed, facts.is_bladed_product),
        folding_pocket_knife=_seen(purchase.folds, facts.folding_pocket_knife),
        cutting_edge_mm=None if purchase.blade_length_mm is None else Decimal(str(purchase.blade_length_mm)),
        displayed=True if purchase.displayed_where.strip() else facts.displayed,
        published=True if purchase.url.strip() else None,
        seller=around.seller,
        seller_in_uk=around.seller_in_uk,
        marketplace=around.marketplace,
        age_check=None if purchase.age_check is None else Checkout(purchase.age_check.value),
        declared_age_true=purchase.declared_age_true,
        delivery_company=around.delivery_company,
        delivered_by_seller=around.delivered_by_seller,
        company_incorporated=around.incorporated,
        reached_officer=None if purchase.handed_to_officer_at_time is None else True,
        **_hand_over(purchase, around.hand_over),
    )


def _seen(seen: bool | None, usual: bool | None) -> bool | None:
    return usual if seen is None else seen


def _stands(stands: Stands, around: Surroundings) -> Stands:
    if around.overturned:
        return Stands.OVERTURNED
    return Stands.DISPUTED if stands is Stands.STANDS and around.disputed else stands


def _hand_over(purchase: Any, hand_over: Any) -> dict[str, Any]:
    """Return the facts of the hand-over. A delivery check without a record of its own is itself one."""
    if hand_over is None:
        return _delivery_check(purchase) if purchase.type is Type.DELIVERY_CHECK else {}
    return {
        "dispatched_on": hand_over.dispatched_on,
        "handed_over_on": hand_over.handed_over_on,
        "handed_over": HandedOver(hand_over.result.value),
        "address": None if hand_over.address_kind is None else Address(hand_over.address_kind.value),
        "handed_to": hand_over.handed_to,
        "handed_to_age": hand_over.handed_to_age_years,
        "age_checked_delivery": hand_over.age_verified_delivery,
        "arranged_before_sale": hand_over.arranged_before_sale,
        "told_of_blades": hand_over.told_of_blades,
        "marked_blade": hand_over.marked_blade,
        "marked_18": hand_over.marked_18,
        "marking": hand_over.package_marking,
    }


def _delivery_check(purchase: Any) -> dict[str, Any]:
    if purchase.outcome in SOLD:
        looked_at = HandedOver.HANDED_OVER_AFTER_ID if purchase.id_looked_at else HandedOver.HANDED_OVER_UNCHECKED
        return {
            "handed_over": looked_at,
            "handed_over_on": purchase.tested_on,
            "handed_to_age": purchase.age_years,
        }
    return {"handed_over": HandedOver.REFUSED} if purchase.outcome in REFUSED else {}


def sale_law(
    kind: Kind,
    category: Category,
    *,
    tested_on: date,
    overturned: bool,
    versions: Sequence[OffenceVersion],
    today: date,
) -> SaleLaw:
    """Return the law of a sale of which no more is known than its kind, its product and its day.

    For an online order the day is that of the order, so that the clock can only end too soon (MCA 1980 s.127).
    """
    facts = facts_of_kind_of_test(kind, category, tested_on)
    known = replace(facts, stands=Stands.OVERTURNED) if overturned else facts
    return law_of_sale(prove(known, versions, today=today), known)


def law_of_sale(proved: Proved, facts: Facts) -> SaleLaw:
    """Return the law of a sale to a person under 18 from what its record proves, or why there is none.

    The offence first, then what narrows its defence at a distance. An offence that cannot be proved yet is there too:
    its clock runs.
    """
    if proved.why_nothing:
        return SaleLaw(why_none=proved.why_nothing)
    findings = [finding for finding in map(proved.of, SALE_OFFENCES) if finding is not None]
    possible = [finding for finding in findings if finding.verdict is not Verdict.CANNOT]
    found = next((finding for finding in possible if finding.clock is not None), None)
    if found is None:
        told = next(iter(possible or findings), None)
        return SaleLaw(why_none=told.reasons[0] if told else "The table of law holds no offence of such a sale.")
    quoted = [found.version]
    if found.provision is Provision.CJA_S141A and facts.remote:
        quoted.append(proved.condition_version)
    return SaleLaw(tuple(version for version in quoted if version is not None), found.offence_day, found.clock)


def first_day_running(today: date) -> date:
    """Return the earliest day of a summary offence whose six months have not passed `today` (both ends inclusive)."""
    day = months_before(today, LIMITATION_MONTHS)
    while months_after(day, LIMITATION_MONTHS) < today:
        day = date.fromordinal(day.toordinal() + 1)
    return day

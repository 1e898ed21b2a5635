"""Records of tests to prove offences with: one in store, one online, each complete."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from compliance.offences.rules import SEED
from compliance.offences.rules.proving import (
    Address,
    Buyer,
    Checkout,
    Facts,
    Grade,
    HandedOver,
    Result,
    Test,
    prove,
)

TODAY = date(2026, 11, 22)

IN_STORE = Facts(
    test=Test.UNDERAGE,
    ordered_on=date(2026, 10, 1),
    result=Result.SOLD,
    proof=Grade.OFFICER_WITNESSED,
    buyer=Buyer.UNDER_18,
    buyer_age=16,
    remote=False,
    product="kitchen knife",
    is_article=True,
    is_bladed_product=True,
    prohibited_weapon=False,
    flick_or_gravity_knife=False,
    corrosive=False,
    crossbow=False,
    folding_pocket_knife=False,
    seller="Invented Hardware Ltd",
    seller_in_uk=True,
    reached_officer=True,
)
"""A kitchen knife sold over the counter to a volunteer of 16."""

ONLINE = replace(
    IN_STORE,
    test=Test.ONLINE_ORDER,
    remote=True,
    published=True,
    age_check=Checkout.TICK_BOX,
    dispatched_on=date(2026, 10, 2),
    handed_over_on=date(2026, 10, 5),
    handed_over=HandedOver.HANDED_OVER_UNCHECKED,
    address=Address.RESIDENTIAL,
    handed_to="the volunteer",
    handed_to_age=16,
    delivery_company="Invented Vans Ltd",
    company_incorporated=True,
    arranged_before_sale=True,
    told_of_blades=True,
    marked_blade=True,
    marked_18=True,
    marking="Contains a knife. Deliver only to a person aged 18 or over.",
    reached_officer=None,
)
"""The same ordered online by the volunteer, sent to a flat and handed to them there without any check."""

OVERSEAS = replace(ONLINE, seller_in_uk=False)
LISTING = replace(
    IN_STORE,
    test=Test.LISTING_CHECK,
    result=Result.OFFERED,
    buyer=Buyer.NONE,
    buyer_age=None,
    remote=None,
    published=True,
    product="zombie-style knife",
    prohibited_weapon=True,
    reached_officer=None,
)
FOLDING = replace(IN_STORE, product="pocket knife", is_article=False, folding_pocket_knife=True)
"""A folding pocket-knife as its kind has it: a bladed product, not an article; not yet measured."""


def edge(millimetres: str) -> dict[str, Decimal]:
    return {"cutting_edge_mm": Decimal(millimetres)}


def proved(base=IN_STORE, *, today=TODAY, versions=SEED, **changes):
    """What a record proves, with some of its facts changed."""
    return prove(replace(base, **changes), versions, today=today)

"""Each fact in words, so that a reason can quote what it rests on (pure)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum

from compliance.offences.rules.proving.facts import (
    Address,
    Buyer,
    Checkout,
    Facts,
    Grade,
    HandedOver,
    Result,
    Stands,
    Test,
)

FACT_LABELS: Mapping[str, str] = {
    "test": "Kind of test",
    "ordered_on": "Day of the sale, the order or the listing",
    "result": "Outcome",
    "stands": "Does the result stand",
    "proof": "How well it is established",
    "buyer": "Buyer",
    "buyer_age": "Age of the buyer on the day",
    "remote": "Bought at a distance",
    "in_england_and_wales": "In England and Wales",
    "product": "Product",
    "is_article": "Section 141A article",
    "is_bladed_product": "Bladed product",
    "prohibited_weapon": "Prohibited weapon",
    "flick_or_gravity_knife": "Flick knife or gravity knife",
    "corrosive": "Corrosive product",
    "crossbow": "Crossbow or part of one",
    "draw_weight_grams": "Draw weight in grams",
    "folding_pocket_knife": "Folding pocket-knife",
    "cutting_edge_mm": "Cutting edge in millimetres",
    "displayed": "On display for sale",
    "published": "Material published to market it",
    "suggests_combat": "Marketing suggests combat or violence",
    "seller": "Seller",
    "seller_in_uk": "Seller in the United Kingdom",
    "marketplace": "Marketplace",
    "age_check": "Age check at the checkout",
    "declared_age_true": "True age given",
    "arranged_on": "Day the delivery was arranged",
    "dispatched_on": "Day of dispatch",
    "handed_over_on": "Day of the hand-over",
    "handed_over": "How the hand-over ended",
    "address": "Kind of address",
    "handed_to": "Who took it",
    "handed_to_age": "Age of the person who took it",
    "delivery_company": "Delivery company",
    "delivered_by_seller": "Delivered by the seller itself",
    "age_checked_delivery": "Delivery with an age check asked for",
    "company_incorporated": "Delivery company is a body corporate",
    "arranged_before_sale": "Arrangement made before the sale",
    "told_of_blades": "Delivery company knew of the blades",
    "marked_blade": "Package marked: holds a blade or point",
    "marked_18": "Package marked: only into the hands of an adult",
    "marking": "Marking on the package",
    "reached_officer": "Time it reached the officer recorded",
}
"""Every fact by the words of the record, in the order of `Facts`."""

VALUE_LABELS: Mapping[type[Enum], Mapping[str, str]] = {
    Test: {
        Test.UNDERAGE: "underage test purchase",
        Test.CHALLENGE_25: "Challenge 25 test",
        Test.INTERCEPTED: "intercepted test",
        Test.ONLINE_ORDER: "online order test",
        Test.DELIVERY_CHECK: "delivery or collection test",
        Test.LISTING_CHECK: "prohibited-weapon listing check",
    },
    Result: {
        Result.SOLD: "sold",
        Result.REFUSED: "refused",
        Result.INTERCEPTED: "would have sold: intercepted",
        Result.OFFERED: "offered for sale",
        Result.NO_ATTEMPT: "no attempt",
    },
    Stands: {
        Stands.STANDS: "stands",
        Stands.DISPUTED: "stands, disputed",
        Stands.OVERTURNED: "overturned",
        Stands.ABORTED: "aborted",
        Stands.VOID: "void",
    },
    Grade: {
        Grade.ALLEGATION: "allegation",
        Grade.OFFICER_WITNESSED: "witnessed by an officer",
        Grade.CAUTION: "formal caution",
        Grade.CONVICTION: "conviction",
    },
    Buyer: {
        Buyer.UNDER_18: "under 18",
        Buyer.ADULT: "18 or over",
        Buyer.NONE: "none",
    },
    Checkout: {
        Checkout.NONE: "none",
        Checkout.TICK_BOX: "tick box",
        Checkout.DATE_OF_BIRTH: "date of birth asked",
        Checkout.CARD: "card check",
        Checkout.IDENTITY_DOCUMENT: "identity document",
        Checkout.DIGITAL_IDENTITY: "digital identity",
    },
    HandedOver: {
        HandedOver.NOT_YET: "not yet delivered",
        HandedOver.HANDED_OVER_UNCHECKED: "handed over, no age check",
        HandedOver.HANDED_OVER_AFTER_ID: "handed over after ID was looked at",
        HandedOver.REFUSED: "refused at hand-over",
        HandedOver.LEFT_UNATTENDED: "left unattended",
        HandedOver.LEFT_WITH_NEIGHBOUR: "left with a neighbour",
        HandedOver.LOCKER: "left in a locker",
        HandedOver.NOT_DELIVERED: "never delivered",
    },
    Address: {
        Address.RESIDENTIAL: "home, used solely as one",
        Address.RESIDENCE_WITH_BUSINESS: "home from which a business is carried on",
        Address.BUSINESS: "business premises",
        Address.MAILBOX: "mailbox",
        Address.LOCKER: "locker",
        Address.COLLECTION_POINT: "collection point or shop",
    },
}
"""The values of each kind of answer in words. By kind, because the same word may mean two things."""


def quote(facts: Facts, name: str) -> str:
    """Return a fact of the record as it is quoted: its words and its value, or that it is not recorded."""
    return f"{FACT_LABELS[name]}: {_value(getattr(facts, name))}"


def _value(value: object) -> str:
    if value is None or value == "":
        return "not recorded"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return VALUE_LABELS[type(value)][value.value]
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def day_words(day: date) -> str:
    """Return a day as it is written: 5 October 2026."""
    return f"{day.day} {day:%B %Y}"

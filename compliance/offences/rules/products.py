"""Kinds of product, and which law each falls under."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from compliance.errors import Refusal
from compliance.offences.rules.law import Provision


class ProductCategory(StrEnum):
    """What was asked for, as an officer would name it."""

    KITCHEN_KNIFE = "kitchen_knife"
    DIY_BLADE = "diy_blade"
    OUTDOOR_KNIFE = "outdoor_knife"
    FOLDING_KNIFE = "folding_knife"
    AXE = "axe"
    RAZOR_BLADE = "razor_blade"
    CARTRIDGE_RAZOR = "cartridge_razor"
    SWORD = "sword"
    STATUS_WEAPON = "status_weapon"
    CORROSIVE = "corrosive"
    CROSSBOW = "crossbow"


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of product and the five flags that say which law may reach it; the product in hand decides."""

    label: str
    is_141a_article: bool = False
    is_bladed_product: bool = False
    prohibited_weapon: bool = False
    corrosive: bool = False
    crossbow: bool = False
    note: str = ""


CATEGORIES: Mapping[ProductCategory, Category] = {
    ProductCategory.KITCHEN_KNIFE: Category("Kitchen knife", is_141a_article=True, is_bladed_product=True),
    ProductCategory.DIY_BLADE: Category("DIY or craft knife or blade", is_141a_article=True, is_bladed_product=True),
    ProductCategory.OUTDOOR_KNIFE: Category("Hunting or outdoor knife", is_141a_article=True, is_bladed_product=True),
    ProductCategory.FOLDING_KNIFE: Category(
        "Folding pocket knife, cutting edge 3 inches or less",
        is_bladed_product=True,
        note="With a cutting edge of 7.62 cm (3 inches) or less it is outside section 141A. Measure it.",
    ),
    ProductCategory.AXE: Category("Axe", is_141a_article=True, is_bladed_product=True),
    ProductCategory.RAZOR_BLADE: Category("Razor blade", is_141a_article=True, is_bladed_product=True),
    ProductCategory.CARTRIDGE_RAZOR: Category(
        "Razor blades in a cartridge",
        note="Thought to be exempt from section 141A by a 1996 order, which has not been read: take legal advice.",
    ),
    ProductCategory.SWORD: Category(
        "Sword or machete",
        is_141a_article=True,
        is_bladed_product=True,
        note="Some swords and machetes are also prohibited weapons (CJA 1988 s.141): check the description.",
    ),
    ProductCategory.STATUS_WEAPON: Category(
        '"Status" weapon (zombie style and the like)',
        is_141a_article=True,
        is_bladed_product=True,
        prohibited_weapon=True,
        note="Selling or offering it to anyone is an offence where it is a specified weapon (CJA 1988 s.141).",
    ),
    ProductCategory.CORROSIVE: Category("Corrosive product", corrosive=True),
    ProductCategory.CROSSBOW: Category(
        "Crossbow or part of one",
        crossbow=True,
        note="A person under 18 who buys one commits an offence (Crossbows Act 1987 s.2).",
    ),
}


FLAG_LABELS: Mapping[str, str] = {
    "is_141a_article": "Section 141A article",
    "is_bladed_product": "Bladed product",
    "prohibited_weapon": "Prohibited weapon",
    "corrosive": "Corrosive product",
    "crossbow": "Crossbow",
}
"""The five flags in words: CJA 1988 s.141A, OWA 2019 s.41, CJA 1988 s.141, OWA 2019 s.1, Crossbows Act 1987."""


def flags_of(category: ProductCategory) -> tuple[str, ...]:
    """Return the flags of a kind of product in words, in their order; empty when none of these laws reaches it."""
    return tuple(label for flag, label in FLAG_LABELS.items() if getattr(CATEGORIES[category], flag))


def check_product(
    category: ProductCategory, *, buyer_under_18: bool, in_england_and_wales: bool = True, legal_sign_off: str = ""
) -> None:
    """Raise Refusal when a volunteer may not be asked to buy this kind of product.

    A buyer under 18 commits an offence by buying a crossbow or part of one (Crossbows Act 1987 s.2); in England and
    Wales nothing authorises a young buyer as s.3A does in Scotland, so the test needs legal sign-off. `legal_sign_off`
    says who gave it and when, or is empty.
    """
    if CATEGORIES[category].crossbow and buyer_under_18 and in_england_and_wales and not legal_sign_off.strip():
        raise Refusal(
            "A person under 18 who buys a crossbow or part of one commits an offence (Crossbows Act 1987, section 2). "
            "Use an adult buyer, or record who in legal services signed this test off and when",
            "product_category",
        )


def provisions_for_sale(category: ProductCategory, *, remote: bool) -> tuple[Provision, ...]:
    """Return the provisions that a completed sale to a person under 18 may break or rest on, the offence first.

    CJA 1988 s.141A for its articles; a remote sale adds s.141B, which narrows the defence. Empty for products whose
    sale to a person under 18 this table of offences does not hold.
    """
    if not CATEGORIES[category].is_141a_article:
        return ()
    return (Provision.CJA_S141A, Provision.CJA_S141B) if remote else (Provision.CJA_S141A,)

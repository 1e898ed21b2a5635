"""Kinds of product, and which law each falls under."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.errors import NotFound, Refusal
from compliance.offences.rules.law import Provision


class ProductCategory(StrEnum):
    """The codes of the kinds that came ready. The table of categories says which there are on a day: see `Category`."""

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
    """A kind of product from `in_force_from` to `in_force_to`, both inclusive, and the law that may reach it.

    Five flags: CJA 1988 s.141A, OWA 2019 s.41, CJA 1988 s.141, OWA 2019 s.1, Crossbows Act 1987. They are the usual
    answer for the kind; the product in hand decides. No first day: from the start of the record.
    """

    code: str
    label: str
    is_141a_article: bool = False
    is_bladed_product: bool = False
    prohibited_weapon: bool = False
    corrosive: bool = False
    crossbow: bool = False
    note: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    source: str = ""
    confirmed: bool = False

    def in_force_on(self, day: date) -> bool:
        """Say whether this version stood on `day`, first and last day inclusive."""
        return (self.in_force_from or date.min) <= day <= (self.in_force_to or date.max)

    @property
    def is_knife(self) -> bool:
        """Whether whoever sells it sells knives: a bladed product or a section 141A article."""
        return self.is_bladed_product or self.is_141a_article


def categories_on(versions: Iterable[Category], day: date) -> list[Category]:
    """Return the kinds of product that are on the list on `day`, in their order."""
    return [one for one in versions if one.in_force_on(day)]


def category_at(versions: Iterable[Category], code: str, day: date) -> Category:
    """Return a kind of product as it stood on `day`, for a record of that day.

    Where no version stood that day (it was taken off the list, or put on it later) the nearest one before it, or else
    the first, so that an older record still shows. Raises NotFound for a code that never was.
    """
    known = sorted((one for one in versions if one.code == code), key=lambda one: one.in_force_from or date.min)
    if not known:
        raise NotFound
    standing = [one for one in known if (one.in_force_from or date.min) <= day]
    return standing[-1] if standing else known[0]


def latest_categories(versions: Iterable[Category], day: date) -> dict[str, Category]:
    """Return every kind of product there ever was by its code, as `category_at` has it on `day`, in their order."""
    known = list(versions)
    return {code: category_at(known, code, day) for code in dict.fromkeys(one.code for one in known)}


def check_category(versions: Iterable[Category], code: str, day: date) -> Category:
    """Return the kind of product that a record of `day` names, by its code or, in a file brought in, its label.

    Raises Refusal beside `product_category` when it is not on the list that day.
    """
    said = code.strip().casefold()
    for one in versions:
        if said in (one.code, one.label.casefold()) and one.in_force_on(day):
            return one
    raise Refusal(
        f"“{code[:60]}” is not a kind of product on the list on {day.day} {day:%B %Y}: the day of the test",
        "product_category",
    )


FLAG_LABELS: Mapping[str, str] = {
    "is_141a_article": "Section 141A article",
    "is_bladed_product": "Bladed product",
    "prohibited_weapon": "Prohibited weapon",
    "corrosive": "Corrosive product",
    "crossbow": "Crossbow",
}
"""The five flags in words: CJA 1988 s.141A, OWA 2019 s.41, CJA 1988 s.141, OWA 2019 s.1, Crossbows Act 1987."""


def flags_of(category: Category) -> tuple[str, ...]:
    """Return the flags of a kind of product in words, in their order; empty when none of these laws reaches it."""
    return tuple(label for flag, label in FLAG_LABELS.items() if getattr(category, flag))


def check_product(
    category: Category, *, buyer_under_18: bool, in_england_and_wales: bool = True, legal_sign_off: str = ""
) -> None:
    """Raise Refusal when a volunteer may not be asked to buy this kind of product.

    A buyer under 18 commits an offence by buying a crossbow or part of one (Crossbows Act 1987 s.2); in England and
    Wales nothing authorises a young buyer as s.3A does in Scotland, so the test needs legal sign-off. `legal_sign_off`
    says who gave it and when, or is empty.
    """
    if category.crossbow and buyer_under_18 and in_england_and_wales and not legal_sign_off.strip():
        raise Refusal(
            "A person under 18 who buys a crossbow or part of one commits an offence (Crossbows Act 1987, section 2). "
            "Use an adult buyer, or record who in legal services signed this test off and when",
            "product_category",
        )


def provisions_for_sale(category: Category, *, remote: bool) -> tuple[Provision, ...]:
    """Return the provisions that a completed sale to a person under 18 may break or rest on, the offence first.

    CJA 1988 s.141A for its articles; a remote sale adds s.141B, which narrows the defence. Empty for products whose
    sale to a person under 18 this table of offences does not hold.
    """
    return provisions_of_articles(remote=remote) if category.is_141a_article else ()


def provisions_of_articles(*, remote: bool) -> tuple[Provision, ...]:
    """Return the provisions that the sale of a section 141A article to a person under 18 may break or rest on."""
    return (Provision.CJA_S141A, Provision.CJA_S141B) if remote else (Provision.CJA_S141A,)


def by_code(categories: Sequence[Category]) -> dict[str, Category]:
    """Return categories by their code."""
    return {one.code: one for one in categories}

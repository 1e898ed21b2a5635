"""The kinds of product that come ready, and what was read to say which law may reach each."""

from compliance.offences.rules.products import Category, ProductCategory

_LISTED = (
    "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article made or "
    "adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 (bladed product)."
)
_FOLDING = (
    "The exception for a folding pocket knife was read in a secondary source only (JTS, “Knife sales: the sharp end”); "
    "OWA 2019 s.41 (bladed product)."
)
_RAZOR = "The exemption of cartridge razor blades is thought to be in a 1996 order, which was not read."
_STATUS = "CJA 1988 ss.141, 141A. The order that describes the specified weapons was not read."

CATEGORIES: tuple[Category, ...] = (
    Category(
        ProductCategory.KITCHEN_KNIFE.value,
        "Kitchen knife",
        is_141a_article=True,
        is_bladed_product=True,
        source=_LISTED,
        confirmed=True,
    ),
    Category(
        ProductCategory.DIY_BLADE.value,
        "DIY or craft knife or blade",
        is_141a_article=True,
        is_bladed_product=True,
        source=_LISTED,
        confirmed=True,
    ),
    Category(
        ProductCategory.OUTDOOR_KNIFE.value,
        "Hunting or outdoor knife",
        is_141a_article=True,
        is_bladed_product=True,
        source=_LISTED,
        confirmed=True,
    ),
    Category(
        ProductCategory.FOLDING_KNIFE.value,
        "Folding pocket knife, cutting edge 3 inches or less",
        is_bladed_product=True,
        note="With a cutting edge of 7.62 cm (3 inches) or less it is outside section 141A. Measure it.",
        source=_FOLDING,
    ),
    Category(
        ProductCategory.AXE.value,
        "Axe",
        is_141a_article=True,
        is_bladed_product=True,
        source=_LISTED,
        confirmed=True,
    ),
    Category(
        ProductCategory.RAZOR_BLADE.value,
        "Razor blade",
        is_141a_article=True,
        is_bladed_product=True,
        source=_LISTED,
        confirmed=True,
    ),
    Category(
        ProductCategory.CARTRIDGE_RAZOR.value,
        "Razor blades in a cartridge",
        note="Thought to be exempt from section 141A by a 1996 order, which has not been read: take legal advice.",
        source=_RAZOR,
    ),
    Category(
        ProductCategory.SWORD.value,
        "Sword or machete",
        is_141a_article=True,
        is_bladed_product=True,
        note="Some swords and machetes are also prohibited weapons (CJA 1988 s.141): check the description.",
        source=_LISTED,
        confirmed=True,
    ),
    Category(
        ProductCategory.STATUS_WEAPON.value,
        '"Status" weapon (zombie style and the like)',
        is_141a_article=True,
        is_bladed_product=True,
        prohibited_weapon=True,
        note="Selling or offering it to anyone is an offence where it is a specified weapon (CJA 1988 s.141).",
        source=_STATUS,
    ),
    Category(
        ProductCategory.CORROSIVE.value,
        "Corrosive product",
        corrosive=True,
        source="OWA 2019 ss.1 to 4: the headings and the text of section 4 were read, not the list of substances.",
    ),
    Category(
        ProductCategory.CROSSBOW.value,
        "Crossbow or part of one",
        crossbow=True,
        note="A person under 18 who buys one commits an offence (Crossbows Act 1987 s.2).",
        source="Crossbows Act 1987 ss.1, 2.",
        confirmed=True,
    ),
)
"""In the order in which they are offered."""

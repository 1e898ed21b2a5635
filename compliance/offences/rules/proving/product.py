"""What must be proved of the product: each law reaches a different set of things (pure)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from compliance.offences.rules.proving.answers import Answer, Element
from compliance.offences.rules.proving.facts import Facts

LONGEST_EXEMPT_EDGE_MM = Decimal("76.2")
"""7.62 centimetres or 3 inches, itself still exempt: a folding pocket-knife up to here is outside s.141A."""

WEAPONS_IN_141A_FROM = date(2022, 4, 6)
"""Until the day before, weapons in an order under s.141(2) were outside s.141A (s.141A(3)(b), left out by OWA s.34)."""

_ARTICLE = "A knife or another article to which section 141A applies"
MIN_DRAW_WEIGHT_GRAMS = 1400
"""The Crossbows Act 1987 does not apply below 1.4 kilograms (s.5)."""


def article(facts: Facts, day: date) -> Element:
    """Return whether the product is an article to which CJA 1988 s.141A applied on a day.

    A flick or gravity knife never is (s.141A(3)(a)); a prohibited weapon only since 6 April 2022; a folding knife only
    with a cutting edge longer than 7.62 cm, whatever its kind says.
    """
    decided = _no_article(facts, day) or _doubt_article(facts, day)
    if decided is not None:
        return decided
    if _folding_and_long(facts):
        return Element(
            what=_ARTICLE,
            answer=Answer.YES,
            reason=f"It is a folding knife with a cutting edge of {_edge(facts)}, more than 7.62 cm (3 inches).",
            rests_on=("folding_pocket_knife", "cutting_edge_mm"),
        )
    return Element(
        what=_ARTICLE,
        answer=Answer.YES,
        reason=f"{_named(facts)} is recorded as a section 141A article.",
        rests_on=("is_article", "product"),
    )


def _no_article(facts: Facts, day: date) -> Element | None:
    """Return what rules it out as an article, or None."""
    what = _ARTICLE
    if facts.is_article is False and not facts.folding_pocket_knife:
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"{_named(facts)} is recorded as something that section 141A does not reach.",
            rests_on=("is_article", "product"),
        )
    if facts.flick_or_gravity_knife:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="A flick knife or gravity knife is outside section 141A (section 141A(3)(a)): selling one to "
            "anybody is an offence of its own.",
            rests_on=("flick_or_gravity_knife",),
        )
    if facts.prohibited_weapon and day < WEAPONS_IN_141A_FROM:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="Until 5 April 2022 a prohibited weapon was outside section 141A: selling one to anybody was an "
            "offence of its own.",
            rests_on=("prohibited_weapon", "ordered_on"),
        )
    if facts.folding_pocket_knife and _short(facts):
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"It is a folding pocket-knife with a cutting edge of {_edge(facts)}, which is not more than "
            "7.62 cm (3 inches), so section 141A does not reach it. A knife that locks open is not a folding "
            "pocket-knife.",
            rests_on=("folding_pocket_knife", "cutting_edge_mm"),
        )
    return None


def _doubt_article(facts: Facts, day: date) -> Element | None:
    """Return what is not yet known of the product, the first that stands in the way, or None."""
    what = _ARTICLE
    if facts.is_article is None and not facts.folding_pocket_knife:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say whether the product is a knife or another section 141A article.",
            rests_on=("is_article", "product"),
            missing="What the product is",
            get="Examine and photograph it, and record its kind.",
        )
    if facts.flick_or_gravity_knife is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="If it is a flick knife or gravity knife, section 141A does not reach it, and the record does not "
            "say.",
            rests_on=("flick_or_gravity_knife",),
            missing="How the blade opens",
            get="Have somebody experienced open it: by a button or spring, by gravity, or by hand only.",
        )
    if facts.prohibited_weapon is None and day < WEAPONS_IN_141A_FROM:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="Until 5 April 2022 a prohibited weapon was outside section 141A, and the record does not say "
            "whether this is one.",
            rests_on=("prohibited_weapon", "ordered_on"),
            missing="Whether it is a prohibited weapon",
            get="Compare it with the descriptions in the order made under section 141(2).",
        )
    return _doubt_folding(facts, what)


def _doubt_folding(facts: Facts, what: str) -> Element | None:
    if facts.folding_pocket_knife is False or (facts.cutting_edge_mm is not None and not _short(facts)):
        return None
    if facts.folding_pocket_knife is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="A folding pocket-knife with a cutting edge of 7.62 cm (3 inches) or less is outside section 141A, "
            "and the record does not say whether this one folds.",
            rests_on=("folding_pocket_knife", "cutting_edge_mm"),
            missing="Whether it is a folding pocket-knife",
            get="Record whether it folds at any time by pressing on the blade. One that locks open does not.",
        )
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason="It is a folding pocket-knife whose cutting edge has not been measured; with 7.62 cm (3 inches) or less "
        "section 141A does not reach it.",
        rests_on=("folding_pocket_knife", "cutting_edge_mm"),
        missing="The length of the cutting edge",
        get="Measure the whole cutting edge in millimetres, and photograph it beside a rule.",
    )


def bladed_product(facts: Facts) -> Element:
    """Return whether the product is a bladed product (OWA 2019 s.41): another set than the articles of s.141A.

    What ROWA 1959 s.1 describes is left out, and so is what an order under s.141A(3)(c) describes: the exemption of
    short folding pocket-knives is understood to be such an order, which has not been read.
    """
    what = "A bladed product: a blade, capable of a serious injury that cuts the skin"
    if facts.flick_or_gravity_knife:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="A flick knife or gravity knife is left out of “bladed product” (section 41(2)(a)).",
            rests_on=("flick_or_gravity_knife",),
        )
    if facts.is_bladed_product is False:
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"{_named(facts)} is recorded as not being a bladed product.",
            rests_on=("is_bladed_product", "product"),
        )
    if facts.is_bladed_product is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The record does not say whether the product is a bladed product.",
            rests_on=("is_bladed_product", "product"),
            missing="Whether it has a blade that can seriously injure by cutting the skin",
            get="Examine and photograph it, and record its kind.",
        )
    if facts.flick_or_gravity_knife is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="If it is a flick knife or gravity knife it is left out of “bladed product”, and the record does "
            "not say.",
            rests_on=("flick_or_gravity_knife",),
            missing="How the blade opens",
            get="Have somebody experienced open it: by a button or spring, by gravity, or by hand only.",
        )
    return _doubt_bladed_folding(facts, what) or Element(
        what=what,
        answer=Answer.YES,
        reason=f"{_named(facts)} is recorded as a bladed product.",
        rests_on=("is_bladed_product", "product"),
    )


def _doubt_bladed_folding(facts: Facts, what: str) -> Element | None:
    if facts.folding_pocket_knife is False or (facts.cutting_edge_mm is not None and not _short(facts)):
        return None
    if facts.folding_pocket_knife and _short(facts):
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"It is a folding pocket-knife with a cutting edge of {_edge(facts)}. Section 41(2)(b) leaves out "
            "what an order under section 141A(3)(c) exempts, and such knives are understood to be exempt by the order "
            "of 1996, whose words are not confirmed here.",
            rests_on=("folding_pocket_knife", "cutting_edge_mm"),
            missing="Legal advice, with the order read",
            get="Ask legal services whether the order of 1996 exempts this knife before relying on this offence.",
        )
    return _doubt_folding(facts, what)


def prohibited(facts: Facts) -> Element:
    """Return whether the product is a weapon of an order under CJA 1988 s.141(2)."""
    return _flag(
        facts,
        "prohibited_weapon",
        what="A weapon specified in an order (section 141(2))",
        yes="is recorded as a prohibited weapon",
        no="is not recorded as a prohibited weapon",
        unknown="The record does not say whether the product is a prohibited weapon.",
        missing="Whether it fits a description in the order made under section 141(2)",
        get="Compare it, feature by feature, with the descriptions in the order; have somebody experienced examine it.",
    )


def flick_or_gravity(facts: Facts) -> Element:
    """Return whether the product is a knife that ROWA 1959 s.1(1) describes."""
    return _flag(
        facts,
        "flick_or_gravity_knife",
        what="A flick knife or a gravity knife",
        yes="is recorded as a flick knife or gravity knife",
        no="is not a flick knife or gravity knife",
        unknown="The record does not say whether the blade opens by a button, a spring or gravity.",
        missing="How the blade opens",
        get="Have somebody experienced open it: by a button or spring, by gravity, or by hand only.",
    )


def corrosive(facts: Facts) -> Element:
    """Return whether the product is a corrosive product (OWA 2019 s.1(11))."""
    return _flag(
        facts,
        "corrosive",
        what="A corrosive product",
        yes="is recorded as a corrosive product",
        no="is not recorded as a corrosive product",
        unknown="The record does not say whether the product is a corrosive product.",
        missing="The substance and its concentration",
        get="Take both from the label or by analysis, and compare them with Schedule 1 to the Act.",
    )


def crossbow(facts: Facts) -> Element:
    """Return whether the product is a crossbow or a part of one (Crossbows Act 1987 s.1)."""
    return _flag(
        facts,
        "crossbow",
        what="A crossbow or a part of one",
        yes="is recorded as a crossbow or a part of one",
        no="is not recorded as a crossbow",
        unknown="The record does not say whether the product is a crossbow or a part of one.",
        missing="What the product is",
        get="Examine and photograph it, and record its kind.",
    )


def draw_weight(facts: Facts) -> Element:
    """Return whether the draw weight is 1.4 kg or more, below which the Crossbows Act 1987 does not apply (s.5)."""
    what = "A draw weight of 1.4 kilograms or more"
    if facts.draw_weight_grams is None:
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason="The draw weight is not recorded.",
            rests_on=("draw_weight_grams",),
            missing="The draw weight",
            get="Take it from the maker’s description, or have it measured, and tell legal services: the record has no "
            "answer of its own to this.",
        )
    enough = facts.draw_weight_grams >= MIN_DRAW_WEIGHT_GRAMS
    return Element(
        what=what,
        answer=Answer.YES if enough else Answer.NO,
        reason=f"The draw weight is {facts.draw_weight_grams} grams"
        + (", not less than 1.4 kilograms." if enough else ": the Act does not apply below 1.4 kilograms."),
        rests_on=("draw_weight_grams",),
    )


def knife(facts: Facts) -> Element:
    """Return whether the product is a knife of the Knives Act 1997: an instrument with a blade or a sharp point."""
    what = "A knife: an instrument that has a blade or is sharply pointed"
    named = ("is_article", "is_bladed_product", "prohibited_weapon", "flick_or_gravity_knife")
    found = next((name for name in named if getattr(facts, name)), None)
    if facts.corrosive or facts.crossbow:
        return Element(
            what=what,
            answer=Answer.NO,
            reason=f"{_named(facts)} is not a knife.",
            rests_on=("corrosive" if facts.corrosive else "crossbow", "product"),
        )
    if found and None not in (facts.corrosive, facts.crossbow):
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"{_named(facts)} is recorded as having a blade or a point.",
            rests_on=(found, "product"),
        )
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason="The record does not say whether the product has a blade or a sharp point.",
        rests_on=named,
        missing="What the product is",
        get="Examine and photograph it, and record its kind.",
    )


def for_combat(facts: Facts) -> Element:
    """Return whether the marketing suggests combat or is likely to stimulate violence (Knives Act 1997 ss.1, 2)."""
    return _flag(
        facts,
        "suggests_combat",
        what="Marketing that suggests combat, or is likely to stimulate violence with it as a weapon",
        yes="is recorded as marketed in a way that suggests combat or encourages violence",
        no="is recorded as marketed in no such way",
        unknown="The record does not say how it was marketed.",
        missing="Its name, packaging and advertisements, word for word",
        get="If any suggest combat or violence, add photographs and their words as exhibits, and ask legal services: "
        "the record has no answer of its own to this.",
    )


def published(facts: Facts) -> Element:
    """Return whether material was published in connection with the marketing (Knives Act 1997 s.2)."""
    return _flag(
        facts,
        "published",
        what="Material published in connection with marketing it",
        yes="was marketed on a page or in other published material",
        no="was not marketed in any published material",
        unknown="The record holds no page, catalogue or other published material.",
        missing="The published material",
        get="Capture the page, catalogue or advertisement, with its address and the time.",
    )


def _flag(facts: Facts, name: str, *, what: str, yes: str, no: str, unknown: str, missing: str, get: str) -> Element:
    value = getattr(facts, name)
    if value is None:
        return Element(what=what, answer=Answer.UNKNOWN, reason=unknown, rests_on=(name,), missing=missing, get=get)
    return Element(
        what=what,
        answer=Answer.YES if value else Answer.NO,
        reason=f"{_named(facts)} {yes if value else no}.",
        rests_on=(name, "product"),
    )


def _named(facts: Facts) -> str:
    return f"The product ({facts.product.strip()})" if facts.product.strip() else "The product"


def _short(facts: Facts) -> bool:
    return facts.cutting_edge_mm is not None and facts.cutting_edge_mm <= LONGEST_EXEMPT_EDGE_MM


def _folding_and_long(facts: Facts) -> bool:
    return bool(facts.folding_pocket_knife) and facts.cutting_edge_mm is not None and not _short(facts)


def _edge(facts: Facts) -> str:
    return f"{(facts.cutting_edge_mm or Decimal(0)) / 10:f} cm"


FLAGS: Mapping[str, str] = {
    "is_article": "is_141a_article",
    "is_bladed_product": "is_bladed_product",
    "prohibited_weapon": "prohibited_weapon",
    "corrosive": "corrosive",
    "crossbow": "crossbow",
}
"""The facts of the product that its kind answers, by the name of the flag of a `Category`."""

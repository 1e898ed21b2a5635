"""The words of duplicates: what two outlets share, what tells them apart, and how likely they are one."""

from enum import StrEnum

VERY_LIKELY = 80
POSSIBLE = 60
WORTH_A_LOOK = 40
"""Scores from which two outlets are very likely one, possibly one, or worth a look before one more is added."""


class Likeness(StrEnum):
    """What speaks for two outlets being one."""

    DOMAIN = "domain"
    MARKETPLACE_SELLER = "marketplace_seller"
    UPRN = "uprn"
    TELEPHONE = "telephone"
    COMPANY_NUMBER = "company_number"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    POSTCODE = "postcode"
    NEAR = "near"
    ADDRESS = "address"
    STREET = "street"


LIKENESS_LABELS = {
    Likeness.DOMAIN: "The same web address",
    Likeness.MARKETPLACE_SELLER: "The same seller on the same marketplace",
    Likeness.UPRN: "The same property (UPRN)",
    Likeness.TELEPHONE: "The same telephone number",
    Likeness.COMPANY_NUMBER: "The same company number",
    Likeness.SAME_NAME: "The same name",
    Likeness.SIMILAR_NAME: "A similar name",
    Likeness.POSTCODE: "The same postcode",
    Likeness.NEAR: "A postcode close by",
    Likeness.ADDRESS: "The same address",
    Likeness.STREET: "The same street",
}

LIKENESS_POINTS = {
    Likeness.DOMAIN: 90,
    Likeness.MARKETPLACE_SELLER: 90,
    Likeness.UPRN: 35,
    Likeness.TELEPHONE: 30,
    Likeness.COMPANY_NUMBER: 20,
    Likeness.POSTCODE: 16,
    Likeness.NEAR: 8,
    Likeness.ADDRESS: 26,
    Likeness.STREET: 12,
}
"""What each says for it. A name says 12 to 45, by how alike it is."""


class Difference(StrEnum):
    """What speaks against it."""

    NUMBER = "number"
    UNIT = "unit"
    INSIDE = "inside"
    PART = "part"
    POSTCODE = "postcode"
    UPRN = "uprn"
    KIND = "kind"
    COMPANY_NUMBER = "company_number"
    SELLER = "seller"


DIFFERENCE_LABELS = {
    Difference.NUMBER: "Another number in the street",
    Difference.UNIT: "Another unit, stall or flat",
    Difference.INSIDE: "One is inside the other",
    Difference.PART: "One is a part of its own, such as a petrol station or a post office counter",
    Difference.POSTCODE: "Another postcode",
    Difference.UPRN: "Another property (UPRN)",
    Difference.KIND: "One is premises, the other an online shop",
    Difference.COMPANY_NUMBER: "Another company number",
    Difference.SELLER: "Another seller on the same marketplace",
}

DIFFERENCE_POINTS = {
    Difference.NUMBER: 50,
    Difference.UNIT: 45,
    Difference.INSIDE: 45,
    Difference.PART: 30,
    Difference.POSTCODE: 25,
    Difference.UPRN: 40,
    Difference.KIND: 60,
    Difference.COMPANY_NUMBER: 5,
    Difference.SELLER: 60,
}
"""What each says against it."""


class Degree(StrEnum):
    """How likely two outlets are one, in words."""

    VERY_LIKELY = "very_likely"
    POSSIBLE = "possible"
    WORTH_A_LOOK = "worth_a_look"


DEGREE_LABELS = {
    Degree.VERY_LIKELY: "Very likely",
    Degree.POSSIBLE: "Possible",
    Degree.WORTH_A_LOOK: "Worth a look",
}
DEGREE_COLOURS = {Degree.VERY_LIKELY: "orange", Degree.POSSIBLE: "yellow", Degree.WORTH_A_LOOK: "grey"}


def degree_of(score: int) -> Degree | None:
    """Return how likely a score from 0 to 100 makes it, None below what is worth a look."""
    if score >= VERY_LIKELY:
        return Degree.VERY_LIKELY
    if score >= POSSIBLE:
        return Degree.POSSIBLE
    return Degree.WORTH_A_LOOK if score >= WORTH_A_LOOK else None

"""Is this shop on the register already? What is likely the same one, how likely, and what speaks for and against it."""

from compliance.retailers.rules.duplicates.names import alike
from compliance.retailers.rules.duplicates.places import Numbers, compare_numbers, metres_between, read_place
from compliance.retailers.rules.duplicates.weighing import Candidate, Likely, weigh
from compliance.retailers.rules.duplicates.words import (
    DEGREE_COLOURS,
    DEGREE_LABELS,
    DIFFERENCE_LABELS,
    LIKENESS_LABELS,
    LIKENESS_POINTS,
    POSSIBLE,
    VERY_LIKELY,
    WORTH_A_LOOK,
    Degree,
    Difference,
    Likeness,
    degree_of,
)

__all__ = [
    "DEGREE_COLOURS",
    "DEGREE_LABELS",
    "DIFFERENCE_LABELS",
    "LIKENESS_LABELS",
    "LIKENESS_POINTS",
    "POSSIBLE",
    "VERY_LIKELY",
    "WORTH_A_LOOK",
    "Candidate",
    "Degree",
    "Difference",
    "Likely",
    "Likeness",
    "Numbers",
    "alike",
    "compare_numbers",
    "degree_of",
    "metres_between",
    "read_place",
    "weigh",
]

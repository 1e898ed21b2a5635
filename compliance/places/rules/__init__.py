"""Words and reading of places: sources, credits, files of postcodes, boundaries (pure)."""

from compliance.places.rules.boundaries import ACCURACY_METRES, Boundaries, metres_between, read_boundaries
from compliance.places.rules.grid import to_latitude_longitude
from compliance.places.rules.reading import Tally, find_columns, read_postcodes, write_postcode
from compliance.places.rules.words import (
    BOUNDARIES_SAY,
    CREDITS,
    POSTCODES_SAY,
    SOURCE_LABELS,
    Credit,
    PlaceRow,
    Source,
)

__all__ = [
    "ACCURACY_METRES",
    "BOUNDARIES_SAY",
    "CREDITS",
    "POSTCODES_SAY",
    "SOURCE_LABELS",
    "Boundaries",
    "Credit",
    "PlaceRow",
    "Source",
    "Tally",
    "find_columns",
    "metres_between",
    "read_boundaries",
    "read_postcodes",
    "to_latitude_longitude",
    "write_postcode",
]

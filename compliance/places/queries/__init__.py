"""Reads of places. They belong to no authority, so most ask nobody's leave."""

from compliance.places.queries.areas import (
    DATA,
    WardName,
    boroughs,
    boundaries_of,
    list_districts,
    list_wards,
    list_wards_of_area,
)
from compliance.places.queries.postcodes import (
    PlaceFound,
    at_postcode,
    districts_of,
    find_place,
    in_ward,
    list_files,
)

__all__ = [
    "DATA",
    "PlaceFound",
    "WardName",
    "at_postcode",
    "boroughs",
    "boundaries_of",
    "districts_of",
    "find_place",
    "in_ward",
    "list_districts",
    "list_files",
    "list_wards",
    "list_wards_of_area",
]

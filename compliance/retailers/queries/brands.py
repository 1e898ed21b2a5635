"""The chains that the register knows by name."""

from functools import cache
from pathlib import Path

from compliance.retailers.rules import Brands, read_brands

LIST = Path(__file__).parents[1] / "data" / "brands.csv"


@cache
def known_brands() -> Brands:
    """Return the list of chains that comes with the product (data/README.md says where it is from)."""
    with LIST.open(encoding="utf-8", newline="") as lines:
        return read_brands(lines)

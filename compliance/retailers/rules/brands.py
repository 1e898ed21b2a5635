"""Is a shop one of a chain? Its name is held to a list of brands, precisely rather than greedily."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.retailers.rules.identifiers import sort_name

_FORMATS = frozenset(
    [
        "branch",
        "co",
        "company",
        "express",
        "extra",
        "group",
        "gb",
        "limited",
        "llp",
        "local",
        "ltd",
        "metro",
        "no",
        "number",
        "online",
        "outlet",
        "plc",
        "plus",
        "retail",
        "shop",
        "store",
        "stores",
        "supermarket",
        "supermarkets",
        "superstore",
        "the",
        "uk",
    ]
)
"""Words that may stand behind any brand: what kind of branch it is, and how a company ends its name."""

_OTHERS = frozenset(
    [
        "bar",
        "barber",
        "barbers",
        "beauty",
        "cab",
        "cabs",
        "cafe",
        "cars",
        "chicken",
        "chippy",
        "church",
        "cleaners",
        "cleaning",
        "coffee",
        "dental",
        "dentist",
        "fishbar",
        "fryer",
        "funeral",
        "funeralcare",
        "greek",
        "grill",
        "hair",
        "hairdresser",
        "hairdressers",
        "hotel",
        "kebab",
        "kebabs",
        "kitchen",
        "launderette",
        "laundrette",
        "minicabs",
        "motors",
        "nail",
        "nails",
        "nursery",
        "pizza",
        "pub",
        "restaurant",
        "salon",
        "school",
        "solicitors",
        "surgery",
        "takeaway",
        "tattoo",
        "taverna",
        "taxis",
        "tyres",
    ]
)
"""Words behind a brand that say it is somebody else's business, called after the place or the person."""


@dataclass(frozen=True, slots=True)
class _Known:
    words: tuple[str, ...]
    whole: bool
    brand: str


@dataclass(frozen=True, slots=True)
class Brands:
    """Chains by the first word of each name they are known by, the longest name of a word first."""

    by_word: Mapping[str, tuple[_Known, ...]]

    def of(self, name: str) -> str:
        """Return the brand of a name that is as `sort_name` makes it, "" for none: one look-up for most names."""
        words = name.split()
        brand = self._begins(words)
        if brand or " t a " not in name:
            return brand
        return self._begins(name.partition(" t a ")[2].split())

    def _begins(self, words: list[str]) -> str:
        for known in self.by_word.get(words[0], ()) if words else ():
            length = len(known.words)
            if known.words == tuple(words[:length]) and _fits(known, words[length:]):
                return known.brand
        return ""


def _fits(known: _Known, rest: list[str]) -> bool:
    if known.whole:
        return all(word in _FORMATS or not word.isalpha() for word in rest)
    return _OTHERS.isdisjoint(rest)


def read_brands(lines: Iterable[str]) -> Brands:
    """Read the list of brands: CSV with the columns brand and names, the names parted by "|".

    A name is written as `sort_name` makes it. Anything may follow it but a word of another trade ("Tesco Hackney Road",
    not "Tescos Barber"); after a name that begins with "=", which is an ordinary word or somebody's initials, only a
    kind of branch, a number or "Ltd" may ("Boots 0123", not "Boots Cobblers").
    """
    found: dict[str, list[_Known]] = {}
    for row in csv.DictReader(lines):
        for name in row["names"].split("|"):
            words = tuple(name.removeprefix("=").split())
            found.setdefault(words[0], []).append(_Known(words, name.startswith("="), row["brand"]))
    return Brands({word: tuple(sorted(all_, key=lambda one: -len(one.words))) for word, all_ in found.items()})


def brand_of(name: str, brands: Brands) -> str:
    """Return the chain that a shop is one of by its name, "" when it is none that the list knows: an independent."""
    return brands.of(sort_name(name))


def is_chain(brand: str, said: bool | None) -> bool:
    """Say whether an outlet is one of a chain: as an officer said, or else when its name is that of a brand."""
    return bool(brand) if said is None else said

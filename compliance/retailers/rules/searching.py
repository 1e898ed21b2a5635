"""What was typed into the search, as words to look for; and how nearly words are spelt (pure)."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import fuzz, process

from compliance.errors import Refusal
from compliance.retailers.rules.identifiers import check_domain, sort_name

TERMS = 8
TRIGRAM = 3
LONGEST = 40
SHORTEST_MISSPELT = 4
ALIKE_ENOUGH = 74.0
"""Of 100: about one letter in five may be wrong, or two neighbours of four swapped."""

_MARKS = re.compile("['’‘`´.]")  # noqa: RUF001 - as sort_name drops them
_NOT_WORD = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is looked for; `accented` as it was typed, where that is another word."""

    text: str
    accented: str = ""

    @property
    def pieces(self) -> tuple[str, ...]:
        """What the words of an outlet must hold one of: the word, or how one begins where it has one or two letters."""
        return tuple(_piece(text) for text in (self.text, self.accented) if text)

    @property
    def whole(self) -> tuple[str, ...]:
        """The same as a word of its own."""
        return tuple(f" {text} " for text in (self.text, self.accented) if text)

    @property
    def can_be_misspelt(self) -> bool:
        """Whether it is long enough to be known again when it is misspelt."""
        return len(self.text) >= SHORTEST_MISSPELT

    @property
    def trigrams(self) -> tuple[str, ...]:
        """Six trigrams at most, spread over the word, its ends among them when it is short."""
        padded = self.text if len(self.text) >= _LONG else f" {self.text} "
        every = [padded[at : at + 3] for at in range(len(padded) - 2)]
        chosen = every if len(every) <= _SIX else [every[round(n * (len(every) - 1) / (_SIX - 1))] for n in range(_SIX)]
        return tuple(dict.fromkeys(chosen))

    @property
    def shared(self) -> int:
        """How many of these a misspelt word still has: one wrong letter spoils three, two that are swapped four."""
        few = 1 if len(self.text) == SHORTEST_MISSPELT else 2 if len(self.text) <= _LONG else 3
        return min(len(self.trigrams), few)


_SIX = 6
_LONG = 8


def _piece(text: str) -> str:
    if len(text) == 1 and text.isdigit():
        return f" {text} "
    return text if len(text) >= TRIGRAM else f" {text}"


def read_terms(search: str) -> tuple[Term, ...]:
    """Return the words of a search, folded as the names of outlets are, the first eight; of an address, its domain."""
    if "/" in search or search.casefold().startswith("www."):
        with suppress(Refusal):
            search = check_domain(search)
    folded = sort_name(search).split()
    typed = _NOT_WORD.sub(" ", _MARKS.sub("", search.casefold()).replace("&", " and ")).split()
    accented = dict(zip(folded, typed, strict=False)) if len(folded) == len(typed) else {}
    terms = dict.fromkeys(word[:LONGEST] for word in folded)
    return tuple(Term(word, _other(word, accented.get(word, ""))) for word in list(terms)[:TERMS])


def _other(word: str, typed: str) -> str:
    return "" if typed[:LONGEST] == word else typed[:LONGEST]


def list_alike(terms: Sequence[Term], candidates: Sequence[str]) -> list[tuple[int, float]]:
    """Return which texts hold a word alike to every term, as (place in `candidates`, likeness of at most 100).

    Two words that stand side by side count as one word too: "superdrug" is alike to "super drug".
    """
    words = [_words(text) for text in candidates]
    every = sorted({word for some in words for word in some})
    alike = []
    for term in terms:
        found = process.extract(term.text, every, scorer=fuzz.ratio, score_cutoff=ALIKE_ENOUGH, limit=None)
        alike.append({word: score for word, score, _place in found})
    best = []
    for place, some in enumerate(words):
        scores = [max((known[word] for word in some if word in known), default=0.0) for known in alike]
        if all(scores):
            best.append((place, sum(scores) / len(scores)))
    return best


def _words(text: str) -> list[str]:
    single = text.split()
    return single + [one + other for one, other in pairwise(single)]


class OutletOrder(StrEnum):
    """What a list of outlets goes by."""

    NAME = "name"
    POSTCODE = "postcode"
    NEWEST = "newest"
    LAST_TESTED = "last_tested"
    LONGEST_UNTESTED = "longest_untested"


ORDER_LABELS = {
    OutletOrder.NAME: "By name",
    OutletOrder.POSTCODE: "By postcode",
    OutletOrder.NEWEST: "Newest first",
    OutletOrder.LAST_TESTED: "Last tested first",
    OutletOrder.LONGEST_UNTESTED: "Longest without a test first",
}

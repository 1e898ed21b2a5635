"""How alike two shops are named, and whether one is inside the other."""

import re
from functools import lru_cache

from rapidfuzz import fuzz

from compliance.retailers.rules.identifiers import sort_name

_LEGAL_WORDS = "ltd limited plc llp llc inc uk t a ta co company the and of"
_LEGAL = frozenset(_LEGAL_WORDS.split())
_SOLD_WORDS = (
    "food foods wine wines store stores shop shops supermarket supermarkets market mart express off licence news "
    "newsagent newsagents butcher butchers halal meat grocery groceries grocers convenience cafe restaurant mini "
    "super fruit fruits veg vegetables fish bakery bakers pharmacy chemist petrol filling service services station "
    "local metro extra superstore centre cash carry general discount household hardware diy tools kitchen stall pitch "
    "deli delicatessen takeaway coffee bar sandwich international london high street road lane mobile "
    "catering butchery eggs kiosk site booze drinks spirits tobacco confectionery greengrocers"
)
_SOLD = frozenset(_SOLD_WORDS.split())
"""Words that say what a shop sells, not which shop it is: they tell little of whether two are one."""

_SHORT = {
    "supermkt": "supermarket",
    "smkt": "supermarket",
    "mkt": "market",
    "mkts": "markets",
    "stn": "station",
    "ctr": "centre",
    "cntr": "centre",
    "center": "centre",
    "bros": "brothers",
    "gen": "general",
    "genl": "general",
    "conv": "convenience",
    "newsagt": "newsagent",
    "lic": "licence",
    "license": "licence",
    "intl": "international",
    "dept": "department",
    "n": "and",
    "st": "street",
    "rd": "road",
    "hse": "house",
    "rest": "restaurant",
}
_TRADING_AS = re.compile(r"\b(?:t/a|t/as|trading as|t\.a\.)\b[\s:]*", re.IGNORECASE)
_HOST = re.compile(r"(?:\s@\s?|^@\s?|\b(?:at|inside|within|in|c/o)\b\s+|\()(?P<host>[^()@]{3,})", re.IGNORECASE)
_SAME_WORD = 80.0
_SAME_SHORT_WORD = 66.0
_SOLD_WEIGHT = 0.35


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it apart, in order: folded, abbreviations written out, initials joined."""
    found: list[str] = []
    initials = ""
    for typed in sort_name(name).split():
        if len(typed) == 1 and typed.isalpha() and typed != "n":
            initials += typed
            continue
        if initials:
            found.append(initials)
            initials = ""
        word = _SHORT.get(typed, typed)
        if word not in _LEGAL:
            found.append(word)
    if initials and initials != "ta":
        found.append(initials)
    return tuple(found)


def alike(one: str, other: str, place_words: frozenset[str] = frozenset()) -> float:
    """Return how alike two trading names are, from 0 to 100, however each is abbreviated.

    `place_words` are the words of their addresses: "Shell Ripple Road" in Ripple Road is a Shell. Where a name says who
    trades as what, the best of its parts counts. Two numbers that differ (Site 84, Site 86) are two names.
    """
    best = 0.0
    for first in _parts(one):
        for second in _parts(other):
            best = max(best, _alike(words_of(first), words_of(second), place_words))
    return best


@lru_cache(maxsize=20_000)
def _parts(name: str) -> tuple[str, ...]:
    if "/" not in name and "." not in name and " as " not in name.lower():
        return (name,)
    parts = [part.strip(" ,-") for part in _TRADING_AS.split(name)]
    return (name, *(part for part in parts if part)) if len(parts) > 1 else (name,)


def _alike(one: tuple[str, ...], other: tuple[str, ...], place_words: frozenset[str]) -> float:
    if not one or not other:
        return 0.0
    if one == other:
        return 100.0
    score = _dice(min(one, other), max(one, other), place_words)
    whole = fuzz.ratio("".join(one), "".join(other))
    if whole >= 92 and _same_digits(one, other):
        return max(score, whole)
    return score if _same_digits(one, other) else min(score, 60.0)


def _same_digits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    first = {word for word in one if any(map(str.isdigit, word))}
    second = {word for word in other if any(map(str.isdigit, word))}
    return not first or not second or "".join(sorted(first)) == "".join(sorted(second))


def _dice(one: tuple[str, ...], other: tuple[str, ...], place_words: frozenset[str]) -> float:
    """Return how much of two names is in both: each word finds the other's most alike, and weighs what it tells."""
    left = list(other)
    shared = total = 0.0
    for word in one:
        match, how = "", 0.0
        for there in left:
            least = _SAME_SHORT_WORD if max(len(word), len(there)) <= 4 else _SAME_WORD
            ratio = 100.0 if word == there else fuzz.ratio(word, there, score_cutoff=least)
            if ratio > how:
                match, how = there, ratio
        weight = _weight(word, place_words)
        if match:
            weight = min(weight, _weight(match, place_words))
            left.remove(match)
            shared += 2 * weight * how / 100
            total += 2 * weight
        else:
            total += weight
    total += sum(_weight(word, place_words) for word in left)
    return 100 * shared / total


def _weight(word: str, place_words: frozenset[str]) -> float:
    return 1.0 if _tells(word, place_words) else _SOLD_WEIGHT


def _tells(word: str, place_words: frozenset[str]) -> bool:
    return word not in _SOLD and word not in place_words


def tells_apart(name: str, place_words: frozenset[str] = frozenset()) -> bool:
    """Say whether a name says which shop it is, and not only what it sells or where: "Fruit and Veg" does not."""
    return any(_tells(word, place_words) for word in words_of(name))


def is_inside(one: str, other: str) -> bool:
    """Say whether one of two names says that it is inside the other: "Argos at Sainsbury's", "Fresh Halal (Tesco)"."""
    return _hosted_by(one, other) or _hosted_by(other, one)


def _hosted_by(guest: str, host: str) -> bool:
    found = _HOST.search(guest)
    if not found:
        return False
    before = set(words_of(guest[: found.start()]))
    named = words_of(found["host"])
    if not before or not named or before <= set(words_of(host)):
        return bool(before) and bool(named) and before == set(words_of(host)) and tells_apart(found["host"])
    return fuzz.token_set_ratio(" ".join(named), " ".join(words_of(host))) >= 85


_PARTS = (
    re.compile(r"\b(?:post office|po) (?:counters?|branch)\b|\bpost office\b", re.IGNORECASE),
    re.compile(r"\b(?:atm|cash ?machine|cash ?point|cash dispenser)\b", re.IGNORECASE),
    re.compile(r"\b(?:petrol|filling|fuel|forecourt|pfs)\b", re.IGNORECASE),
    re.compile(r"\b(?:pharmacy|chemist|dispensary)\b", re.IGNORECASE),
    re.compile(r"\b(?:optician|opticians|optical)\b", re.IGNORECASE),
    re.compile(r"\b(?:canteen|staff restaurant)\b", re.IGNORECASE),
    re.compile(r"\barrivals?\b", re.IGNORECASE),
    re.compile(r"\bdepartures?\b", re.IGNORECASE),
    re.compile(r"\bairside\b", re.IGNORECASE),
    re.compile(r"\blandside\b", re.IGNORECASE),
    re.compile(r"\b(?:north|east)bound\b", re.IGNORECASE),
    re.compile(r"\b(?:south|west)bound\b", re.IGNORECASE),
)
"""What stands in one building or on one site as an outlet of its own."""


@lru_cache(maxsize=20_000)
def parts_of(text: str) -> frozenset[int]:
    """Return which such parts a name and address speak of, by their place in the list."""
    return frozenset(number for number, pattern in enumerate(_PARTS) if pattern.search(text))

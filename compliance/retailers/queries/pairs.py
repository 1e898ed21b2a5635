"""Reads that find the outlets of a whole register that are likely one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlmodel import Session

from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.queries.duplicates import (
    ALIKE_ELSEWHERE,
    COMPARED,
    DIGITS,
    FEW,
    LEAST_ALIKE,
    OUTLETS,
    PREFIX,
    Known,
    as_uuid,
    outward,
    read_known,
)
from compliance.retailers.rules import POSSIBLE, Candidate, Difference, Likely, Likeness, weigh

ALIKE_ADDRESSES = 60.0
"""The same of their addresses: where postcodes say nothing, these must."""
BLOCK = 5000
"""Pairs of one name and number that are weighed at most: more is a chain without addresses."""

_RAW = {name: sa.type_coerce(OUTLETS.c[name], sa.String()).label(name) for name in ("id", "kind")}
"""Identifiers and kinds as the driver gives them: 50,000 of them would take longer to be made than to be compared."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two outlets of the register that are likely one: the one recorded first stands first."""

    first_id: UUID
    second_id: UUID
    likely: Likely

    @property
    def key(self) -> tuple[int, UUID, UUID]:
        """What pairs are sorted and paged by: the likeliest first."""
        return (-self.likely.score, self.first_id, self.second_id)


def list_pairs(session: Session, actor: Actor, *, least: int = POSSIBLE) -> list[Pair]:
    """Return every pair of outlets of the actor's authority that are likely one, the likeliest first.

    Pairs that somebody has said are not the same are left out by the caller. Four statements whatever the size; 50,000
    outlets take about a second.
    """
    columns = (_RAW.get(name, OUTLETS.c[name]) for name in COMPARED)
    statement = sa.select(*columns).where(OUTLETS.c.merged_into_id.is_(None)).order_by(OUTLETS.c.id)
    rows = session.execute(within(statement, actor, OUTLETS.c.authority_id)).all()
    known = read_known(session, actor)
    ready: dict[Any, Candidate] = {}
    found: dict[tuple[Any, Any], Pair] = {}
    for one, other in _worth_weighing(rows, known):
        pair = (one[0], other[0]) if one[0] < other[0] else (other[0], one[0])
        if pair in found:
            continue
        for row in (one, other):
            if row[0] not in ready:
                ready[row[0]] = known.candidate(row)
        score, reasons, against = weigh(ready[pair[0]], ready[pair[1]])
        if score >= least:
            found[pair] = _pair(ready[pair[0]], ready[pair[1]], score, reasons, against)
    return sorted(found.values(), key=lambda pair: pair.key)


def _pair(
    one: Candidate, other: Candidate, score: int, reasons: tuple[Likeness, ...], against: tuple[Difference, ...]
) -> Pair:
    first, second = as_uuid(one.outlet_id), as_uuid(other.outlet_id)
    return Pair(first, second, Likely(second, score, reasons, against))


def _worth_weighing(rows: Sequence[Any], known: Known) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of rows that share a block and whose names are not wholly unlike, or a telltale number."""
    by_postcode: dict[str, list[Any]] = defaultdict(list)
    by_name: dict[tuple[str, str], list[Any]] = defaultdict(list)
    telltale: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        if row[3]:
            by_postcode[row[3]].append(row)
        number = DIGITS.search(f"{row[13]} {row[14]} {row[15]}")
        by_name[row[2][:PREFIX], number[0] if number else row[2]].append(row)
        for key in _telltales(row, known):
            telltale[key].append(row)
    for block in telltale.values():
        if 1 < len(block) <= FEW:
            yield from combinations(block, 2)
    yield from _of_one_postcode(by_postcode.values(), known)
    yield from _of_one_name(by_name.values())


def _of_one_postcode(blocks: Iterable[list[Any]], known: Known) -> Iterator[tuple[Any, Any]]:
    for block in blocks:
        for one, other in combinations(block, 2):
            renamed = bool(known.names) and not known.names.keys().isdisjoint((as_uuid(one[0]), as_uuid(other[0])))
            if renamed or fuzz.token_set_ratio(one[2], other[2], score_cutoff=LEAST_ALIKE):
                yield one, other


def _of_one_name(blocks: Iterable[list[Any]]) -> Iterator[tuple[Any, Any]]:
    for block in blocks:
        for one, other in islice(combinations(block, 2), BLOCK):
            apart = one[3] and other[3] and (one[3] == other[3] or outward(one[3]) != outward(other[3]))
            if (
                not apart
                and fuzz.token_set_ratio(one[2], other[2], score_cutoff=ALIKE_ELSEWHERE)
                and fuzz.token_set_ratio(_address(one), _address(other), score_cutoff=ALIKE_ADDRESSES)
            ):
                yield one, other


def _address(row: Any) -> str:
    return " ".join(row[13:17]).lower()


def _telltales(row: Any, known: Known) -> Iterator[tuple[str, str]]:
    """Yield the numbers and addresses of a row that two outlets seldom share."""
    for kind, value in (("telephone", row[7]), ("uprn", row[8]), ("domain", row[9]), ("id", row[12])):
        if value:
            yield kind, value
    if row[11]:
        yield "seller", row[11].lower()
    one = as_uuid(row[0]) if known.telephones or known.numbers else row[0]
    for number in known.telephones.get(one, ()):
        if number != row[7]:
            yield "telephone", number
    for number in known.numbers.get(one, ()):
        yield "company", number

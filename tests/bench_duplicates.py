"""Duplicates for `make bench`: recall and precision on planted ones among real rows, and the time of a whole register.

Real rows are read from the shared data beside the checkout. Half of those asked for are a real one written otherwise (a
slip of the keys, an abbreviation, "Ltd", a postcode without its space, no house number ...), half are other real shops
that are not on the register: whatever is found for one of these is wrong.
"""

import csv
import gzip
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
from rapidfuzz import fuzz, process
from sqlmodel import Session

from compliance import clock
from compliance.database import new_id
from compliance.permissions import Actor
from compliance.retailers import queries
from compliance.retailers.models import Outlet
from compliance.retailers.rules import Candidate, normalise_postcode, sort_name

UK = Path(__file__).resolve().parents[2] / "shared" / "data" / "fhrs" / "fhrs_uk_2020-11-15.csv.gz"
TYPES = ("Retailers - other", "Retailers - supermarkets/hypermarkets")
PLANTED = 2000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Quality:
    """How good the finding is, and how long it takes."""

    recall: float
    precision: float
    pairs_recall: float
    rows_seconds: float
    pairs_seconds: float
    floor_seconds: float
    pairs: int


def read_real(count: int) -> list[Candidate]:
    """Return the first `count` retailers of the United Kingdom's register, in the order of the file."""
    found = []
    with gzip.open(UK, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["BusinessType"] not in TYPES:
                continue
            lines = tuple(row[f"AddressLine{n}"].strip() for n in range(1, 5))
            where = (float(row["Latitude"]), float(row["Longitude"])) if row["Latitude"] else (None, None)
            postcode = normalise_postcode(row["PostCode"])
            found.append(Candidate(row["BusinessName"].strip(), lines, postcode, latitude=where[0], longitude=where[1]))
            if len(found) == count:
                break
    return found


def slip(text: str, luck: random.Random) -> str:
    """Return a text with one slip of the keys: two letters changed round, one left out, doubled, or another one."""
    at = luck.randrange(1, max(2, len(text) - 1))
    return luck.choice(
        (
            text[: at - 1] + text[at : at + 1] + text[at - 1 : at] + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at : at + 1] + text[at:],
            text[:at] + luck.choice(LETTERS) + text[at + 1 :],
        )
    )


def _shorten(text: str) -> str:
    for long, short in (
        (" Road", " Rd"), (" Street", " St"), (" Avenue", " Ave"), (" Lane", " Ln"), ("Supermarket", "Supermkt"),
        (" and ", " & "), ("Stores", "Store"), ("Newsagents", "News"), ("General", "Gen"), (" Off Licence", ""),
    ):  # fmt: skip
        text = text.replace(long, short)
    return text


def _lines(row: Candidate, change: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(change(line) for line in row.address_lines)


def plant(row: Candidate, luck: random.Random) -> Candidate:
    """Return a real row as somebody else would write it, in one or two ways of these."""
    ways: list[Callable[[Candidate], Candidate]] = [
        lambda one: replace(one, name=slip(one.name, luck)),
        lambda one: replace(one, name=_shorten(one.name), address_lines=_lines(one, _shorten)),
        lambda one: replace(one, name=one.name[:-4] if one.name.endswith(" Ltd") else f"{one.name} Ltd"),
        lambda one: replace(one, name=one.name.upper(), address_lines=_lines(one, str.upper)),
        lambda one: replace(one, name=f"The {one.name}"),
        lambda one: replace(one, address_lines=_lines(one, _bare)),
        lambda one: replace(one, address_lines=tuple(line for line in one.address_lines if line)[:1]),
        lambda one: replace(one, postcode=None),
        lambda one: replace(one, postcode=normalise_postcode((one.postcode or "").replace(" ", "").lower())),
        lambda one: replace(one, latitude=None, longitude=None),
    ]  # fmt: skip
    written = row
    for way in luck.sample(ways, luck.choice((1, 1, 2))):
        written = way(written)
    return written


def _bare(line: str) -> str:
    """Return an address line without its house number."""
    head, _, tail = line.partition(" ")
    return tail if tail and any(map(str.isdigit, head)) else line


def measure(session: Session, actor: Actor, count: int = 50_000) -> Quality:
    """Fill the actor's register with real rows, plant, and measure. The caller rolls back."""
    luck = random.Random(20261122)  # noqa: S311 - a fixed draw, so that two runs agree
    real = read_real(count + 20 * PLANTED)
    luck.shuffle(real)
    register, absent = real[:count], real[count:]
    ids = _write(session, actor, register)
    findable = [n for n, row in enumerate(register) if row.postcode or any(row.address_lines)]
    origins = luck.sample(findable, PLANTED)
    planted = [plant(register[n], luck) for n in origins]
    twins = _twins(register, ids)
    there = {(sort_name(row.name), row.postcode) for row in register}
    others = [row for row in absent if (sort_name(row.name), row.postcode) not in there][:PLANTED]
    began = time.perf_counter()
    found = queries.list_likely(session, actor, [*planted, *others])
    rows_seconds = time.perf_counter() - began
    right = wrong = 0
    for place in range(len(planted) + len(others)):
        origin = ids[origins[place]] if place < PLANTED else None
        given = {one.outlet_id for one in found.get(place, ())}
        right += origin in given
        wrong += len(given - {origin} - twins.get(origin, set()))
    began = time.perf_counter()
    pairs = queries.list_pairs(session, actor)
    pairs_seconds = time.perf_counter() - began
    floor_seconds = _floor(session, actor)
    written = _write(session, actor, planted, "P")
    wanted = {frozenset((one, ids[n])) for one, n in zip(written, origins, strict=True)}
    paired = {frozenset((pair.first_id, pair.second_id)) for pair in queries.list_pairs(session, actor)}
    return Quality(
        recall=right / PLANTED,
        precision=right / (right + wrong),
        pairs_recall=len(wanted & paired) / PLANTED,
        rows_seconds=rows_seconds,
        pairs_seconds=pairs_seconds,
        floor_seconds=floor_seconds,
        pairs=len(pairs),
    )


def _twins(register: Sequence[Candidate], ids: Sequence[object]) -> dict[object, set[object]]:
    """Return the rows that the real register has twice, word for word: finding both is right."""
    same: dict[object, list[object]] = {}
    for row, one in zip(register, ids, strict=True):
        same.setdefault((sort_name(row.name), row.postcode, "".join(row.address_lines).lower()), []).append(one)
    return {one: set(twins) for twins in same.values() for one in twins}


def _write(session: Session, actor: Actor, rows: Sequence[Candidate], series: str = "D") -> list[object]:
    ids: list[object] = [new_id() for _ in rows]
    values = [
        {
            "id": one, "authority_id": actor.authority_id, "reference": f"{series}-{n}", "kind": "premises",
            "name": row.name[:200], "sort_name": sort_name(row.name), "postcode": row.postcode, "status": "trading",
            "latitude": row.latitude, "longitude": row.longitude, "recorded_at": clock.now(), "version": 1,
            **{f"address_{n}": line[:200] for n, line in enumerate(row.address_lines, 1)},
        }
        for n, (one, row) in enumerate(zip(ids, rows, strict=True))
    ]  # fmt: skip
    for start in range(0, len(values), 5000):
        session.execute(sa.insert(Outlet), values[start : start + 5000])
    return ids


def _floor(session: Session, actor: Actor) -> float:
    """Return how long the same rows take to be read and their names compared in blocks of one postcode, and no more."""
    began = time.perf_counter()
    blocks: dict[str, list[str]] = {}
    table = sa.inspect(Outlet).local_table
    statement = sa.select(table.c.postcode, table.c.sort_name).where(table.c.authority_id == actor.authority_id)
    for postcode, name in session.execute(statement):
        if postcode:
            blocks.setdefault(postcode, []).append(name)
    for names in blocks.values():
        if len(names) > 1:
            process.cdist(names, names, scorer=fuzz.token_set_ratio, score_cutoff=80)
    return time.perf_counter() - began


def lines(quality: Quality) -> Iterator[tuple[str, float, float, str, float, str, bool]]:
    """Yield the report's lines: what, ours, the peer's or the goal, unit, ratio, goal, met."""
    for what, value in (
        ("recall on planted ones", quality.recall),
        ("precision on planted ones", quality.precision),
        ("recall across the register", quality.pairs_recall),
    ):
        yield f"duplicates: {what}", value, 0.95, "", value / 0.95, "at least 1", value >= 0.95
    ratio = quality.pairs_seconds / quality.floor_seconds
    ours, peer = quality.pairs_seconds * 1e3, quality.floor_seconds * 1e3
    yield "duplicates: every pair of 50,000, names alone in blocks", ours, peer, "ms", ratio, "at most 6", ratio <= 6

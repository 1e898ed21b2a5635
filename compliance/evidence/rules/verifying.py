"""Walking a chain of hands: what its rows say now against their own hashes and against what the audit holds (pure)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from compliance.evidence.rules.custody import Link, digest_of, digest_of_link

Row = Mapping[str, Any]
"""A row as it is hashed: numbers and aware moments as they are, days and identifiers as text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was recorded: of which exhibit, where on it, and what."""

    authority: str
    reference: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the audit holds of one thing that was recorded: the number of its entry, its hash, and words for it."""

    entry: int
    sha256: str
    words: str = ""


@dataclass(slots=True)
class Anchors:
    """What the audit holds of one exhibit: its production, each transfer by number, each addition by identifier."""

    reference: str = ""
    produced: Held | None = None
    transfers: dict[int, Held] = field(default_factory=dict)
    additions: dict[str, Held] = field(default_factory=dict)
    withdrawn: Held | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row one of whose columns holds no such thing any more."""

    column: str


_YES_OR_NO = {"1": True, "true": True, "0": False, "false": False}


def read_value(kind: type, value: str | bytes | None) -> Any:
    """Return a column's text as the value that is hashed. Raises ValueError or KeyError when it holds no such thing."""
    if value is None:
        return None
    text = value.decode() if isinstance(value, bytes) else value
    if kind is bool:
        return _YES_OR_NO[text]
    if kind is int:
        return int(text)
    if kind is UUID:
        return str(UUID(text))
    if kind is datetime:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return date.fromisoformat(text).isoformat() if kind is date else text


def digest_of_row(row: Row, names: Sequence[str]) -> str:
    """Return the hash of some columns of a row, as it says now."""
    return digest_of({name: row[name] for name in names})


def check_exhibit(
    row: Row, identifying: Sequence[str], withdrawal: Sequence[str], anchors: Anchors
) -> Iterator[tuple[str, str]]:
    """Yield where and what is wrong with an exhibit's own row: its facts, its production, its withdrawal.

    `identifying` and `withdrawal` are the columns that the hash of each covers.
    """
    facts = {name: row[name] for name in identifying if name != "facts_sha256"}
    if digest_of(facts) != row["facts_sha256"]:
        yield "its facts", "what identifies it has been changed since it was produced"
    if anchors.produced is None:
        yield "the audit", "holds no entry of its production: it was not made by this record"
    elif anchors.produced.sha256 != row["facts_sha256"]:
        yield "its facts", f"are not those of its production (audit entry {anchors.produced.entry})"
    if (row["withdrawn_at"] is None) != (anchors.withdrawn is None):
        held = anchors.withdrawn
        yield (
            "its withdrawal",
            f"has been taken away: it was withdrawn (audit entry {held.entry})"
            if held is not None
            else "is not in the audit: it was marked as withdrawn past the record",
        )
    elif anchors.withdrawn is not None and digest_of_row(row, withdrawal) != anchors.withdrawn.sha256:
        other = "day or person" if row["withdrawn_reason"] == anchors.withdrawn.words else "reason"
        yield "its withdrawal", f"gives another {other} than audit entry {anchors.withdrawn.entry}"


def check_chain(rows: Sequence[Row], facts_sha256: str, anchors: Anchors) -> Iterator[tuple[str, str]]:
    """Yield where and what is wrong with a chain of hands: each transfer removed, changed, swapped or put in.

    `rows` are in order of number. The audit holds the number and hash of each transfer; the hashes tie them together.
    """
    there = {row["number"] for row in rows}
    numbers = {held.sha256: number for number, held in anchors.transfers.items()}
    expected, whole = facts_sha256, True
    for row in rows:
        number = row["number"]
        whole = whole and (number == 1 or number - 1 in there)
        found = _wrong_with(row, anchors.transfers.get(number), numbers, expected if whole else None)
        if found:
            yield f"transfer {number}", found
        expected = row["hash"]
    for number, held in sorted(anchors.transfers.items()):
        if number not in there:
            yield f"transfer {number}", f"has been removed: {held.words} (audit entry {held.entry})"
    if not rows and not anchors.transfers:
        yield "its chain of hands", "is empty: an exhibit has at least the hand that produced it"


def check_owner(exhibit: Row, rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield each transfer that stands under another authority than its exhibit: nobody who looks would see it."""
    for row in rows:
        if row["authority_id"] != exhibit["authority_id"]:
            yield f"transfer {row['number']}", "has been given to another authority than its exhibit"


def _wrong_with(row: Row, held: Held | None, numbers: Mapping[str, int], expected: str | None) -> str:
    """Return what is wrong with one transfer, or nothing. `expected` is the hash that it must follow, if known."""
    if held is None:
        return "is not in the audit: it was put in past the record"
    if row["hash"] != held.sha256 and row["hash"] in numbers:
        return f"is the one that was recorded as transfer {numbers[row['hash']]}: the order has been changed"
    link = Link(**{name: row[name] for name in Link.__dataclass_fields__})
    if digest_of_link(link, row["previous_hash"]) != row["hash"]:
        return f"has been changed since it was recorded (audit entry {held.entry}: {held.words})"
    if row["hash"] != held.sha256:
        return f"is not the one that audit entry {held.entry} holds: {held.words}"
    if expected is not None and row["previous_hash"] != expected:
        return "does not follow the one before it"
    return ""


def check_additions(rows: Sequence[Row], names: Sequence[str], anchors: Anchors) -> Iterator[tuple[str, str]]:
    """Yield where and what is wrong with what was added to an exhibit's description."""
    there = {row["id"] for row in rows}
    for place, row in enumerate(rows, 1):
        held = anchors.additions.get(row["id"])
        if held is None:
            yield f"addition {place}", "is not in the audit: it was put in past the record"
        elif digest_of_row(row, names) != held.sha256:
            yield f"addition {place}", f"has been changed since it was written (audit entry {held.entry})"
    for identifier, held in anchors.additions.items():
        if identifier not in there:
            yield "an addition", f"has been removed: {held.words} (audit entry {held.entry})"

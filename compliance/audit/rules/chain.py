"""The hash that chains the entries of the audit, and following it (pure)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
SYSTEM_CHAIN = "system"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is hashed of an entry. Moments are aware UTC; identifiers are text; `detail` is JSON-ready."""

    chain: str
    number: int
    at: datetime
    actor_id: str | None
    actor_name: str
    action: str
    subject_kind: str
    subject_id: str | None
    outlet_id: str | None
    reason: str
    detail: dict[str, Any]


def digest(entry: Entry, previous_hash: str) -> str:
    """Return the SHA-256 (hexadecimal, 64 characters) of an entry and the hash before it.

    The entry is written as canonical JSON: keys sorted, no spaces, moments in UTC to the microsecond.
    """
    content = asdict(entry) | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as it stands in the record, with the hashes stored beside it and the authority it is filed under."""

    entry: Entry
    previous_hash: str
    hash: str
    authority_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that stands where an entry should, and is none: one of its columns cannot be read."""

    column: str


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: the number and hash of its last entry."""

    chain: str
    number: int
    hash: str


Raw = Mapping[str, str | bytes | None]
"""A row by column, each as the text (or its UTF-8 bytes) that the database holds; None for NULL."""


def read_link(raw: Raw) -> Link | Unreadable:
    """Return the link that a row holds, or which of its columns holds no such thing any more."""
    column = ""
    values: dict[str, Any] = {}
    try:
        for column, read in _COLUMNS.items():
            values[column] = read(raw[column])
    except (ValueError, RecursionError):
        return Unreadable(column)
    outside = {name: values.pop(name) for name in ("previous_hash", "hash", "authority_id")}
    return Link(entry=Entry(**values), **outside)


def read_head(raw: Raw) -> Head:
    """Return the head that a row holds; one that cannot be read is a head that no chain ends at."""
    name = raw["chain"] or ""
    chain = name.decode(errors="replace") if isinstance(name, bytes) else name
    try:
        return Head(chain, int(_text(raw["number"])), _text(raw["hash"]))
    except ValueError:
        return Head(chain, 0, "")


def _text(value: str | bytes | None) -> str:
    if value is None:
        raise ValueError
    return value.decode() if isinstance(value, bytes) else value


def _text_if_any(value: str | bytes | None) -> str | None:
    return None if value is None else _text(value)


def _identifier(value: str | bytes | None) -> str | None:
    return None if value is None else str(UUID(_text(value)))


def _moment(value: str | bytes | None) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _detail(value: str | bytes | None) -> dict[str, Any]:
    detail = json.loads(_text(value))
    if not isinstance(detail, dict):
        raise ValueError  # noqa: TRY004 - read_link asks only whether the column can be read
    return detail


_COLUMNS = {
    "chain": _text,
    "number": lambda value: int(_text(value)),
    "at": _moment,
    "actor_id": _identifier,
    "actor_name": _text,
    "action": _text,
    "subject_kind": _text,
    "subject_id": _text_if_any,
    "outlet_id": _identifier,
    "reason": _text,
    "detail": _detail,
    "previous_hash": _text,
    "hash": _text,
    "authority_id": _identifier,
}
COLUMNS = tuple(_COLUMNS)
"""The columns of an entry that verification reads."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first link of a chain that does not hold, and why."""

    chain: str
    number: int
    why: str


class Verification:
    """Follows one chain link by link, in bounded memory, and remembers the first break.

    Feed it every link in order of number, then ask `finish` with the head kept apart, so that entries cut off the end
    are seen as well. Every entry must be filed under `authority_id`, which the hash does not cover. `earlier` is where
    the chain ended when somebody last wrote it down: it must hold that entry still.
    """

    def __init__(self, chain: str, *, authority_id: str | None = None, earlier: Head | None = None) -> None:
        self.chain = chain
        self.authority_id = authority_id
        self.earlier = earlier
        self.count = 0
        self.previous_hash = GENESIS
        self.last = Head(chain, 0, GENESIS)
        self.broken: Break | None = None

    def follow(self, link: Link | Unreadable) -> None:
        """Check one link against the one before it."""
        expected = self.count + 1
        if isinstance(link, Link):
            self.last = Head(self.chain, link.entry.number, link.hash)
        if self.broken is not None:
            return
        if isinstance(link, Unreadable):
            self._break(expected, f"its “{link.column}” cannot be read")
            return
        if link.entry.number != expected:
            self._break(expected, f"entry {expected} is missing; entry {link.entry.number} stands in its place")
        elif link.previous_hash != self.previous_hash:
            self._break(expected, "it does not follow the entry before it")
        elif digest(link.entry, link.previous_hash) != link.hash:
            self._break(expected, "its content has been changed since it was written")
        elif link.authority_id != self.authority_id:
            self._break(expected, "it is filed under another authority than its chain")
        elif self.earlier is not None and expected == self.earlier.number and link.hash != self.earlier.hash:
            self._break(expected, "another entry stood here before")
        self.count = link.entry.number
        self.previous_hash = link.hash

    def finish(self, head_number: int, head_hash: str) -> Break | None:
        """Return the first break of the chain, or None when every link holds up to the head."""
        if self.broken is None and (self.count != head_number or self.previous_hash != head_hash):
            self._break(min(self.count, head_number) + 1, "the chain ends elsewhere than its head says")
        if self.broken is None and self.earlier is not None and self.count < self.earlier.number:
            gone = "the chain went back" if self.count else "the whole chain is gone"
            self._break(self.count + 1, f"{gone}: it ended at entry {self.earlier.number} before")
        return self.broken

    def _break(self, number: int, why: str) -> None:
        self.broken = Break(self.chain, number, why)

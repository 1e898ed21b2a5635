"""The chain of hands: what a transfer must be, and the hash that ties each to the one before (pure)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from compliance.errors import Refusal
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.producing import check_length, check_words
from compliance.evidence.rules.words import FINAL, Purpose

LONGEST_NAME = 200
LONGEST_SEAL = 60
IN_THE_RECORD = "Kept in this record"
"""Where an exhibit that is a file is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Who holds an exhibit: an officer of the register, or somebody outside by name (a laboratory, a court)."""

    name: str
    officer_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """An exhibit about to change hands or place. `at` is aware; `return_by` is the day by which it should be back.

    `seal_after` is the number of the new seal, empty when the seal was not broken; then `seal_reason` is empty too.
    `receipt` tells how the one who took it signed for it.
    """

    to: Hand
    at: datetime
    place: str
    purpose: Purpose
    note: str = ""
    seal_after: str = ""
    seal_reason: str = ""
    receipt: str = ""
    return_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an exhibit stands after its last transfer: how many there were, who holds it, where, under which seal."""

    number: int
    holder: Hand
    place: str
    seal: str
    at: datetime
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What is hashed of a transfer. Moments are aware; identifiers are text; days and purposes are as kept."""

    exhibit_id: str
    number: int
    from_id: str | None
    from_name: str
    to_id: str | None
    to_name: str
    at: datetime
    place: str
    purpose: str
    note: str
    seal_before: str
    seal_after: str
    seal_reason: str
    receipt: str
    return_by: str | None
    method: str
    witnessed_by: str
    authorised_by_id: str | None
    recorded_at: datetime
    recorded_by_id: str | None


def digest_of(content: Mapping[str, Any], previous: str = "") -> str:
    """Return the SHA-256 (64 hexadecimal digits) of some facts and of the hash before them.

    They are written as canonical JSON: keys sorted, no spaces, moments in UTC to the microsecond.
    """
    plain = {
        name: value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value
        for name, value in content.items()
    }
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def digest_of_link(link: Link, previous: str) -> str:
    """Return the hash of a transfer, tied to the hash before it; the first is tied to the exhibit’s own facts."""
    return digest_of(asdict(link), previous)


def check_open(standing: Standing) -> None:
    """Raise Refusal when an exhibit was disposed of: it is in nobody’s hands any more."""
    if standing.purpose in FINAL:
        raise Refusal("This exhibit was disposed of. Nothing can be added to its chain of hands")


def check_transfer(new: NewTransfer, standing: Standing, kind: ExhibitKind, *, now: datetime) -> NewTransfer:
    """Return a transfer in plain words, or raise Refusal beside the field to mend.

    It must come after the last one (the same minute is allowed), not in the future, change the hand or the place, and
    say why the seal was changed if it was. A file changes no hands: copies of it are handed out and written down.
    """
    check_open(standing)
    if kind is not ExhibitKind.ITEM:
        raise Refusal("A file is kept in this record and changes no hands. Hand out a copy of the evidence instead")
    if new.purpose in FINAL or new.purpose is Purpose.PRODUCED:
        raise Refusal("Choose why it changes hands", "purpose")
    plain = replace(
        new,
        to=Hand(
            name=check_words(new.to.name, "to_name", "Enter who took it", LONGEST_NAME), officer_id=new.to.officer_id
        ),
        place=check_words(new.place, "place", "Enter where it is kept from then on", LONGEST_NAME),
        note=check_length(new.note, "note", 500),
        receipt=check_length(new.receipt, "receipt", LONGEST_NAME),
    )
    _check_time(plain.at, standing, now=now)
    if plain.to == standing.holder and plain.place.casefold() == standing.place.casefold():
        raise Refusal(f"{standing.holder.name} holds it there already. Say who took it, or where it went", "to_name")
    if plain.purpose is Purpose.OTHER and not plain.note:
        raise Refusal("Say why it changed hands", "note")
    if plain.return_by is not None and plain.return_by < plain.at.date():
        raise Refusal("The day by which it should be back must not be before it left", "return_by")
    return _resealed(plain, standing)


def with_taker(new: NewTransfer, to: Hand) -> NewTransfer:
    """Return a transfer to somebody else, the rest as it is."""
    return replace(new, to=to)


def _check_time(at: datetime, standing: Standing, *, now: datetime) -> None:
    if at > now:
        raise Refusal("The time must not be in the future", "at")
    if at < standing.at.replace(second=0, microsecond=0):
        raise Refusal("The time must not be before it last changed hands", "at")


def _resealed(new: NewTransfer, standing: Standing) -> NewTransfer:
    seal = check_length(new.seal_after, "seal_after", LONGEST_SEAL)
    reason = check_length(new.seal_reason, "seal_reason", LONGEST_NAME)
    if seal and seal != standing.seal and not reason:
        raise Refusal("Say why it was opened and sealed again", "seal_reason")
    if reason and not seal:
        raise Refusal("Enter the number of the new seal", "seal_after")
    changed = bool(seal) and seal != standing.seal
    return replace(new, seal_after=seal or standing.seal, seal_reason=reason if changed else "")

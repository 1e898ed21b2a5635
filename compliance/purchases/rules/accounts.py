"""Officers' own accounts of a test: who writes, who may read, what is signed (pure)."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from compliance.errors import Refusal
from compliance.purchases.rules.frozen import SNAPSHOT

LONGEST = 20_000
"""Characters of one account, statement or addition."""

DECLARATION = (
    "This account is in my own words. I wrote it without reading another officer’s account of this test. It is true to "
    "the best of my knowledge and belief."
)
DECLARATION_AFTER_OPENING = (
    "This account is in my own words. I began it when another officer’s account of this test could already be read. It "
    "is true to the best of my knowledge and belief."
)
"""What an officer declares who was named as an officer of the test after the accounts had been opened."""


@dataclass(frozen=True, slots=True)
class Written:
    """One account as it concerns who may read: whose it is, when it was begun, signed, and opened to others."""

    officer_id: UUID
    started_at: datetime
    signed_at: datetime | None = None
    opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAddition:
    """What an officer adds to their signed account: what about, the words, and why only now."""

    about: str
    words: str
    reason: str


def have_all_signed(officers: Collection[UUID], written: Collection[Written]) -> bool:
    """Say whether every officer of the test (first, and second where there is one) has signed an account."""
    return set(officers) <= {one.officer_id for one in written if one.signed_at is not None}


def owes_account(reader_id: UUID | None, officers: Collection[UUID], written: Collection[Written]) -> bool:
    """Say whether somebody has yet to sign: an officer of the test, or who has begun an account of it."""
    own = next((one for one in written if one.officer_id == reader_id), None)
    return own.signed_at is None if own is not None else reader_id in officers


def may_read(one: Written, reader_id: UUID | None, officers: Collection[UUID], written: Collection[Written]) -> bool:
    """Say whether somebody may read an account, or anything that tells its words.

    Its writer always may. Anybody else only once it was opened, which is when every officer of the test had signed;
    what was opened stays open, except to whoever has still to sign an account of the same test (domain section 6.9).
    """
    if reader_id is not None and reader_id == one.officer_id:
        return True
    return one.opened_at is not None and not owes_account(reader_id, officers, written)


def began_after_opening(one: Written, written: Collection[Written]) -> bool:
    """Say whether an account was begun when another's could already be read: then it is not an independent one."""
    others = (other.opened_at for other in written if other.officer_id != one.officer_id)
    return any(opened_at is not None and opened_at <= one.started_at for opened_at in others)


def check_writer(officer_id: UUID | None, officers: Collection[UUID], own: Written | None) -> None:
    """Raise Refusal unless somebody may write an account, or go on: an officer of the test who has not signed."""
    if own is not None and own.signed_at is not None:
        raise Refusal("You have signed your account, so it stays as it is. Add to it instead")
    if officer_id is None or officer_id not in officers:
        raise Refusal("Only an officer who made the test writes an account of it")


def check_taken_off(
    before: Collection[UUID], after: Collection[UUID], written: Collection[Written], *, supervisor: bool
) -> None:
    """Raise Refusal when an officer who has not signed is taken off a test of which another has signed an account.

    That may open the signed account to whoever was taken off. `supervisor`: somebody who may review it and did not
    make it, before the correction or after it, asks; they may.
    """
    signed = {one.officer_id for one in written if one.signed_at is not None}
    waiting = [one for one in before if one not in after and one not in signed]
    if signed and waiting and not supervisor:
        field = "officer_id" if waiting[0] == next(iter(before)) else "second_officer_id"
        raise Refusal(
            "An account of this test is signed, and this officer has not signed theirs yet. Taking them off the test "
            "could open it to them, so only a manager who did not make the test can correct this",
            field,
        )


def check_words(words: str, field: str = "words") -> str:
    """Return the words of an account or statement, line ends alike and no blank ends. Raises Refusal when unfit."""
    text = words.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not text:
        raise Refusal("Write what you saw, heard and did", field)
    if len(text) > LONGEST:
        raise Refusal(f"This must have {LONGEST:,} characters or fewer. It has {len(text):,}", field)
    return text


def check_addition(new: NewAddition) -> NewAddition:
    """Return what is added, tidied. Raises Refusal, beside the field, when a part of it is missing or too long."""
    about, reason = " ".join(new.about.split()), new.reason.strip()
    if not about:
        raise Refusal("Say what the addition is about", "about")
    if len(about) > 200:
        raise Refusal("Say what it is about in 200 characters or fewer", "about")
    if not reason:
        raise Refusal("Say why this is added after signing", "reason")
    return NewAddition(about, check_words(new.words), reason)


def snapshot(recorded: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a record as JSON holds them, as they stand when an account of it is signed."""
    return {name: _plain(recorded[name]) for name in SNAPSHOT}


def changed_since(signed: Mapping[str, Any], recorded: Mapping[str, Any]) -> list[str]:
    """Return the columns that a record holds otherwise than it did when it was signed, in the order of the record."""
    now = snapshot(recorded)
    return [name for name in SNAPSHOT if name in signed and signed[name] != now[name]]


def canonical(document: Mapping[str, Any]) -> str:
    """Return a document as the one text that is hashed: JSON, keys sorted, no spaces, letters as they are."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str) -> str:
    """Return the SHA-256 (hexadecimal) of a text in UTF-8: what `sha256sum` says of a file that holds just that."""
    return hashlib.sha256(text.encode()).hexdigest()


def account_document(
    *, reference: str, officer: str, officer_id: UUID, declaration: str, words: str, at: datetime, record: Any
) -> str:
    """Return what is signed of an account, as canonical JSON. `record` is the `snapshot` of that moment."""
    return canonical(
        {
            "account_of": reference,
            "officer": officer,
            "officer_id": str(officer_id),
            "declaration": declaration,
            "words": words,
            "signed_at": moment(at),
            "record": record,
        }
    )


def addition_document(new: NewAddition, *, before: str, number: int, officer_id: UUID, at: datetime) -> str:
    """Return what is hashed of an addition; `before` is the hash of the account or addition that it follows."""
    return canonical(
        {
            "before": before,
            "number": number,
            "about": new.about,
            "words": new.words,
            "reason": new.reason,
            "officer_id": str(officer_id),
            "added_at": moment(at),
        }
    )


def follows(additions: Sequence[tuple[str, str]], signed_sha256: str) -> bool:
    """Say whether additions follow an account unbroken: pairs of a document and its hash, in order."""
    before = signed_sha256
    for document, sha256 in additions:
        if digest(document) != sha256 or json.loads(document)["before"] != before:
            return False
        before = sha256
    return True


def part_of(document: str, name: str) -> str:
    """Return one part of a canonical document as text, or an empty text when it holds none, or is no such document."""
    try:
        found = json.loads(document)
    except ValueError:
        return ""
    return str(found.get(name, "")) if isinstance(found, dict) else ""


def moment(at: datetime) -> str:
    """Return an aware moment as text, in UTC to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value

"""The words of the audit, and the hash that chains its entries (pure)."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

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
    """An entry as it stands in the record, with the hashes stored beside it."""

    entry: Entry
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first link of a chain that does not hold, and why."""

    chain: str
    number: int
    why: str


class Verification:
    """Follows one chain link by link, in bounded memory, and remembers the first break.

    Feed it every link in order of number, then ask `finish` with the head kept apart, so that entries cut off the end
    are seen as well.
    """

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self.count = 0
        self.previous_hash = GENESIS
        self.broken: Break | None = None

    def follow(self, link: Link) -> None:
        """Check one link against the one before it."""
        if self.broken is not None:
            return
        expected = self.count + 1
        if link.entry.number != expected:
            self._break(expected, f"entry {expected} is missing; entry {link.entry.number} stands in its place")
        elif link.previous_hash != self.previous_hash:
            self._break(expected, "it does not follow the entry before it")
        elif digest(link.entry, link.previous_hash) != link.hash:
            self._break(expected, "its content has been changed since it was written")
        self.count = link.entry.number
        self.previous_hash = link.hash

    def finish(self, head_number: int, head_hash: str) -> Break | None:
        """Return the first break of the chain, or None when every link holds up to the head."""
        if self.broken is None and (self.count != head_number or self.previous_hash != head_hash):
            self._break(min(self.count, head_number) + 1, "the chain ends elsewhere than its head says")
        return self.broken

    def _break(self, number: int, why: str) -> None:
        self.broken = Break(self.chain, number, why)


LOOKS = (".viewed", ".listed", ".searched", ".printed", ".exported", ".previewed")
"""How the action of looking at a record ends; every other action changed something."""

NOUNS = {"purchase": "test purchase", "outlet": "retailer", "escalation": "repeat-offender list"}
"""How a noun of the code is called where an officer reads it, when the word differs."""

SENTENCES = {
    "officer.signed_in": "Signed in",
    "officer.signed_out": "Signed out",
    "sign_in.failed": "Wrong password at sign-in",
    "sign_in.refused_locked": "Sign-in refused: account locked",
    "sign_in.throttled": "Sign-in refused: too many tries",
    "officer.added": "Officer added",
    "officer.changed": "Officer changed",
    "officer.password_changed": "Password changed",
    "officer.password_reset": "Temporary password given",
    "officer.unlocked": "Account unlocked",
    "authority.changed": "Letterhead changed",
    "volunteer.opened": "Volunteer’s identity opened",
    "volunteer.age_worked_out": "Volunteer’s age on a day worked out",
    "volunteer.searched_for": "Volunteer’s name looked for in a letter",
    "volunteer.replaced": "Volunteer’s identity typed anew",
    "home.viewed": "Home page viewed",
}
"""What an action is called where its noun and verb alone would not read well."""


def sentence(action: str) -> str:
    """Return an action as an officer reads it: `visit.recorded` is “Visit recorded”."""
    noun, _, verb = action.partition(".")
    return SENTENCES.get(action) or f"{NOUNS.get(noun, noun)} {verb}".replace("_", " ").capitalize()

"""What an exhibit must be when it is produced: its reference, its words, its hash or its seal (pure)."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from compliance.errors import Refusal
from compliance.evidence.rules.kinds import FILE_KINDS, ExhibitKind

LONGEST_INITIALS = 6
LONGEST_DESCRIPTION = 500
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExhibit:
    """A file that was received, checked and kept, about to become an exhibit.

    `sha256` is what the server worked out of the bytes that were kept, `browser_sha256` what the browser worked out
    before it sent them (None or blank when it could not), `shown_sha256` the derivative that is shown (None: there is
    none). `size` in bytes; `suffix` without its dot; `produced_at` is aware. `tells_place`: the original says where it
    was taken (None: that was not looked for).
    """

    kind: ExhibitKind
    description: str
    sha256: str
    size: int
    media_type: str
    suffix: str
    produced_at: datetime
    shown_sha256: str | None = None
    browser_sha256: str | None = None
    original_name: str = ""
    tells_place: bool | None = None
    produced_where: str = ""
    dispute_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A thing about to become an exhibit: what it is, in what it was put, under which seal, from whose hand.

    `received_from` is who held it before the officer: the code of a volunteer, a delivery driver, a trader.
    `produced_at` is aware: when it reached the officer. `place` is where the officer keeps it from then on.
    """

    description: str
    received_from: str
    produced_at: datetime
    produced_where: str
    place: str
    quantity: int = 1
    packaging: str = ""
    seal: str = ""
    unsealed_reason: str = ""
    dispute_id: UUID | None = None


def initials_of(initials: str, name: str) -> str:
    """Return the initials that exhibits of an officer carry: those of their account, else those of their name.

    One to six capital letters. Raises Refusal when neither holds a letter of the alphabet.
    """
    written = re.sub(r"[^A-Z]", "", initials.upper())
    found = written or "".join(word[0] for word in re.findall(r"[A-Z]+", name.upper()))
    if not found:
        raise Refusal(
            "Your account has no initials, and an exhibit is called by them. Ask an administrator to add yours"
        )
    return found[:LONGEST_INITIALS]


def reference_of(initials: str, number: int) -> str:
    """Return how an exhibit is called: AB/1."""
    return f"{initials}/{number}"


def check_hash(digest: str | None, what: str = "file") -> None:
    """Raise Refusal unless `digest` is a SHA-256 in 64 small hexadecimal digits."""
    if digest is None or not _HASH.fullmatch(digest):
        raise Refusal(f"The hash of the {what} is not a SHA-256, so the {what} cannot become an exhibit. Add it again")


def check_words(text: str, field: str, missing: str, longest: int) -> str:
    """Return a text in plain spaces. Raises Refusal beside `field` when it is blank or longer than `longest`."""
    plain = " ".join(text.split())
    if not plain:
        raise Refusal(missing, field)
    return check_length(plain, field, longest)


def check_length(text: str, field: str, longest: int) -> str:
    """Return a text in plain spaces. Raises Refusal beside `field` when it is longer than `longest` characters."""
    plain = " ".join(text.split())
    if len(plain) > longest:
        raise Refusal(f"This must be {longest} characters or fewer. It has {len(plain)}", field)
    return plain


def check_moment(
    at: datetime,
    *,
    now: datetime,
    field: str = "produced_at",
    not_before: datetime | None = None,
    what: str = "the day of the test",
) -> None:
    """Raise Refusal for a moment in the future, or before `not_before` (inclusive: the same moment is allowed).

    `what` is said to have been then.
    """
    if at > now:
        raise Refusal("This must not be in the future", field)
    if not_before is not None and at < not_before:
        raise Refusal(f"This must not be before {what}", field)


def check_file(new: NewExhibit) -> None:
    """Raise Refusal unless a file can become an exhibit: of a kind that is a file, with its hash and some bytes.

    The browser’s hash, where there is one, must be the server’s: else something changed on the way.
    """
    if new.kind not in FILE_KINDS:
        raise Refusal("A physical item is added with its packaging and seal, not as a file", "kind")
    check_hash(new.sha256)
    if new.shown_sha256 is not None:
        check_hash(new.shown_sha256, "picture to be shown")
    if new.size < 1:
        raise Refusal("The file is empty. Choose the file again")
    if new.browser_sha256 and new.browser_sha256 != new.sha256:
        raise Refusal("The file changed on its way here: what arrived is not what was chosen. Send it again")


def check_item(new: NewItem) -> None:
    """Raise Refusal beside the field to mend unless a thing can become an exhibit: sealed, or a reason why not."""
    if new.quantity < 1:
        raise Refusal("The quantity must be 1 or more", "quantity")
    if bool(new.seal.strip()) == bool(new.unsealed_reason.strip()):
        if new.seal.strip():
            raise Refusal("Give the number of the seal, or why it is not sealed, and not both", "unsealed_reason")
        raise Refusal("Enter the number of the seal, or say why it is not sealed", "seal")


def check_agrees(new: NewItem, *, code: str | None, handed_at: datetime | None) -> None:
    """Raise Refusal when an item from the volunteer’s hand was taken at another time than the test’s record says.

    `code` is the volunteer’s, `handed_at` when the record says that the knife reached the officer (CJA 1988 s.139:
    until then somebody under 18 carried it). Two times for one hand-over are the first thing that a defence asks about.
    """
    if disagrees(new.received_from, new.produced_at, code=code, handed_at=handed_at):
        raise Refusal(
            f"The record of the test says that {code} handed it over at another time. Give the same time, or correct "
            "the record of the test first",
            "produced_at",
        )


def disagrees(received_from: str, at: datetime, *, code: str | None, handed_at: datetime | None) -> bool:
    """Say whether what came from the volunteer’s hand came at another minute than the record of the test says."""
    if code is None or handed_at is None or received_from.strip().upper() != code.upper():
        return False
    return at.replace(second=0, microsecond=0) != handed_at.replace(second=0, microsecond=0)

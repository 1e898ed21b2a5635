"""Signing without an account: how it is signed, what is typed, and whether a link can still be used (pure)."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from compliance.agreements.rules.words import STANDING_LABELS, StandingKind
from compliance.errors import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that nothing that is read from paper can be taken for something else."""

SIGN_PATH = "/sign/"
"""Where a link leads: short, for it is typed from paper."""

TOKEN_LENGTH = 10
CODE_LENGTH = 8
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LONGEST_TYPED = 40


class SignedHow(StrEnum):
    """How a signature was given. On paper is what stands where nothing else was recorded."""

    PAPER = "paper"
    ON_PHONE = "on_phone"
    LINK = "link"


SIGNED_HOW_LABELS = {
    SignedHow.PAPER: "On paper",
    SignedHow.ON_PHONE: "On the officer’s phone",
    SignedHow.LINK: "By the link in a letter",
}


OPEN_TO_SIGN = frozenset({StandingKind.OFFERED, StandingKind.DECLINED, StandingKind.LAPSED})
"""Where an agreement must stand for a link or a phone to sign it: offered, or signed once and lapsed since."""


class LinkState(StrEnum):
    """Where a link stands at a moment."""

    LIVE = "live"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


LINK_LABELS = {
    LinkState.LIVE: "Not used yet",
    LinkState.USED: "Used",
    LinkState.REVOKED: "Taken back",
    LinkState.EXPIRED: "Expired",
}

LINK_COLOURS = {
    LinkState.LIVE: "blue",
    LinkState.USED: "green",
    LinkState.REVOKED: "grey",
    LinkState.EXPIRED: "grey",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How often a code may be tried in so many minutes: from one network address, for one link, and in all."""

    minutes: int = 60
    address: int = 20
    link: int = 10
    everywhere: int = 600

    def is_over(self, address: int, link: int, everywhere: int) -> bool:
        """Say whether these counts, each with the try at hand, are more than may be."""
        return address > self.address or link > self.link or everywhere > self.everywhere

    def is_first_over(self, address: int, link: int, everywhere: int) -> bool:
        """Say whether one of the counts has only now become more than may be."""
        return self.address + 1 == address or self.link + 1 == link or self.everywhere + 1 == everywhere


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link as it was made: the one time at which its address and its code are known. Only their hashes are kept.

    `expires_on` is the last day on which it can be used, to the end of that day in London.
    """

    link_id: UUID
    path: str
    url: str
    code: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class NewSigning:
    """What the person who signs says. `premises_confirmed`: the address is of a business and not somebody's home."""

    signatory: str
    capacity: str
    agreed: bool
    scope_confirmed: bool = True
    publish: bool = False
    premises_confirmed: bool = False


def read_typed(text: str, length: int) -> str:
    """Return a token or code as it was made from what somebody typed, or "" when it cannot be one.

    Upper or lower case, full-width letters, spaces and hyphens are all one; O is read as 0, and I and L as 1.
    """
    if len(text) > _LONGEST_TYPED:
        return ""
    folded = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(letter for letter in folded if not letter.isspace() and unicodedata.category(letter) != "Pd")
    plain = plain.translate(_READ_AS)
    return plain if len(plain) == length and set(plain) <= set(ALPHABET) else ""


def in_fours(code: str) -> str:
    """Return a code as it is printed, in groups of four: ABCD-EFGH."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def link_state(*, expires_on: date, used_at: datetime | None, revoked_at: datetime | None, today: date) -> LinkState:
    """Return where a link stands on `today` (in London): it can be used up to the end of `expires_on`."""
    if used_at is not None:
        return LinkState.USED
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.LIVE if today <= expires_on else LinkState.EXPIRED


def check_link(*, expires_on: date, today: date, longest_days: int) -> None:
    """Raise Refusal unless a link may be made that can be used until `expires_on`, a day included."""
    if expires_on <= today:
        raise Refusal("The last day must be after today, so that the letter can arrive", "expires_on")
    if expires_on > today + timedelta(days=longest_days):
        raise Refusal(f"A link lasts at most {longest_days} days", "expires_on")


def check_open(standing: StandingKind) -> None:
    """Raise Refusal unless an agreement that stands like this is open to be signed."""
    if standing not in OPEN_TO_SIGN:
        raise Refusal(
            f"Only an agreement that was offered can be signed here. This one stands at “{STANDING_LABELS[standing]}”"
        )


def check_signing(new: NewSigning) -> None:
    """Raise Refusal unless what is needed for a signature has been said."""
    if not any(letter.isalpha() for letter in new.signatory):
        raise Refusal("Enter your full name", "signatory")
    if not any(letter.isalpha() for letter in new.capacity):
        raise Refusal("Enter in what capacity you sign, such as owner or manager", "capacity")
    if not new.scope_confirmed:
        raise Refusal("Confirm what the agreement covers, or ask Trading Standards to correct it", "scope_confirmed")
    if not new.agreed:
        raise Refusal("Tick the box if you agree. If you do not agree, close this page: nothing is recorded", "agreed")

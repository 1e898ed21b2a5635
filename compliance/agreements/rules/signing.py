"""Signing without an account: how it is signed, what is typed, and whether a link can still be used (pure)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from compliance.agreements.rules.standing import Standing
from compliance.agreements.rules.words import STANDING_LABELS, StandingKind
from compliance.errors import Refusal

SIGN_PATH = "/sign/"
"""Where a link leads: short, for it is typed from paper."""

TOKEN_LENGTH = 10
CODE_LENGTH = 8


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
"""Where an agreement stands that a link or a phone may sign on any day: offered, or signed once and lapsed since."""


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


def is_open_to_sign(standing: Standing, *, today: date, remind_days: int) -> bool:
    """Say whether a link or a phone may sign an agreement that stands like this on `today`.

    Offered, declined or lapsed; or in force and about to lapse, to be signed again: from `remind_days` before the day
    on which it lapses (inclusive), unless its removal is proposed.
    """
    if standing.kind in OPEN_TO_SIGN:
        return True
    if not standing.in_force or standing.proposed_on is not None or standing.lapses_on is None:
        return False
    return standing.lapses_on <= today + timedelta(days=remind_days)


def check_open(standing: Standing, *, today: date, remind_days: int) -> None:
    """Raise Refusal unless an agreement that stands like this is open to be signed (see `is_open_to_sign`)."""
    if not is_open_to_sign(standing, today=today, remind_days=remind_days):
        raise Refusal(
            "Only an agreement that was offered, or is about to lapse, can be signed here. This one stands at "
            f"“{STANDING_LABELS[standing.kind]}”"
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

"""Passwords, lock-outs and sessions (pure)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from compliance.errors import Refusal

PASSWORD_MINIMUM = 12
PASSWORD_MAXIMUM = 200


def check_password(password: str, *, email: str, name: str) -> None:
    """Raise Refusal beside `password` unless it is long enough and not built on the officer's own name or address.

    Length counts more than mixture (NCSC password guidance; NIST SP 800-63B section 5.1.1).
    """
    if len(password) < PASSWORD_MINIMUM:
        raise Refusal(
            f"The password must have {PASSWORD_MINIMUM} characters or more: three random words do well", "password"
        )
    if len(password) > PASSWORD_MAXIMUM:
        raise Refusal(f"The password must have {PASSWORD_MAXIMUM} characters or fewer", "password")
    folded = password.casefold()
    own = [email.partition("@")[0], *name.split()]
    if any(len(part) > 3 and part.casefold() in folded for part in own):
        raise Refusal("The password must not contain your name or e-mail address", "password")
    if len(set(folded)) < 5:
        raise Refusal("The password must use at least 5 different characters", "password")


LONGEST_SESSION = timedelta(hours=12)
"""After which an officer signs in anew, however busy they were: a working day."""


def hash_of_token(token: str) -> str:
    """Return the SHA-256 (hexadecimal) under which a session's token is kept. The token is random, so no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


FAILURES_COUNT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lockout:
    """The policy of wrong passwords: how many in a row, each within a day of the last, lock for how many minutes."""

    attempts: int
    minutes: int

    def counted(self, failed_attempts: int, last_failed_at: datetime | None, at: datetime) -> int:
        """Return how many of the failures up to `last_failed_at` still count at a moment."""
        if last_failed_at is None or at - last_failed_at >= FAILURES_COUNT_FOR:
            return 0
        return failed_attempts

    def locked_until(self, failed_attempts: int, at: datetime) -> datetime | None:
        """Return the moment until which an account is locked after this many failures in a row, or None."""
        if failed_attempts < self.attempts:
            return None
        return at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A password typed again by somebody who is signed in, with how failures are counted (see `services.sign_in`)."""

    password: str = field(repr=False)
    address: str
    lockout: Lockout
    address_limit: int
    key: str = field(repr=False)

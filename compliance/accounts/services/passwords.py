"""Hashing passwords, and checking one against its hash."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_hasher = PasswordHasher()


@cache
def nobodys() -> str:
    """Return the hash of nobody's password: checking against it takes as long as checking against a real one."""
    return _hasher.hash(secrets.token_hex(16))


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password (RFC 9106; OWASP parameters by argon2-cffi's defaults)."""
    return _hasher.hash(password)


def matches(hashed: str, password: str) -> bool:
    """Say whether a password is the one that was hashed."""
    try:
        return _hasher.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(hashed: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(hashed)


def temporary_password() -> str:
    """Return a password to be passed on by voice and changed at the first sign-in: 64 random bits."""
    return "-".join(secrets.token_hex(2) for _ in range(4))

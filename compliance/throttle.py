"""Counts what somebody not signed in tries, in fixed windows of time, over all processes: guessing is slowed down."""

import hashlib
import hmac
import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from compliance import clock
from compliance.database import read_only
from compliance.settings import settings

KEPT = timedelta(days=1)
"""How long a window is kept after it has ended."""

_SWEPT_AT_ONCE = 200


class ThrottledAttempt(SQLModel, table=True):
    """How often something was tried in one window. What it was tried with is in the key, which cannot be read back."""

    __tablename__ = "throttled_attempts"
    key_hash: str = Field(primary_key=True, max_length=64)
    purpose: str = Field(max_length=40)
    ends_at: datetime = Field(index=True)
    attempts: int


def count(session: Session, purpose: str, key: str, *, minutes: int) -> int:
    """Add one attempt, and return how many there have been in this window of so many minutes, this one included.

    `purpose` names what is tried ("sign.address"), `key` by whom or with what. The row is held until the transaction
    ends, so of two attempts at once each is counted; who counts several keys counts them in the same order everywhere.
    """
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "key_hash": _hash(purpose, key, minutes),
        "purpose": purpose,
        "ends_at": _end_of_window(minutes),
        "attempts": 1,
    }
    attempts = col(ThrottledAttempt.attempts)
    statement = dialect.insert(sa.inspect(ThrottledAttempt).local_table).values(**row)
    statement = statement.on_conflict_do_update(index_elements=["key_hash"], set_={"attempts": attempts + 1})
    counted: int = session.execute(statement.returning(attempts)).scalar_one()
    if counted == 1:
        _sweep(session)
    return counted


def is_over(session: Session, purpose: str, key: str, *, limit: int, minutes: int) -> bool:
    """Say whether `limit` attempts or more have been counted in this window. Adds none."""
    row = session.get(ThrottledAttempt, _hash(purpose, key, minutes), populate_existing=True)
    return row is not None and row.attempts >= limit


def seconds_left(minutes: int) -> int:
    """Return for how many seconds a window of so many minutes still runs, at least 1: what Retry-After says."""
    return max(1, int((_end_of_window(minutes) - clock.now()).total_seconds()) + 1)


def count_of_read(session: Session, purpose: str, key: str, *, minutes: int) -> int:
    """As `count`, in a request that only reads (GET): in a transaction of its own, committed before it returns.

    To be asked before anything else is read.
    """
    return _in_its_own(session, lambda: count(session, purpose, key, minutes=minutes))


def network_of(address: str) -> str:
    """Return by what somebody at an internet address is counted: for IPv6 the network of 64 bits, which one holder has.

    What is no address (a socket of this machine) is counted as it is.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(found), 64), strict=False))


def _in_its_own(session: Session, write: Callable[[], int]) -> int:
    session.rollback()
    read_only(False)
    try:
        counted = write()
        session.commit()
    finally:
        session.rollback()
        read_only(True)
    return counted


def _sweep(session: Session) -> None:
    """Forget windows long over, a few at a time; two processes that sweep at once do not wait for each other."""
    old = (
        sa.select(col(ThrottledAttempt.key_hash))
        .where(col(ThrottledAttempt.ends_at) < clock.now() - KEPT)
        .limit(_SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        sa.delete(ThrottledAttempt)
        .where(col(ThrottledAttempt.key_hash).in_(old))
        .execution_options(synchronize_session=False)
    )


def _end_of_window(minutes: int) -> datetime:
    """Return when the window of now ends: windows of one length follow each other from the hour, and are the same."""
    now, length = int(clock.now().timestamp()), minutes * 60
    return datetime.fromtimestamp(now - now % length + length, UTC)


def _hash(purpose: str, key: str, minutes: int) -> str:
    """Return what a window is known by: keyed, so that a stolen table tells no address and no link."""
    text = f"{purpose}\n{minutes}\n{_end_of_window(minutes).isoformat()}\n{key}"
    secret = settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

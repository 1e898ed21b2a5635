"""Policies that an authority sets from a day on: each kind has a table and words of its own, and is read alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts.queries import officer_names
from compliance.database import in_area, once, within
from compliance.permissions import Actor

Policy = TypeVar("Policy")


@dataclass(frozen=True, slots=True)
class DatedPolicy(Generic[Policy]):
    """A policy as it was set: in force from a day (inclusive) until the next one starts, or the default (no day).

    `sentences` are the policy in words.
    """

    policy: Policy
    sentences: tuple[str, ...]
    in_force_from: date | None = None
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PolicyKind(Generic[Policy]):
    """A kind of policy: its table, how a row of it is read, what holds until one is set, and how it is said.

    The table has `authority_id`, `in_force_from`, `reason`, `set_by_id` and `set_at` beside what the policy says.
    """

    table: type[Any]
    read: Callable[[Any], Policy]
    default: Policy
    say: Callable[[Policy], tuple[str, ...]]

    @property
    def before_any(self) -> DatedPolicy[Policy]:
        """The default, as it stands before any policy was set."""
        return DatedPolicy(self.default, self.say(self.default))


def policy_of(session: Session, actor: Actor, kind: PolicyKind[Policy], authority_id: UUID, day: date) -> Policy:
    """Return the policy on a day of an authority of the actor's own or of their force area, else the default.

    The latest that started by that day holds. One query.
    """

    def read() -> Policy:
        table = kind.table
        statement = select(table).where(
            table.authority_id == authority_id,
            col(table.in_force_from) <= day,
            in_area(actor, col(table.authority_id)),
        )
        found = session.exec(statement.order_by(col(table.in_force_from).desc()).limit(1)).one_or_none()
        return kind.read(found) if found else kind.default

    return once(session, (kind.table, actor, authority_id, day), read)


def policy_on(session: Session, actor: Actor, kind: PolicyKind[Policy], day: date) -> Policy:
    """Return the policy of the actor's authority on a day: the latest that started by it, else the default."""
    return policy_of(session, actor, kind, actor.authority_id, day)


def dated_policy_on(session: Session, actor: Actor, kind: PolicyKind[Policy], day: date) -> DatedPolicy[Policy]:
    """Return the policy of the actor's authority on a day with the day it started, or the default without one."""
    return next(
        (one for one in list_policies(session, actor, kind) if one.in_force_from and one.in_force_from <= day),
        kind.before_any,
    )


def list_policies(session: Session, actor: Actor, kind: PolicyKind[Policy]) -> list[DatedPolicy[Policy]]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    table = kind.table
    statement = within(select(table), actor, col(table.authority_id))
    rows = session.exec(statement.order_by(col(table.in_force_from).desc(), col(table.id))).all()
    names = officer_names(session, {row.set_by_id for row in rows if row.set_by_id})
    return [
        DatedPolicy(
            policy=(policy := kind.read(row)),
            sentences=kind.say(policy),
            in_force_from=row.in_force_from,
            reason=row.reason,
            set_by=names.get(row.set_by_id, "") if row.set_by_id else "Command line",
            set_at=row.set_at,
        )
        for row in rows
    ]


def days_taken(session: Session, actor: Actor, kind: PolicyKind[Any]) -> set[date]:
    """Return the days from which the actor's authority has set a policy of a kind."""
    return {one.in_force_from for one in list_policies(session, actor, kind) if one.in_force_from is not None}

"""Reads of the dated policy of training."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within, within_area
from compliance.permissions import Actor
from compliance.training.models import TrainingPolicy
from compliance.training.rules import Policy, policy_sentences


@dataclass(frozen=True, slots=True)
class DatedPolicy:
    """A policy as it was set: in force from a day (inclusive) until the next one starts, or the default (no day)."""

    policy: Policy
    in_force_from: date | None = None
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The policy in words."""
        return policy_sentences(self.policy)


def policy_on(session: Session, actor: Actor, day: date) -> Policy:
    """Return the policy of the actor's authority on a day: the latest that started by it, else the default."""
    return policy_of(session, actor, actor.authority_id, day)


def policy_of(session: Session, actor: Actor, authority_id: UUID, day: date) -> Policy:
    """Return the policy on a day of an authority of the actor's own or of their force area."""
    statement = select(TrainingPolicy).where(
        TrainingPolicy.authority_id == authority_id, col(TrainingPolicy.in_force_from) <= day
    )
    statement = within_area(statement, actor, col(TrainingPolicy.authority_id))
    found = session.exec(statement.order_by(col(TrainingPolicy.in_force_from).desc()).limit(1)).one_or_none()
    return _policy(found) if found else Policy()


def dated_policy_on(session: Session, actor: Actor, day: date) -> DatedPolicy:
    """Return the policy of the actor's authority on a day with the day it started, or the default without one."""
    return next(
        (dated for dated in list_policies(session, actor) if dated.in_force_from and dated.in_force_from <= day),
        DatedPolicy(Policy()),
    )


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    statement = within(select(TrainingPolicy), actor, col(TrainingPolicy.authority_id))
    rows: Sequence[TrainingPolicy] = session.exec(
        statement.order_by(col(TrainingPolicy.in_force_from).desc(), col(TrainingPolicy.id))
    ).all()
    names = accounts.officer_names(session, {row.set_by_id for row in rows if row.set_by_id})
    return [
        DatedPolicy(
            policy=_policy(row),
            in_force_from=row.in_force_from,
            reason=row.reason,
            set_by=names.get(row.set_by_id, "") if row.set_by_id else "Command line",
            set_at=row.set_at,
        )
        for row in rows
    ]


def _policy(row: TrainingPolicy) -> Policy:
    return Policy(**{name: getattr(row, name) for name in Policy.__dataclass_fields__})

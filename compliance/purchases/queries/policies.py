"""Reads of the dated policy of test purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within, within_area
from compliance.permissions import Actor
from compliance.purchases.models import DatedPurchasePolicy
from compliance.purchases.rules import PurchasePolicy, policy_sentences


@dataclass(frozen=True, slots=True)
class DatedPolicy:
    """A policy as it was set: in force from a day (inclusive) until the next one starts, or the default (no day)."""

    policy: PurchasePolicy
    in_force_from: date | None = None
    reason: str = ""
    set_by: str = ""
    set_at: datetime | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The policy in words."""
        return policy_sentences(self.policy)


def policy_on(session: Session, actor: Actor, day: date) -> PurchasePolicy:
    """Return the policy of the actor's authority on a day: the latest that started by it, else the default."""
    return policy_of(session, actor, actor.authority_id, day)


def policy_of(session: Session, actor: Actor, authority_id: UUID, day: date) -> PurchasePolicy:
    """Return the policy on a day of an authority of the actor's own or of their force area, else the default."""
    statement = select(DatedPurchasePolicy).where(
        DatedPurchasePolicy.authority_id == authority_id, col(DatedPurchasePolicy.in_force_from) <= day
    )
    statement = within_area(statement, actor, col(DatedPurchasePolicy.authority_id))
    found = session.exec(statement.order_by(col(DatedPurchasePolicy.in_force_from).desc()).limit(1)).one_or_none()
    return _policy(found) if found else PurchasePolicy()


def dated_policy_on(session: Session, actor: Actor, day: date) -> DatedPolicy:
    """Return the policy of the actor's authority on a day with the day it started, or the default without one."""
    return next(
        (dated for dated in list_policies(session, actor) if dated.in_force_from and dated.in_force_from <= day),
        DatedPolicy(PurchasePolicy()),
    )


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    statement = within(select(DatedPurchasePolicy), actor, col(DatedPurchasePolicy.authority_id))
    rows: Sequence[DatedPurchasePolicy] = session.exec(
        statement.order_by(col(DatedPurchasePolicy.in_force_from).desc(), col(DatedPurchasePolicy.id))
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


def _policy(row: DatedPurchasePolicy) -> PurchasePolicy:
    values = {name: getattr(row, name) for name in PurchasePolicy.__dataclass_fields__}
    return PurchasePolicy(**(values | {"alert_days": tuple(row.alert_days)}))

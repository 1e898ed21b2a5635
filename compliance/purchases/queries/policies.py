"""Reads of the dated policy of test purchases."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from compliance.accounts.queries import policies
from compliance.accounts.queries.policies import DatedPolicy, PolicyKind
from compliance.permissions import Actor
from compliance.purchases.models import DatedPurchasePolicy
from compliance.purchases.rules import PurchasePolicy, policy_sentences


def _read(row: DatedPurchasePolicy) -> PurchasePolicy:
    values = {name: getattr(row, name) for name in PurchasePolicy.__dataclass_fields__}
    return PurchasePolicy(**(values | {"alert_days": tuple(row.alert_days)}))


POLICY = PolicyKind(DatedPurchasePolicy, _read, PurchasePolicy(), policy_sentences)


def policy_on(session: Session, actor: Actor, day: date) -> PurchasePolicy:
    """Return the policy of the actor's authority on a day: the latest that started by it, else the default."""
    return policies.policy_on(session, actor, POLICY, day)


def policy_of(session: Session, actor: Actor, authority_id: UUID, day: date) -> PurchasePolicy:
    """Return the policy on a day of an authority of the actor's own or of their force area, else the default."""
    return policies.policy_of(session, actor, POLICY, authority_id, day)


def dated_policy_on(session: Session, actor: Actor, day: date) -> DatedPolicy[PurchasePolicy]:
    """Return the policy of the actor's authority on a day with the day it started, or the default without one."""
    return policies.dated_policy_on(session, actor, POLICY, day)


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy[PurchasePolicy]]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    return policies.list_policies(session, actor, POLICY)

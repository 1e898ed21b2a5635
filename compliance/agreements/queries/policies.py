"""Reads of the dated policies of agreements."""

from datetime import date

from sqlmodel import Session

from compliance.accounts.queries import policies
from compliance.accounts.queries.policies import DatedPolicy, PolicyKind
from compliance.agreements.models import AgreementPolicy
from compliance.agreements.rules import Policy, policy_sentences
from compliance.permissions import Actor


def _read(row: AgreementPolicy) -> Policy:
    return Policy(**{name: getattr(row, name) for name in Policy.__dataclass_fields__})


POLICY = PolicyKind(AgreementPolicy, _read, Policy(), policy_sentences)


def policy_on(session: Session, actor: Actor, day: date) -> Policy:
    """Return the policy of the actor's authority on `day`: the latest that started on or before it, else the default.

    One query.
    """
    return policies.policy_on(session, actor, POLICY, day)


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy[Policy]]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    return policies.list_policies(session, actor, POLICY)

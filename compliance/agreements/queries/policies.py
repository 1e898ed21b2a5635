"""Reads of the dated policies of agreements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.agreements.models import AgreementPolicy
from compliance.agreements.rules import Policy, policy_sentences
from compliance.database import within
from compliance.permissions import Actor


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
    """Return the policy of the actor's authority on `day`: the latest that started on or before it, else the default.

    One query.
    """
    statement = select(AgreementPolicy).where(col(AgreementPolicy.in_force_from) <= day)
    found = session.exec(
        within(statement, actor, col(AgreementPolicy.authority_id))
        .order_by(col(AgreementPolicy.in_force_from).desc())
        .limit(1)
    ).one_or_none()
    return _policy(found) if found else Policy()


def list_policies(session: Session, actor: Actor) -> list[DatedPolicy]:
    """Return the policies that the actor's authority has set (not the default), the one that starts last first."""
    rows: Sequence[AgreementPolicy] = session.exec(
        within(select(AgreementPolicy), actor, col(AgreementPolicy.authority_id)).order_by(
            col(AgreementPolicy.in_force_from).desc(), col(AgreementPolicy.id)
        )
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


def _policy(row: AgreementPolicy) -> Policy:
    return Policy(
        months=row.months,
        longest_months=row.longest_months,
        review_months=row.review_months,
        remind_days=row.remind_days,
        on_failed_test=row.on_failed_test,
        failed_within_months=row.failed_within_months,
        act_days=row.act_days,
        reply_days=row.reply_days,
        link_days=row.link_days,
    )

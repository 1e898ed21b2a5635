"""Setting the policy of agreements from a day on."""

from dataclasses import asdict
from typing import cast

from sqlmodel import Session

from compliance import clock
from compliance.accounts import services as accounts
from compliance.accounts.queries.policies import days_taken
from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementPolicy
from compliance.agreements.rules import NewPolicy
from compliance.permissions import Actor, Permission


def set_policy(session: Session, actor: Actor, new: NewPolicy) -> AgreementPolicy:
    """Set the authority's policy of agreements from a day on (inclusive). What was set before holds until that day.

    Raises Refusal beside the field for a policy that could not be applied or that would change the past; Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    rules.check_new_policy(new, today=clock.today(), taken=days_taken(session, actor, queries.POLICY))
    said = asdict(new.policy)
    row = accounts.keep_policy(
        session,
        actor,
        AgreementPolicy,
        "agreement_policy",
        in_force_from=new.in_force_from,
        reason=new.reason,
        values=said,
        was=asdict(queries.policy_on(session, actor, new.in_force_from)),
        said=said,
    )
    return cast("AgreementPolicy", row)

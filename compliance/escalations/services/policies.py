"""Setting the policy of an authority from a day on."""

from typing import cast

from sqlmodel import Session

from compliance import clock
from compliance.accounts import services as accounts
from compliance.accounts.queries.policies import days_taken
from compliance.escalations import queries
from compliance.escalations.models import EscalationPolicy
from compliance.escalations.rules import NewPolicy, check_new_policy, check_policy, working_policy
from compliance.permissions import Actor, Permission


def set_policy(session: Session, actor: Actor, new: NewPolicy) -> EscalationPolicy:
    """Set the authority's policy from a day on (inclusive). What was set before stays and holds until that day.

    Raises Refusal beside the field for a policy that could not be applied fairly, or that would change the past. A
    repeat rule is the authority's own choice and never law: see docs/escalations.md.
    """
    actor.require(Permission.SET_POLICY)
    check_policy(new.policy)
    taken = frozenset(days_taken(session, actor, queries.POLICY))
    check_new_policy(new, today=clock.today(), taken=taken, is_relied_on=queries.has_printed(session, actor))
    said = working_policy(new.policy)
    row = accounts.keep_policy(
        session,
        actor,
        EscalationPolicy,
        "policy",
        in_force_from=new.in_force_from,
        reason=new.reason,
        values={
            "sales_needed": new.policy.count,
            "window_months": new.policy.window_months,
            "recency_months": new.policy.recency_months,
            "types": said["types"],
            "minimum_proof": new.policy.minimum_proof.value,
            "per": new.policy.per.value,
            "ladder": said["ladder"],
        },
        was=working_policy(queries.policy_on(session, actor.authority_id, new.in_force_from)),
        said=said,
    )
    return cast("EscalationPolicy", row)

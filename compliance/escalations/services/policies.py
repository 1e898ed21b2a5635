"""Setting the policy of an authority from a day on."""

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
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
    taken = frozenset(
        dated.in_force_from for dated in queries.list_policies(session, actor) if dated.in_force_from is not None
    )
    check_new_policy(new, today=clock.today(), taken=taken, is_relied_on=queries.has_printed(session, actor))
    before = queries.policy_on(session, actor.authority_id, new.in_force_from)
    said = working_policy(new.policy)
    row = EscalationPolicy(
        authority_id=actor.authority_id,
        in_force_from=new.in_force_from,
        sales_needed=new.policy.count,
        window_months=new.policy.window_months,
        recency_months=new.policy.recency_months,
        types=said["types"],
        minimum_proof=new.policy.minimum_proof.value,
        per=new.policy.per.value,
        ladder=said["ladder"],
        reason=new.reason.strip(),
        set_by_id=actor.officer_id,
        set_at=clock.now(),
    )
    session.add(row)
    session.flush()
    was = working_policy(before)
    audit.record(
        session,
        actor,
        "policy.set",
        "policy",
        row.id,
        reason=row.reason,
        changes={name: (was[name], value) for name, value in said.items() if was[name] != value},
        detail={"in_force_from": new.in_force_from},
    )
    return row

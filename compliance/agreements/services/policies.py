"""Setting the policy of agreements from a day on."""

from dataclasses import asdict

from sqlmodel import Session

from compliance import clock
from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementPolicy
from compliance.agreements.rules import NewPolicy
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission


def set_policy(session: Session, actor: Actor, new: NewPolicy) -> AgreementPolicy:
    """Set the authority's policy of agreements from a day on (inclusive). What was set before holds until that day.

    Raises Refusal beside the field for a policy that could not be applied or that would change the past; Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    taken = [one.in_force_from for one in queries.list_policies(session, actor) if one.in_force_from is not None]
    rules.check_new_policy(new, today=clock.today(), taken=taken)
    was = asdict(queries.policy_on(session, actor, new.in_force_from))
    said = asdict(new.policy)
    row = AgreementPolicy(
        authority_id=actor.authority_id,
        in_force_from=new.in_force_from,
        **said,
        reason=new.reason.strip(),
        set_by_id=actor.officer_id,
        set_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_policy.set",
        "agreement_policy",
        row.id,
        reason=row.reason,
        changes={name: (was[name], value) for name, value in said.items() if was[name] != value},
        detail={"in_force_from": new.in_force_from},
    )
    return row

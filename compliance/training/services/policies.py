"""Setting what an authority asks for in training, from a day on."""

from dataclasses import asdict

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission
from compliance.training import queries, rules
from compliance.training.models import TrainingPolicy
from compliance.training.rules import NewPolicy


def set_policy(session: Session, actor: Actor, new: NewPolicy) -> TrainingPolicy:
    """Set the authority's policy of training from a day on (inclusive). What was set before holds until that day.

    Raises Refusal (see `check_new_policy`); Forbidden. What counts as refusing is the authority's own choice and never
    law: domain.md 6.14 suggests two served invitations.
    """
    actor.require(Permission.SET_POLICY)
    taken = {dated.in_force_from for dated in queries.list_policies(session, actor) if dated.in_force_from}
    rules.check_new_policy(new, today=clock.today(), taken=taken)
    before = asdict(queries.policy_on(session, actor, new.in_force_from))
    values = asdict(new.policy)
    row = TrainingPolicy(
        authority_id=actor.authority_id,
        in_force_from=new.in_force_from,
        reason=new.reason.strip(),
        set_by_id=actor.officer_id,
        set_at=clock.now(),
        **values,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "training_policy.set",
        "training_policy",
        row.id,
        reason=row.reason,
        changes={name: (before[name], value) for name, value in values.items() if before[name] != value},
        detail={"in_force_from": new.in_force_from},
    )
    return row

"""Setting what an authority asks for in training, from a day on."""

from dataclasses import asdict
from typing import cast

from sqlmodel import Session

from compliance import clock
from compliance.accounts import services as accounts
from compliance.accounts.queries.policies import days_taken
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
    rules.check_new_policy(new, today=clock.today(), taken=days_taken(session, actor, queries.POLICY))
    said = asdict(new.policy)
    row = accounts.keep_policy(
        session,
        actor,
        TrainingPolicy,
        "training_policy",
        in_force_from=new.in_force_from,
        reason=new.reason,
        values=said,
        was=asdict(queries.policy_on(session, actor, new.in_force_from)),
        said=said,
    )
    return cast("TrainingPolicy", row)

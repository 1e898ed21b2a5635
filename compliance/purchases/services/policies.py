"""Setting what an authority asks for in test purchases, from a day on."""

from dataclasses import asdict
from typing import cast

from sqlmodel import Session

from compliance import clock
from compliance.accounts import services as accounts
from compliance.accounts.queries.policies import days_taken
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import DatedPurchasePolicy
from compliance.purchases.rules import NewPurchasePolicy


def set_policy(session: Session, actor: Actor, new: NewPurchasePolicy) -> DatedPurchasePolicy:
    """Set the authority's policy of test purchases from a day on (inclusive). What was set before holds until then.

    Raises Refusal (see `check_new_policy`); Forbidden. Every number is the authority's own choice and never law.
    """
    actor.require(Permission.SET_POLICY)
    rules.check_new_policy(new, today=clock.today(), taken=days_taken(session, actor, queries.POLICY))
    said = asdict(new.policy)
    row = accounts.keep_policy(
        session,
        actor,
        DatedPurchasePolicy,
        "purchase_policy",
        in_force_from=new.in_force_from,
        reason=new.reason,
        values=said | {"alert_days": list(new.policy.alert_days)},
        was=asdict(queries.policy_on(session, actor, new.in_force_from)),
        said=said,
    )
    return cast("DatedPurchasePolicy", row)

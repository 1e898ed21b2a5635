"""Setting what an authority asks for in test purchases, from a day on."""

from dataclasses import asdict

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission
from compliance.purchases import queries, rules
from compliance.purchases.models import DatedPurchasePolicy
from compliance.purchases.rules import NewPurchasePolicy


def set_policy(session: Session, actor: Actor, new: NewPurchasePolicy) -> DatedPurchasePolicy:
    """Set the authority's policy of test purchases from a day on (inclusive). What was set before holds until then.

    Raises Refusal (see `check_new_policy`); Forbidden. Every number is the authority's own choice and never law.
    """
    actor.require(Permission.SET_POLICY)
    taken = {dated.in_force_from for dated in queries.list_policies(session, actor) if dated.in_force_from}
    rules.check_new_policy(new, today=clock.today(), taken=taken)
    before = asdict(queries.policy_on(session, actor, new.in_force_from))
    values = asdict(new.policy)
    row = DatedPurchasePolicy(
        authority_id=actor.authority_id,
        in_force_from=new.in_force_from,
        reason=new.reason.strip(),
        set_by_id=actor.officer_id,
        set_at=clock.now(),
        **(values | {"alert_days": list(new.policy.alert_days)}),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "purchase_policy.set",
        "purchase_policy",
        row.id,
        reason=row.reason,
        changes={name: (before[name], value) for name, value in values.items() if before[name] != value},
        detail={"in_force_from": new.in_force_from},
    )
    return row

"""Setting a policy of an authority from a day on, whatever it is about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.permissions import Actor, Permission


def keep_policy(
    session: Session,
    actor: Actor,
    table: type[Any],
    noun: str,
    *,
    in_force_from: date,
    reason: str,
    values: Mapping[str, Any],
    was: Mapping[str, Any],
    said: Mapping[str, Any],
) -> Any:
    """Add a policy of the actor's authority from a day on (inclusive). What was set before holds until that day.

    `values` are the columns of the table, `said` what the policy says and `was` what the one before it said: the audit
    names what differs. The slice whose policy it is has judged it. Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    row = table(
        authority_id=actor.authority_id,
        in_force_from=in_force_from,
        reason=reason.strip(),
        set_by_id=actor.officer_id,
        set_at=clock.now(),
        **values,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        f"{noun}.set",
        noun,
        row.id,
        reason=row.reason,
        changes={name: (was[name], value) for name, value in said.items() if was[name] != value},
        detail={"in_force_from": in_force_from},
    )
    return row

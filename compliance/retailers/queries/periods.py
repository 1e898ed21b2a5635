"""Who operated many outlets, as periods for the rules."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within_area
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator
from compliance.retailers.rules import Period


def periods_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> dict[UUID, list[Period]]:
    """Return the operator periods of many outlets, the first first. One query for each 500 outlets.

    An outlet without a confirmed operator, or that the actor may not see, is left out.
    """
    wanted = sorted(set(outlet_ids))
    found: dict[UUID, list[Period]] = {}
    for start in range(0, len(wanted), 500):
        statement = (
            select(Operator, Entity.name)
            .join(Entity, col(Entity.id) == col(Operator.entity_id))
            .where(col(Operator.outlet_id).in_(wanted[start : start + 500]))
        )
        statement = within_area(statement, actor, col(Operator.authority_id))
        for operator, name in session.exec(statement.order_by(col(Operator.from_on), col(Operator.id))):
            period = Period(operator.id, operator.entity_id, name, operator.from_on, operator.to_on)
            found.setdefault(operator.outlet_id, []).append(period)
    return found

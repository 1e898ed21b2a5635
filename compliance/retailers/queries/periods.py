"""Who operated many outlets, as periods for the rules."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

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
            sa.select(
                col(Operator.outlet_id),
                col(Operator.id),
                col(Operator.entity_id),
                col(Entity.name),
                col(Operator.from_on),
                col(Operator.to_on),
            )
            .join(Entity, col(Entity.id) == col(Operator.entity_id))
            .where(col(Operator.outlet_id).in_(wanted[start : start + 500]))
        )
        statement = within_area(statement, actor, col(Operator.authority_id))
        for outlet_id, *period in session.execute(statement.order_by(col(Operator.from_on), col(Operator.id))):
            found.setdefault(outlet_id, []).append(Period(*period))
    return found


def own_schemes_on(session: Session, actor: Actor, outlet_ids: Iterable[UUID], day: date) -> set[UUID]:
    """Return those of many outlets whose operator on a day is known to train its own staff.

    One query for each 500 outlets. An outlet that the actor may not see is left out.
    """
    wanted = sorted(set(outlet_ids))
    found: set[UUID] = set()
    for start in range(0, len(wanted), 500):
        statement = (
            sa.select(col(Operator.outlet_id))
            .join(Entity, col(Entity.id) == col(Operator.entity_id))
            .where(
                col(Operator.outlet_id).in_(wanted[start : start + 500]),
                col(Operator.from_on) <= day,
                sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= day),
                col(Entity.own_training_scheme),
            )
        )
        found.update(session.scalars(within_area(statement, actor, col(Operator.authority_id))))
    return found

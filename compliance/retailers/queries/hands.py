"""Whether an outlet stayed in the same hands, as a condition: what `rules.hands.change_of_hands` says, in SQL."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from compliance.retailers.models import Operator


def in_same_hands(outlet_id: Any, since: Any, until: date) -> Any:
    """Return the condition that an outlet stayed in the same hands after the day `since` and by `until`, inclusive.

    `outlet_id` and `since` are columns of the statement that the condition stands in. Agrees with `change_of_hands`: no
    other entity than the operator of `since` took over, and the operator of `since`, if confirmed, still runs it.
    """
    taker, then, now = aliased(Operator), aliased(Operator), aliased(Operator)
    same = sa.exists().where(
        col(then.outlet_id) == outlet_id, _on(then, since), col(then.entity_id) == col(taker.entity_id)
    )
    taken = sa.exists().where(
        col(taker.outlet_id) == outlet_id,
        col(taker.from_on) > since,
        col(taker.from_on) <= until,
        ~same.correlate_except(then),
    )
    still = sa.exists().where(
        col(now.outlet_id) == outlet_id, _on(now, until), col(now.entity_id) == col(then.entity_id)
    )
    left = sa.exists().where(col(then.outlet_id) == outlet_id, _on(then, since), ~still.correlate_except(now))
    return sa.and_(~taken.correlate_except(taker), ~left.correlate_except(then))


def _on(operator: Any, day: Any) -> Any:
    return sa.and_(col(operator.from_on) <= day, sa.or_(col(operator.to_on).is_(None), col(operator.to_on) >= day))

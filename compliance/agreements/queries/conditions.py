"""Which outlets have an agreement in force, as a condition for a list: what `rules.in_force_on` says, in SQL."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from compliance.agreements.models import Agreement, AgreementEvent
from compliance.agreements.rules import AgreementEventKind
from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.models import Operator, Outlet
from compliance.retailers.queries.hands import in_same_hands
from compliance.retailers.rules import OutletKind


def in_force_on(actor: Actor, day: date) -> Callable[[Any], Any]:
    """Return the condition that an outlet of the actor's own authority has an agreement in force on `day`.

    Given the column of the outlet's identifier. It follows the last signature by that day: not withdrawn or removed
    since, not suspended when last heard of, not lapsed (a review may have moved the day while it held), for sales of
    the outlet's kind; and in the same hands, or entity-wide and of the entity that operates the outlet on that day.
    """
    own, signed = _signed_in_force(col(Agreement.outlet_id), actor, day)
    own = own.where(in_same_hands(col(Agreement.outlet_id), col(signed.on), day))
    wide, _signed = _signed_in_force(col(Operator.outlet_id), actor, day)
    wide = wide.join(Operator, col(Operator.entity_id) == col(Agreement.entity_id)).where(
        col(Operator.from_on) <= day, sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= day)
    )
    found = [
        statement.join(Outlet, col(Outlet.id) == outlet_id).where(_covers(Outlet))
        for statement, outlet_id in ((own, col(Agreement.outlet_id)), (wide, col(Operator.outlet_id)))
    ]
    return lambda outlet_id: outlet_id.in_(sa.union_all(*found))


def held_on(actor: Actor, day: date) -> Any:
    """Return the identifiers of the actor's agreements that are in force by themselves, wherever they are held."""
    return _signed_in_force(col(Agreement.id), actor, day)[0]


def _signed_in_force(column: Any, actor: Actor, day: date) -> tuple[Any, Any]:
    """Return a statement of agreements whose last signature by a day still holds, and that signature."""
    signed, kinds = aliased(AgreementEvent), AgreementEventKind
    statement = (
        sa.select(column)
        .select_from(Agreement)
        .join(signed, col(signed.agreement_id) == col(Agreement.id))
        .where(
            col(signed.kind) == kinds.SIGNED,
            _stands(signed, day),
            ~_later(signed, day, kinds.SIGNED, kinds.WITHDRAWN, kinds.REMOVED),
            ~_suspended(signed, day),
            ~_lapsed(signed, day),
        )
    )
    return within(statement, actor, col(Agreement.authority_id)), signed


def _covers(outlet: Any) -> Any:
    """Return the condition that an agreement is for sales of an outlet's kind, as `Terms.covers` says."""
    is_online = col(outlet.kind) == OutletKind.ONLINE_SHOP
    return sa.or_(sa.and_(is_online, col(Agreement.covers_online)), sa.and_(~is_online, col(Agreement.covers_stores)))


def _stands(event: Any, day: date) -> Any:
    return sa.and_(col(event.struck_out_at).is_(None), col(event.on) <= day)


def _behind(event: Any, other: Any, day: date) -> Any:
    """Return the condition that an event comes after another of its agreement: by day, and by record within a day."""
    return sa.and_(
        col(event.agreement_id) == col(other.agreement_id),
        _stands(event, day),
        sa.or_(col(event.on) > col(other.on), sa.and_(col(event.on) == col(other.on), col(event.id) > col(other.id))),
    )


def _later(event: Any, day: date, *kinds: AgreementEventKind) -> Any:
    after = aliased(AgreementEvent)
    return sa.exists().where(_behind(after, event, day), col(after.kind).in_(kinds)).correlate_except(after)


def _suspended(signed: Any, day: date) -> Any:
    """Return the condition that it was suspended after the signature, and not restored after that."""
    stopped, kinds = aliased(AgreementEvent), AgreementEventKind
    found = sa.exists().where(
        _behind(stopped, signed, day),
        col(stopped.kind) == kinds.SUSPENDED,
        ~_later(stopped, day, kinds.SUSPENDED, kinds.RESTORED),
    )
    return found.correlate_except(stopped)


def _lapsed(signed: Any, day: date) -> Any:
    """Return the condition that a day of lapsing came, set by signature or review, and nothing moved it before."""
    setting, moving = aliased(AgreementEvent), aliased(AgreementEvent)
    moved = sa.exists().where(
        _behind(moving, setting, day),
        col(moving.kind) == AgreementEventKind.REVIEWED,
        col(moving.lapses_on).is_not(None),
        sa.or_(col(moving.on) < col(setting.lapses_on), col(moving.on) == col(setting.on)),
    )
    found = sa.exists().where(
        sa.or_(col(setting.id) == col(signed.id), _behind(setting, signed, day)),
        sa.or_(col(setting.id) == col(signed.id), col(setting.kind) == AgreementEventKind.REVIEWED),
        col(setting.lapses_on) <= day,
        ~moved.correlate_except(moving),
    )
    return found.correlate_except(setting)

"""The first and the last day that something is recorded of an outlet, which its own days must agree with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance.database import within
from compliance.permissions import Actor

# What is recorded of outlets stands above the register: its tables are read here by name, as their keys name ours.
_ID, _DAY = sa.Uuid(), sa.Date()
_PURCHASES = sa.table(
    "purchases",
    sa.column("outlet_id", _ID),
    sa.column("authority_id", _ID),
    sa.column("tested_on", _DAY),
    sa.column("outcome", sa.String()),
)
_VISITS = sa.table("visits", sa.column("outlet_id", _ID), sa.column("authority_id", _ID), sa.column("visited_on", _DAY))
_AGREEMENTS = sa.table("agreements", sa.column("id", _ID), sa.column("outlet_id", _ID))
_EVENTS = sa.table(
    "agreement_events",
    sa.column("agreement_id", _ID),
    sa.column("authority_id", _ID),
    sa.column("on", _DAY),
    sa.column("struck_out_at", sa.DateTime()),
)
_INVITATIONS = sa.table(
    "training_invitations", sa.column("outlet_id", _ID), sa.column("authority_id", _ID), sa.column("invited_on", _DAY)
)
_SESSIONS = sa.table("training_sessions", sa.column("id", _ID), sa.column("on", _DAY))
_ATTENDANCES = sa.table(
    "training_attendances", sa.column("session_id", _ID), sa.column("outlet_id", _ID), sa.column("authority_id", _ID)
)


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """A day, and what is recorded on it, as a sentence begins."""

    on: date
    what: str


def first_recorded(session: Session, actor: Actor, outlet_id: UUID) -> RecordedDay | None:
    """Return the first day of a test, visit, agreement or training of an outlet of the actor's authority, or None.

    What was struck out does not count. Five queries.
    """
    events = (
        sa.select(sa.func.min(_EVENTS.c.on))
        .select_from(_EVENTS.join(_AGREEMENTS, _AGREEMENTS.c.id == _EVENTS.c.agreement_id))
        .where(_AGREEMENTS.c.outlet_id == outlet_id, _EVENTS.c.struck_out_at.is_(None))
    )
    trained = (
        sa.select(sa.func.min(_SESSIONS.c.on))
        .select_from(_SESSIONS.join(_ATTENDANCES, _ATTENDANCES.c.session_id == _SESSIONS.c.id))
        .where(_ATTENDANCES.c.outlet_id == outlet_id)
    )
    found = _read(
        session,
        actor,
        [
            ("A test purchase", _extreme(sa.func.min, _PURCHASES, "tested_on", outlet_id), _PURCHASES),
            ("A visit", _extreme(sa.func.min, _VISITS, "visited_on", outlet_id), _VISITS),
            ("An agreement", events, _EVENTS),
            ("An invitation to training", _extreme(sa.func.min, _INVITATIONS, "invited_on", outlet_id), _INVITATIONS),
            ("A training session", trained, _ATTENDANCES),
        ],
    )
    return min(found, key=lambda one: one.on, default=None)


def last_recorded(session: Session, actor: Actor, outlet_id: UUID) -> RecordedDay | None:
    """Return the last day of a visit to an outlet of the actor's authority, or of a test of it, or None.

    A test that found it not trading says nothing against its being closed. Two queries.
    """
    tested = _extreme(sa.func.max, _PURCHASES, "tested_on", outlet_id).where(_PURCHASES.c.outcome != "not_trading")
    found = _read(
        session,
        actor,
        [
            ("A test purchase", tested, _PURCHASES),
            ("A visit", _extreme(sa.func.max, _VISITS, "visited_on", outlet_id), _VISITS),
        ],
    )
    return max(found, key=lambda one: one.on, default=None)


def _extreme(function: Any, table: sa.TableClause, day: str, outlet_id: UUID) -> Any:
    return sa.select(function(table.c[day])).where(table.c.outlet_id == outlet_id)


def _read(session: Session, actor: Actor, asked: Sequence[tuple[str, Any, sa.TableClause]]) -> list[RecordedDay]:
    days = [
        (what, session.execute(within(query, actor, table.c.authority_id)).scalar_one()) for what, query, table in asked
    ]
    return [RecordedDay(on, what) for what, on in days if on is not None]

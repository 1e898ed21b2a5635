"""Where outlets stand with training, one or many at a time, and what of it is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within, within_area
from compliance.dates import months_before
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.queries.periods import own_schemes_on, periods_of
from compliance.training import rules
from compliance.training.models import Attendance, Invitation, ModuleCompletion, TrainingSession
from compliance.training.queries.histories import Histories, Limit, Whose, read_histories
from compliance.training.queries.policies import policy_of, policy_on
from compliance.training.rules import AttendanceStatus, CourseKind, Policy, Reply, TrainingStanding

MANY = 500


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """An invitation that was accepted and has no place yet."""

    invitation_id: UUID
    outlet_id: UUID
    outlet_name: str
    outlet_where: str
    course: CourseKind
    replied_on: date
    replied_by: str


@dataclass(frozen=True, slots=True)
class RefreshDue:
    """An outlet whose training must be refreshed by a day."""

    outlet_id: UUID
    outlet_name: str
    outlet_where: str
    trained_on: date
    due_on: date


def standing_of(
    session: Session, actor: Actor, outlet_id: UUID, day: date, *, policy: Policy | None = None
) -> TrainingStanding:
    """Return where one outlet stands with training on a day, by the policy of that day unless one is given."""
    return standings(session, actor, [outlet_id], day, policy=policy)[outlet_id]


def standings(
    session: Session, actor: Actor, outlet_ids: Iterable[UUID], day: date, *, policy: Policy | None = None
) -> dict[UUID, TrainingStanding]:
    """Return where each outlet stands with training on a day: an answer for every outlet asked for.

    One query for the policy, and at most seven for each 500 outlets. An outlet of another authority reads as never
    invited.
    """
    wanted = sorted(set(outlet_ids))
    policy = policy or policy_on(session, actor, day)
    found: dict[UUID, TrainingStanding] = {}
    for start in range(0, len(wanted), MANY):
        some = wanted[start : start + MANY]
        held = read_histories(session, actor, "outlet_id", _own("outlet_id", some))
        found |= _judge(session, actor, held, some, day, policy)
    return found


def _own(whose: Whose, ids: Iterable[UUID]) -> Limit:
    wanted = list(ids)
    return lambda actor, statement, table: within(
        statement.where(getattr(table, whose).in_(wanted)), actor, col(table.authority_id)
    )


def standing_of_entity(
    session: Session, actor: Actor, entity_id: UUID, day: date, *, policy: Policy | None = None
) -> TrainingStanding:
    """Return where an entity itself, such as a delivery company, stands with training on a day. Raises NotFound."""
    entity = retailers.get_entity(session, actor, entity_id)
    held = read_histories(session, actor, "entity_id", _own("entity_id", [entity_id]))
    return rules.standing(
        held.invited.get(entity_id, ()),
        held.attended.get(entity_id, ()),
        today=day,
        policy=policy or policy_on(session, actor, day),
        own_scheme=entity.own_training_scheme,
        withdrawals=held.withdrawn.get(entity_id, ()),
    )


def refused_for_scoring(
    session: Session, actor: Actor, authority_id: UUID, day: date, *, policy: Policy | None = None
) -> frozenset[UUID]:
    """Return the outlets of an authority where training stands refused on a day, for ranking targets.

    For an authority of the actor's own or of their force area; it tells a police planner nothing but yes or no. Six
    queries, and two more for each 500 outlets that were ever invited.
    """

    def limit(who: Actor, statement: Any, table: Any) -> Any:
        wanted = statement.where(col(table.authority_id) == authority_id, col(table.outlet_id).is_not(None))
        return within_area(wanted, who, col(table.authority_id))

    held = read_histories(session, actor, "outlet_id", limit)
    policy = policy or policy_of(session, actor, authority_id, day)
    found = _judge(session, actor, held, (), day, policy)
    return frozenset(outlet_id for outlet_id, standing in found.items() if standing.refused)


def _judge(
    session: Session, actor: Actor, held: Histories, outlet_ids: Iterable[UUID], day: date, policy: Policy
) -> dict[UUID, TrainingStanding]:
    """Return the standing of the outlets given and of every one of which something is recorded."""
    everybody = {*outlet_ids, *held.everybody}
    periods = periods_of(session, actor, held.everybody)
    own_schemes = own_schemes_on(session, actor, everybody, day)
    return {
        outlet_id: rules.standing(
            held.invited.get(outlet_id, ()),
            held.attended.get(outlet_id, ()),
            today=day,
            policy=policy,
            operators=periods.get(outlet_id, ()),
            own_scheme=outlet_id in own_schemes,
            withdrawals=held.withdrawn.get(outlet_id, ()),
        )
        for outlet_id in everybody
    }


def list_unconfirmed(session: Session, actor: Actor, today: date) -> list[Unconfirmed]:
    """Return the invitations accepted by `today` without a place since, the longest waiting first. Two queries.

    A place since is one for the outlet at any session of that course on or after the day of the reply, unless it was
    given back; of one at a session that was cancelled, `list_awaiting` tells. Those of delivery companies are on their
    own pages.
    """
    place = (
        sa.exists()
        .where(
            col(Attendance.outlet_id) == col(Invitation.outlet_id),
            col(Attendance.session_id) == col(TrainingSession.id),
            col(TrainingSession.course) == col(Invitation.course),
            col(TrainingSession.on) >= col(Invitation.replied_on),
            sa.or_(
                col(Attendance.status) != AttendanceStatus.CANCELLED, col(TrainingSession.cancelled_at).is_not(None)
            ),
        )
        .correlate(Invitation)
    )
    statement = select(Invitation).where(
        Invitation.reply == Reply.ACCEPTED,
        col(Invitation.replied_on) <= today,
        col(Invitation.outlet_id).is_not(None),
        ~place,
    )
    statement = within(statement, actor, col(Invitation.authority_id))
    found = session.exec(statement.order_by(col(Invitation.replied_on), col(Invitation.id))).all()
    names = retailers.names_of(session, actor, {one.outlet_id for one in found})
    return [
        Unconfirmed(
            invitation_id=one.id,
            outlet_id=one.outlet_id,
            outlet_name=names[one.outlet_id].name,
            outlet_where=names[one.outlet_id].where,
            course=one.course,
            replied_on=one.replied_on,
            replied_by=one.replied_by,
        )
        for one in found
    ]


def list_refresh_due(
    session: Session, actor: Actor, from_day: date, to_day: date, *, policy: Policy | None = None
) -> list[RefreshDue]:
    """Return the outlets whose refresh is due between two days, both inclusive; the first due first.

    Only those that hold the pass on the day before it is due, with the operator who holds it still there, and no later
    pass. Ten queries at most for 500 outlets.
    """
    policy = policy or policy_on(session, actor, from_day)
    earliest = months_before(from_day, policy.refresh_months + 1)
    statement = (
        select(Attendance.outlet_id)
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            TrainingSession.course == policy.course,
            col(TrainingSession.on) >= earliest,
            col(Attendance.outlet_id).is_not(None),
        )
        .distinct()
    )
    candidates = set(session.exec(within(statement, actor, col(Attendance.authority_id))))
    if policy.course is CourseKind.E_LEARNING:
        done = select(ModuleCompletion.outlet_id).where(
            col(ModuleCompletion.completed_on) >= earliest, col(ModuleCompletion.outlet_id).is_not(None)
        )
        candidates |= set(session.exec(within(done, actor, col(ModuleCompletion.authority_id))))
    due = {
        outlet_id: standing
        for outlet_id, standing in standings(session, actor, candidates, from_day, policy=policy).items()
        if standing.trained and standing.refresh_due_on is not None and standing.refresh_due_on <= to_day
    }
    names = retailers.names_of(session, actor, due)
    rows = [
        RefreshDue(
            outlet_id=outlet_id,
            outlet_name=names[outlet_id].name,
            outlet_where=names[outlet_id].where,
            trained_on=standing.trained_on,
            due_on=standing.refresh_due_on,
        )
        for outlet_id, standing in due.items()
        if standing.trained_on is not None and standing.refresh_due_on is not None
    ]
    return sorted(rows, key=lambda row: (row.due_on, row.outlet_name, row.outlet_id))

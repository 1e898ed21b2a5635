"""Which outlets are trained and which refused, as conditions for a list: what `rules.standing` says, in SQL."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from compliance.database import within
from compliance.dates import months_before
from compliance.permissions import Actor
from compliance.retailers.queries.hands import in_same_hands
from compliance.training.models import Attendance, Invitation, ModuleCompletion, RefusalWithdrawal, TrainingSession
from compliance.training.rules import AttendanceStatus, CourseKind, Policy, Reply, refresh_due_on

Condition = Callable[[Any], Any]


def trained_on(actor: Actor, day: date, policy: Policy | None = None) -> Condition:
    """Return the condition that somebody of an outlet of the actor's own authority holds a pass on `day`.

    Given the column of the outlet's identifier. A pass of the course that the policy asks for, by `day`, whose refresh
    is not overdue, and since which the outlet did not pass into other hands.
    """
    policy = policy or Policy()
    minutes = sa.func.coalesce(col(Attendance.minutes), 0)
    no_mark = sa.and_(col(TrainingSession.pass_mark).is_(None), col(TrainingSession.course) != CourseKind.ACCREDITED)
    at_a_session = (
        _came(policy, day)
        .where(
            col(TrainingSession.on) >= _first_day(day, policy),
            minutes >= col(TrainingSession.minutes),
            sa.or_(no_mark, col(Attendance.mark) >= col(TrainingSession.pass_mark)),
        )
        .with_only_columns(col(Attendance.outlet_id))
    )
    at_a_session = within(at_a_session, actor, col(Attendance.authority_id))
    if policy.course is not CourseKind.E_LEARNING:
        return lambda outlet_id: outlet_id.in_(at_a_session)
    by_modules = _completed(day).where(col(ModuleCompletion.completed_on) >= _first_day(day, policy))
    by_modules = within(by_modules, actor, col(ModuleCompletion.authority_id))
    learned = by_modules.with_only_columns(col(ModuleCompletion.outlet_id))
    return lambda outlet_id: sa.or_(outlet_id.in_(at_a_session), outlet_id.in_(learned))


def refused_on(actor: Actor, day: date, policy: Policy | None = None) -> Condition:
    """Return the condition that training stands refused on `day` at an outlet of the actor's own authority.

    Given the column of the outlet's identifier. What `rules.refusal` says: a recorded refusal, or so many served
    invitations without reply past their dates, and since the last of them neither willingness nor a withdrawal; never
    where somebody is trained.
    """
    policy = policy or Policy()
    willing = _willing(actor, day, policy)
    asked = (
        sa.select(col(Invitation.outlet_id))
        .where(
            col(Invitation.outlet_id).is_not(None),
            col(Invitation.course) == policy.course,
            col(Invitation.invited_on) <= day,
            in_same_hands(col(Invitation.outlet_id), col(Invitation.invited_on), day),
        )
        .correlate(None)
    )
    asked = within(asked, actor, col(Invitation.authority_id))
    declined = asked.where(
        col(Invitation.reply) == Reply.DECLINED,
        col(Invitation.replied_on) <= day,
        ~_since(willing, col(Invitation.outlet_id), col(Invitation.replied_on)),
    )
    silent = (
        asked.where(
            sa.or_(col(Invitation.reply) == Reply.NONE, col(Invitation.replied_on) > day),
            sa.or_(col(Invitation.returned_on).is_(None), col(Invitation.returned_on) > day),
            col(Invitation.served_on) <= day,
            col(Invitation.served_on) <= col(Invitation.reply_by_on),
            col(Invitation.reply_by_on) < day,
            ~_since(willing, col(Invitation.outlet_id), col(Invitation.served_on)),
        )
        .group_by(col(Invitation.outlet_id))
        .having(sa.func.count(sa.distinct(col(Invitation.served_on))) >= policy.unanswered)
    )
    trained = trained_on(actor, day, policy)
    return lambda outlet_id: sa.and_(sa.or_(outlet_id.in_(declined), outlet_id.in_(silent)), ~trained(outlet_id))


def _came(policy: Policy, day: date) -> Any:
    """Return the statement of people of outlets who came to a session of the policy's course, in the same hands."""
    return (
        sa.select(col(Attendance.outlet_id), col(TrainingSession.on).label("on"))
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            col(Attendance.outlet_id).is_not(None),
            col(TrainingSession.course) == policy.course,
            col(TrainingSession.on) <= day,
            col(Attendance.status) == AttendanceStatus.ATTENDED,
            in_same_hands(col(Attendance.outlet_id), col(TrainingSession.on), day),
        )
    )


def _asked_for(policy: Policy, day: date) -> Any:
    """Return the statement of outlets that asked for a place at the policy's course, in the same hands, and when.

    At the latest on the day of its session. Not a place that was given up; one that was lost with its session is.
    """
    on, held_on = col(Attendance.asked_on), col(TrainingSession.on)
    asked_on = sa.case((on < held_on, on), else_=held_on)
    return (
        sa.select(col(Attendance.outlet_id), asked_on.label("on"))
        .join(TrainingSession, col(TrainingSession.id) == col(Attendance.session_id))
        .where(
            col(Attendance.outlet_id).is_not(None),
            col(TrainingSession.course) == policy.course,
            asked_on <= day,
            sa.or_(
                col(Attendance.status) != AttendanceStatus.CANCELLED, col(TrainingSession.cancelled_at).is_not(None)
            ),
            sa.or_(held_on > day, in_same_hands(col(Attendance.outlet_id), held_on, day)),
        )
    )


def _completed(day: date) -> Any:
    """Return the statement of outlets where an e-learning course was completed by its modules, in the same hands."""
    return sa.select(col(ModuleCompletion.outlet_id), col(ModuleCompletion.completed_on).label("on")).where(
        col(ModuleCompletion.outlet_id).is_not(None),
        col(ModuleCompletion.completes_course),
        col(ModuleCompletion.struck_out_at).is_(None),
        col(ModuleCompletion.completed_on) <= day,
        in_same_hands(col(ModuleCompletion.outlet_id), col(ModuleCompletion.completed_on), day),
    )


def _willing(actor: Actor, day: date, policy: Policy) -> Any:
    """Return the days on which an outlet was willing, or had its refusal withdrawn, as outlet_id and `on`."""
    said: Any = sa.select(col(Invitation.outlet_id), col(Invitation.replied_on).label("on")).where(
        col(Invitation.outlet_id).is_not(None),
        col(Invitation.course) == policy.course,
        col(Invitation.invited_on) <= day,
        col(Invitation.reply).not_in([Reply.NONE, Reply.DECLINED]),
        col(Invitation.replied_on) <= day,
        in_same_hands(col(Invitation.outlet_id), col(Invitation.invited_on), day),
    )
    lifted: Any = sa.select(col(RefusalWithdrawal.outlet_id), col(RefusalWithdrawal.withdrawn_on).label("on")).where(
        col(RefusalWithdrawal.outlet_id).is_not(None),
        col(RefusalWithdrawal.struck_out_at).is_(None),
        col(RefusalWithdrawal.withdrawn_on) <= day,
    )
    every = [
        within(_came(policy, day), actor, col(Attendance.authority_id)),
        within(_asked_for(policy, day), actor, col(Attendance.authority_id)),
        within(said, actor, col(Invitation.authority_id)),
        within(lifted, actor, col(RefusalWithdrawal.authority_id)),
    ]
    if policy.course is CourseKind.E_LEARNING:
        every.append(within(_completed(day), actor, col(ModuleCompletion.authority_id)))
    return sa.union_all(*every).subquery()


def _since(willing: Any, outlet_id: Any, day: Any) -> Any:
    """Return the condition that an outlet was willing on a day or after it."""
    return sa.exists().where(willing.c.outlet_id == outlet_id, willing.c.on >= day).correlate(Invitation)


def _first_day(day: date, policy: Policy) -> date:
    """Return the first day of which a pass still holds on `day`: no engine counts months."""
    first = months_before(day, policy.refresh_months) - timedelta(days=3)
    while refresh_due_on(first, policy) < day:
        first += timedelta(days=1)
    return first

"""Mark an action as done, open it again, ask for another, or change one."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.visits import queries, rules
from compliance.visits.models import VisitAction
from compliance.visits.rules import Done, NewAction


def add_action(session: Session, actor: Actor, visit_id: UUID, new: NewAction, *, action_id: UUID) -> VisitAction:
    """Ask a trader for one more thing after a visit is recorded. `action_id` is the form's: sent twice adds one.

    Raises Refusal (see `check_actions`); NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    visit = queries.get_visit(session, actor, visit_id)
    there = session.get(VisitAction, action_id)
    if there is not None:
        if there.visit_id != visit.id:
            raise Refusal("This page was sent already. Open the visit before you add it again")
        return there
    numbers = sa.select(sa.func.max(col(VisitAction.number)), sa.func.count())
    last, count = session.execute(numbers.where(col(VisitAction.visit_id) == visit.id)).one()
    rules.check_actions((new,), visited_on=visit.visited_on)
    if count >= rules.MOST_ACTIONS:
        raise Refusal(f"A visit has at most {rules.MOST_ACTIONS} actions: put some together", "actions_0_text")
    action = VisitAction(
        id=action_id,
        authority_id=visit.authority_id,
        visit_id=visit.id,
        number=(last or 0) + 1,
        text=new.text.strip(),
        basis=new.basis,
        due_on=new.due_on,
        recorded_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(action)
    except IntegrityError as error:
        raise Refusal("Another action was added to this visit a moment ago. Send this page again") from error
    what = {"action": action.text, "basis": action.basis, "due_on": action.due_on}
    audit.record(session, actor, "visit.action_added", "visit", visit.id, outlet_id=visit.outlet_id, detail=what)
    return action


def complete_action(session: Session, actor: Actor, action_id: UUID, done: Done, *, version: int) -> VisitAction:
    """Mark an action as done on a day, with a note of how that is known.

    Sent twice with the same day and note it changes nothing more. Raises Refusal for a day before the visit or after
    today, or when somebody else changed it since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    action = queries.get_action(session, actor, action_id)
    visit = queries.get_visit(session, actor, action.visit_id)
    if action.done_on == done.on and action.done_note == done.note.strip():
        return action
    if action.done_on is not None:
        raise Refusal("This action is marked as done already. Open it again first, with the reason")
    audit.check_version(action, version, "action")
    rules.check_done(done, visited_on=visit.visited_on, today=clock.today())
    action.done_on, action.done_note = done.on, done.note.strip()
    action.done_by_id, action.done_at = actor.officer_id, clock.now()
    session.add(action)
    session.flush()
    audit.record(
        session,
        actor,
        "visit.action_done",
        "visit",
        visit.id,
        outlet_id=visit.outlet_id,
        detail={"action": action.text, "done_on": action.done_on, "note": action.done_note},
    )
    return action


def reopen_action(session: Session, actor: Actor, action_id: UUID, *, reason: str, version: int) -> VisitAction:
    """Open an action again that was marked as done; the day and the note that stood are kept in the history.

    Raises Refusal for a blank reason, for an action that is open, or when somebody else changed it since `version`;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    action = queries.get_action(session, actor, action_id)
    visit = queries.get_visit(session, actor, action.visit_id)
    if not reason.strip():
        raise Refusal("Enter why the action is opened again", "reason")
    if action.done_on is None:
        raise Refusal("This action is open already")
    audit.check_version(action, version, "action")
    changes: dict[str, tuple[date | str | None, None]] = {
        "done_on": (action.done_on, None),
        "done_note": (action.done_note, None),
    }
    action.done_on, action.done_note, action.done_by_id, action.done_at = None, "", None, None
    session.add(action)
    session.flush()
    audit.record(
        session,
        actor,
        "visit.action_reopened",
        "visit",
        visit.id,
        outlet_id=visit.outlet_id,
        reason=reason,
        changes=changes,
        detail={"action": action.text},
    )
    return action


def correct_action(
    session: Session, actor: Actor, action_id: UUID, new: NewAction, *, reason: str, version: int
) -> VisitAction:
    """Correct what an action asks, on what basis or by when; what stood before is kept in the visit's history.

    Raises Refusal (see `check_actions`), for a blank reason, or when somebody else changed it since `version`;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    action = queries.get_action(session, actor, action_id)
    visit = queries.get_visit(session, actor, action.visit_id)
    if not reason.strip():
        raise Refusal("Enter why the action is changed", "reason")
    rules.check_actions((new,), visited_on=visit.visited_on)
    audit.check_version(action, version, "action")
    changes = audit.changed_fields(action, {"text": new.text.strip(), "basis": new.basis, "due_on": new.due_on})
    if not changes:
        return action
    for name, (_before, now) in changes.items():
        setattr(action, name, now)
    session.add(action)
    session.flush()
    audit.record(
        session,
        actor,
        "visit.action_corrected",
        "visit",
        visit.id,
        outlet_id=visit.outlet_id,
        reason=reason,
        changes=changes,
        detail={"action": action.text},
    )
    return action

"""What officers do with visits: record one, and correct one."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import new_id, next_reference, within
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.retailers.models import Outlet
from compliance.visits import queries, rules
from compliance.visits.models import Visit
from compliance.visits.rules import VisitDetails


def record_visit(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    details: VisitDetails,
    *,
    visit_id: UUID | None = None,
    brought_in: str = "",
) -> Visit:
    """Record a visit to an outlet of the actor's authority, with the next HAC-V reference of the visit's year.

    `visit_id` is the identifier that the form was given: sent twice, the second is the same visit and adds nothing.
    `brought_in` is the reference of the import that a past visit comes from: its officer may have left since. Raises
    Refusal (see `check_visit`), or when that officer's visit of that day and time is recorded already; NotFound;
    Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    outlet_id = outlet.id
    if visit_id is not None and (there := _sent_before(session, actor, outlet_id, visit_id)) is not None:
        return there
    _check(session, actor, outlet, details, officer_was=details.officer_id if brought_in else None)
    visit = Visit(
        id=visit_id or new_id(),
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "V", details.visited_on.year),
        outlet_id=outlet_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
        **asdict(details),
    )
    try:
        with session.begin_nested():
            session.add(visit)
    except IntegrityError as error:
        raise Refusal(
            "This visit was recorded a moment ago. Open the retailer’s visits before you try again"
        ) from error
    what: dict[str, Any] = {"reference": visit.reference, "visited_on": visit.visited_on}
    if brought_in:
        what["brought_in"] = brought_in
    audit.record(session, actor, "visit.recorded", "visit", visit.id, outlet_id=outlet_id, detail=what)
    return visit


def correct_visit(
    session: Session, actor: Actor, visit_id: UUID, details: VisitDetails, *, version: int, reason: str
) -> Visit:
    """Correct a visit; what stood before is kept in its history, with `reason`.

    Raises Refusal for a blank reason, for what `check_visit` refuses, or when somebody else has changed the visit since
    `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    visit = queries.get_visit(session, actor, visit_id)
    outlet = retailers.get_own_outlet(session, actor, visit.outlet_id)
    if not reason.strip():
        raise Refusal("Enter why you correct this visit", "reason")
    _check(session, actor, outlet, details, own_id=visit.id, officer_was=visit.officer_id)
    audit.correct(
        session,
        actor,
        visit,
        asdict(details),
        action="visit.corrected",
        subject_kind="visit",
        version=version,
        outlet_id=visit.outlet_id,
        reason=reason,
    )
    return visit


def _sent_before(session: Session, actor: Actor, outlet_id: UUID, visit_id: UUID) -> Visit | None:
    there = session.get(Visit, visit_id)
    if there is None:
        return None
    if there.authority_id != actor.authority_id or there.outlet_id != outlet_id:
        raise Refusal("This page was sent already. Open the retailer’s visits before you record it again")
    return there


def _check(
    session: Session,
    actor: Actor,
    outlet: Outlet,
    details: VisitDetails,
    *,
    own_id: UUID | None = None,
    officer_was: UUID | None = None,
) -> None:
    now = clock.london(clock.now()).replace(tzinfo=None)
    rules.check_visit(details, now=now, opened_on=outlet.opened_on, closed_on=outlet.closed_on)
    if details.officer_id != officer_was:
        try:
            active = accounts.get_officer(session, actor, details.officer_id).active
        except NotFound:
            active = False
        if not active:
            raise Refusal("Select an officer of your authority", "officer_id")
    statement = select(Visit.reference).where(
        Visit.outlet_id == outlet.id,
        Visit.officer_id == details.officer_id,
        Visit.visited_on == details.visited_on,
        Visit.started_at_time == details.started_at_time,
        Visit.id != own_id,
    )
    same = session.exec(within(statement, actor, col(Visit.authority_id))).first()
    if same is not None:
        raise Refusal(
            f"This visit is recorded already, as {same}. Give another time if there were two", "started_at_time"
        )

"""Record a visit, and correct one."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
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
from compliance.visits.models import Visit, VisitAction
from compliance.visits.queries import DatedChecklist
from compliance.visits.rules import NOTHING_BESIDES, Besides, VisitDetails
from compliance.visits.services.rows import replace_rows, told


def record_visit(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    details: VisitDetails,
    *,
    visit_id: UUID | None = None,
    besides: Besides = NOTHING_BESIDES,
    brought_in: str = "",
) -> Visit:
    """Record a visit to an outlet of the actor's authority, with the next HAC-V reference of the visit's year.

    `visit_id` is the identifier that the form was given: sent twice, the second is the same visit and adds nothing.
    `brought_in` is the reference of the import that a past visit comes from: its officer may have left since, and
    nothing was noted then of notice or of the police partner. Raises Refusal (see `check_visit`, `check_notice`,
    `check_company`, `check_answers`, `check_actions`), or when that officer's visit of that day and time is recorded
    already; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    outlet = retailers.get_own_outlet(session, actor, outlet_id)
    outlet_id = outlet.id
    if visit_id is not None and (there := _sent_before(session, actor, outlet_id, visit_id)) is not None:
        return there
    _check(session, actor, outlet, details, officer_was=details.officer_id if brought_in else None)
    if not brought_in:
        rules.check_notice(details.kind, details.visited_on, details.notice)
        _check_company(session, actor, details, besides.company)
    dated = _checklist(session, actor, besides.checklist_id)
    answers: Mapping[int, str] = {}
    if not brought_in:
        answers = rules.check_answers(dated.checklist, besides.answers, asdict(details))
    rules.check_actions(besides.actions, visited_on=details.visited_on)
    visit = Visit(
        id=visit_id or new_id(),
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "V", details.visited_on.year),
        outlet_id=outlet_id,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
        checklist_id=besides.checklist_id,
        **asdict(details),
    )
    try:
        with session.begin_nested():
            session.add(visit)
    except IntegrityError as error:
        raise Refusal(
            "This visit was recorded a moment ago. Open the retailer’s visits before you try again"
        ) from error
    replace_rows(session, visit, besides.company, answers)
    _add_actions(session, visit, besides)
    what: dict[str, Any] = {"reference": visit.reference, "visited_on": visit.visited_on}
    what |= told(session, dated.checklist, besides.company, answers)
    if besides.actions:
        what["actions"] = len(besides.actions)
    if brought_in:
        what["brought_in"] = brought_in
    audit.record(session, actor, "visit.recorded", "visit", visit.id, outlet_id=outlet_id, detail=what)
    return visit


def _add_actions(session: Session, visit: Visit, besides: Besides) -> None:
    session.add_all(
        VisitAction(
            authority_id=visit.authority_id,
            visit_id=visit.id,
            number=number,
            text=action.text.strip(),
            basis=action.basis,
            due_on=action.due_on,
            recorded_at=clock.now(),
        )
        for number, action in enumerate(besides.actions, 1)
    )
    session.flush()


def correct_visit(
    session: Session,
    actor: Actor,
    visit_id: UUID,
    details: VisitDetails,
    *,
    version: int,
    reason: str,
    besides: Besides | None = None,
) -> Visit:
    """Correct a visit; what stood before is kept in its history, with `reason`.

    `besides` says who else was there and what was answered, None to leave both as they stand; its checklist and its
    actions are not looked at: the visit keeps its checklist, and its actions are changed one by one. Notice and company
    are judged again where the correction touches them: of visits brought in from elsewhere nothing is known of either.
    Raises Refusal for a blank reason, for what `record_visit` refuses, or when somebody else has changed the visit
    since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    visit = queries.get_visit(session, actor, visit_id)
    outlet = retailers.get_own_outlet(session, actor, visit.outlet_id)
    if not reason.strip():
        raise Refusal("Enter why you correct this visit", "reason")
    _check(session, actor, outlet, details, own_id=visit.id, officer_was=visit.officer_id)
    was, stood = queries.details_of(visit), queries.besides_of(session, actor, visit)
    besides = besides or stood
    if (details.kind, details.visited_on, details.notice) != (was.kind, was.visited_on, was.notice):
        rules.check_notice(details.kind, details.visited_on, details.notice)
    if (details.kind, details.officer_id, besides.company) != (was.kind, was.officer_id, stood.company):
        _check_company(session, actor, details, besides.company, kept=stood.company.officers)
    checklist = queries.checklist_of(session, actor, visit).checklist
    answers = dict(stood.answers)
    if besides is not stood:
        answers = rules.check_answers(checklist, besides.answers, asdict(details))
    audit.check_version(visit, version)
    changes = audit.changed_fields(visit, asdict(details))
    before = told(session, checklist, stood.company, stood.answers)
    after = told(session, checklist, besides.company, answers)
    rows = {
        name: (before.get(name), after.get(name)) for name in [*before, *(key for key in after if key not in before)]
    }
    rows = {name: pair for name, pair in rows.items() if pair[0] != pair[1]}
    if not changes and not rows:
        return visit
    for name, (_before, now) in changes.items():
        setattr(visit, name, now)
    flag_modified(visit, "notes")  # whoever else is correcting the same visit is told, even where only rows change
    session.add(visit)
    session.flush()
    if rows:
        replace_rows(session, visit, besides.company, answers)
    audit.record(
        session,
        actor,
        "visit.corrected",
        "visit",
        visit.id,
        outlet_id=visit.outlet_id,
        reason=reason,
        changes=changes | rows,
    )
    return visit


def _sent_before(session: Session, actor: Actor, outlet_id: UUID, visit_id: UUID) -> Visit | None:
    there = session.get(Visit, visit_id)
    if there is None:
        return None
    if there.authority_id != actor.authority_id or there.outlet_id != outlet_id:
        raise Refusal("This page was sent already. Open the retailer’s visits before you record it again")
    return there


def _checklist(session: Session, actor: Actor, checklist_id: UUID | None) -> DatedChecklist:
    """Return the checklist that a form asked; one that is not in force yet was on no form."""
    if checklist_id is None:
        return queries.STANDING
    dated = queries.get_checklist(session, actor, checklist_id)
    if dated.in_force_from is None or dated.in_force_from > clock.today():
        raise NotFound
    return dated


def _check_company(
    session: Session, actor: Actor, details: VisitDetails, company: rules.Company, kept: tuple[UUID, ...] = ()
) -> None:
    rules.check_company(details.kind, details.officer_id, company)
    active = {one.id for one in accounts.list_officers(session, actor) if one.active}
    if not active.union(kept).issuperset(company.officers):
        raise Refusal("Select officers of your authority", "officers")


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

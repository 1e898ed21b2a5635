"""Reads of visit reports, and the facts of a report gathered from the record as it stands."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority
from compliance.database import within
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.visits.models import ReportGiven, Visit, VisitAction, VisitReport
from compliance.visits.queries.actions import list_actions
from compliance.visits.queries.checklists import answers_of, checklist_of
from compliance.visits.queries.visits import company_of
from compliance.visits.rules import (
    AGENCY_LABELS,
    NOTICE_HOW_LABELS,
    VISIT_KIND_LABELS,
    Basis,
    Checklist,
    Observation,
    said_in_words,
)
from compliance.visits.rules.reports import (
    Answered,
    Contact,
    Letterhead,
    Replaced,
    Report,
    Reported,
    ToDo,
)
from compliance.visits.rules.wording import lines_of, observed_words, offer_words, question_words, times_words

DRAFT = "DRAFT"


def get_report(session: Session, actor: Actor, report_id: UUID) -> VisitReport:
    """Return a visit report of the actor's authority. Raises NotFound."""
    statement = select(VisitReport).where(VisitReport.id == report_id)
    found: VisitReport | None = session.exec(within(statement, actor, col(VisitReport.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_reports(session: Session, actor: Actor, visit_id: UUID) -> Sequence[VisitReport]:
    """Return the reports of a visit, the newest first: that one stands, each other was replaced. One query."""
    statement = within(
        select(VisitReport).where(VisitReport.visit_id == visit_id), actor, col(VisitReport.authority_id)
    )
    found: Sequence[VisitReport] = session.exec(statement.order_by(col(VisitReport.id).desc())).all()
    return found


def get_given(session: Session, actor: Actor, given_id: UUID, *, lock: bool = False) -> ReportGiven:
    """Return how a report was given, of the actor's authority; with `lock`, held and fresh. Raises NotFound."""
    statement: Any = select(ReportGiven).where(ReportGiven.id == given_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: ReportGiven | None = session.exec(within(statement, actor, col(ReportGiven.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_given(session: Session, actor: Actor, report: VisitReport, given_id: UUID | None) -> ReportGiven | None:
    """Return what a form with this identifier recorded of a report before, or None.

    Raises Refusal when the identifier is of another report, or of another authority, in the same words.
    """
    there = session.get(ReportGiven, given_id) if given_id else None
    if there is not None and (there.authority_id != actor.authority_id or there.report_id != report.id):
        raise Refusal("This page was sent already. Open the visit before you record it again")
    return there


def list_given(session: Session, actor: Actor, visit_id: UUID) -> Sequence[ReportGiven]:
    """Return how the reports of a visit reached the trader, the newest first. One query."""
    statement = (
        select(ReportGiven)
        .join(VisitReport, col(VisitReport.id) == col(ReportGiven.report_id))
        .where(VisitReport.visit_id == visit_id)
        .order_by(col(ReportGiven.id).desc())
    )
    found: Sequence[ReportGiven] = session.exec(within(statement, actor, col(ReportGiven.authority_id))).all()
    return found


def gather_report(
    session: Session, actor: Actor, visit: Visit, *, today: date, replaces: VisitReport | None = None
) -> Report:
    """Return the facts of a report of a visit as it stands, as if made `today`, with a draft's reference.

    Nothing of a volunteer, of a test purchase or of the officer's own notes is in it.
    """
    authority = accounts.get_authority(session, actor.authority_id)
    officer = accounts.get_officer(session, actor, visit.officer_id)
    return Report(
        reference=DRAFT,
        issued_on=today,
        letterhead=_letterhead(authority),
        officer=Contact(
            name=officer.name,
            job_title=officer.job_title,
            telephone=officer.telephone or authority.telephone,
            email=officer.email,
        ),
        visit=_reported(session, actor, visit, officer.name),
        keep_years=authority.keep_years,
        replaces=Replaced(reference=replaces.reference, issued_on=replaces.issued_on) if replaces else None,
    )


def _letterhead(authority: Authority) -> Letterhead:
    return Letterhead(
        authority=authority.name,
        service=authority.department,
        address=tuple(line.strip() for line in authority.address.splitlines() if line.strip()),
        telephone=authority.telephone,
        email=authority.email,
        website=authority.website,
        complaints=" ".join(authority.complaint_route.split()),
        privacy_notice=authority.privacy_notice.rstrip("."),
        crest=authority.crest_sha256 or "",
    )


def _reported(session: Session, actor: Actor, visit: Visit, led_by: str) -> Reported:
    identity = retailers.get_identity(session, actor, visit.outlet_id)
    operator = retailers.operator_on(session, actor, visit.outlet_id, visit.visited_on)
    company = company_of(session, actor, visit.id)
    names = accounts.officer_names(session, set(company.officers))
    partners = [
        f"{AGENCY_LABELS[one.agency]}: {one.person}" if one.person else AGENCY_LABELS[one.agency]
        for one in company.partners
    ]
    actions = list_actions(session, actor, visit.id)
    checklist = checklist_of(session, actor, visit).checklist
    return Reported(
        reference=visit.reference,
        kind=VISIT_KIND_LABELS[visit.kind],
        visited_on=visit.visited_on,
        times=times_words(visit.started_at_time, visit.left_at_time),
        shop=identity.name,
        place=identity.where,
        business=operator.entity_name if operator else "",
        officers=(led_by, *(names[one] for one in company.officers if one in names)),
        partners=(*partners, *lines_of(visit.accompanied_by)),
        spoke_to=", ".join(part for part in (visit.spoke_to, visit.capacity) if part),
        notice=_notice(visit),
        answers=tuple(_answers(checklist, visit, answers_of(session, actor, visit.id))),
        advice_law=lines_of(visit.advice_law),
        advice_good_practice=lines_of(visit.advice_good_practice),
        to_do_law=_to_do(actions, Basis.LAW),
        to_do_good_practice=_to_do(actions, Basis.GOOD_PRACTICE),
        agreement=offer_words(visit.agreement_offer, "our Responsible Retailer Agreement"),
        training=offer_words(visit.training_offer, "training"),
        said=" ".join(visit.offer_words.split()),
        visit_again_by=visit.visit_again_by,
    )


def _notice(visit: Visit) -> str:
    """Say when a written notice came before. Why there was none is for the record, not for the trader's paper."""
    if visit.notice_received_on is None:
        return ""
    how = f" {NOTICE_HOW_LABELS[visit.notice_how].lower()}" if visit.notice_how else ""
    day = visit.notice_received_on
    return f"You had written notice of this visit on {day.day} {day:%B %Y}{how}."


def _answers(checklist: Checklist, visit: Visit, own: Mapping[int, str]) -> Iterator[Answered]:
    """Yield what was seen, in the order and the words of the checklist that the visit was recorded with.

    What was not recorded is left out: the paper says what was seen, and nothing of what was not.
    """
    for number, question in enumerate(checklist.questions, 1):
        if question.observation is None:
            answer = said_in_words(question, own[number]) if number in own else ""
        else:
            answer = observed_words(question.observation, getattr(visit, question.observation.value))
        if answer:
            yield Answered(question=question_words(question), answer=answer, section=question.section)
        last_on = visit.refusals_log_last_on
        if question.observation is Observation.REFUSALS_LOG and answer and last_on:
            yield Answered(
                question="When was the last entry in the refusals log?",
                answer=f"{last_on.day} {last_on:%B %Y}",
                section=question.section,
            )


def _to_do(actions: Sequence[VisitAction], basis: Basis) -> tuple[ToDo, ...]:
    return tuple(ToDo(text=one.text, due_on=one.due_on) for one in actions if one.basis is basis)

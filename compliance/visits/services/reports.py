"""What officers do with visit reports: make one, and record how it reached the trader."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlmodel import Session

from compliance import clock, files, pdf
from compliance.audit import services as audit
from compliance.database import new_id, next_reference
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.visits.models import ReportGiven, Visit, VisitReport
from compliance.visits.queries import get_visit
from compliance.visits.queries.photographs import hold_visit
from compliance.visits.queries.reports import find_given, gather_report, get_given, get_report, list_given, list_reports
from compliance.visits.rules.reports import (
    LARGE_PRINT_STYLESHEETS,
    STYLESHEETS,
    TEMPLATE,
    TEMPLATE_VERSION,
    GivenBy,
    NewGiven,
    Report,
    check_given,
    check_report,
    report_as_dict,
    tells_the_same,
)

SERIES = "VR"


def issue_report(session: Session, actor: Actor, visit_id: UUID) -> VisitReport:
    """Make the report of a visit, dated today, in plain and in large print; its bytes are kept and never change.

    A report that tells the same of the visit is that report: asked for twice, nothing is made twice. After a correction
    of the visit a new one is made, with a reference of its own, that says which it replaces. Raises Refusal when
    something that it must say is missing, or something typed must not stand in it; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    visit = hold_visit(session, actor, visit_id)
    former = next(iter(list_reports(session, actor, visit_id)), None)
    today = clock.today()
    report = gather_report(session, actor, visit, today=today, replaces=former)
    if former is not None and tells_the_same(former.facts, report.visit):
        return former
    check_report(report)
    report = replace(report, reference=next_reference(session, actor, SERIES, today.year))
    plain, large = render_report(report), render_report(replace(report, large_print=True))
    issued = VisitReport(
        authority_id=actor.authority_id,
        reference=report.reference,
        visit_id=visit.id,
        visit_version=visit.version,
        supersedes_id=former.id if former else None,
        template_version=TEMPLATE_VERSION,
        facts=report_as_dict(report),
        sha256=files.keep(plain.pdf),
        pages=plain.pages,
        large_sha256=files.keep(large.pdf),
        large_pages=large.pages,
        issued_on=today,
        issued_at=clock.now(),
        issued_by_id=actor.officer_id,
    )
    session.add(issued)
    session.flush()
    detail = {"reference": issued.reference, "sha256": issued.sha256, "replaces": former.reference if former else None}
    tell(session, actor, "visit_report.issued", visit, {key: value for key, value in detail.items() if value})
    return issued


def render_report(report: Report, *, draft: bool = False) -> pdf.Rendered:
    """Return a report as a PDF. Raises Refusal for a crest that cannot be read, or letters that no typeface has."""
    crest = report.letterhead.crest
    try:
        pictures = {crest: files.read(crest)} if crest else None
    except (NotFound, files.CorruptFileError) as error:
        raise Refusal(
            "The picture of the crest in the letterhead cannot be read. An administrator can upload it again."
        ) from error
    made = pdf.render_document(
        pdf.Document(
            template=TEMPLATE,
            facts=report,
            title=f"DRAFT: {report.title}" if draft else report.title,
            stylesheets=LARGE_PRINT_STYLESHEETS if report.large_print else STYLESHEETS,
        ),
        files=pictures,
    )
    if made.unprintable:
        raise Refusal(
            f"These characters cannot be printed: {' '.join(made.unprintable)}. Correct the visit, and write them "
            "another way"
        )
    return made


def read_report(report: VisitReport, *, large_print: bool = False) -> bytes:
    """Return the bytes of a report, the same every time, checked against their SHA-256.

    Raises Refusal when they are missing or are no longer what was issued: then nothing is printed.
    """
    try:
        return files.read(report.large_sha256 if large_print else report.sha256)
    except NotFound as error:
        raise Refusal(f"The kept copy of {report.reference} is missing") from error
    except files.CorruptFileError as error:
        raise Refusal(f"The kept copy of {report.reference} is no longer what was issued") from error


def give_report(
    session: Session, actor: Actor, report_id: UUID, new: NewGiven, *, given_id: UUID | None = None
) -> ReportGiven:
    """Record that a report was handed over, left, or e-mailed from an officer's own mailbox: to whom, and when.

    `given_id` is the identifier that the form was given: sent twice, the second adds nothing, and so does what is
    recorded already. Raises Refusal (see `check_given`); NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    report = get_report(session, actor, report_id)
    visit = hold_visit(session, actor, report.visit_id)
    to_whom = check_given(new, issued_on=report.issued_on, today=clock.today())
    if (there := find_given(session, actor, report, given_id)) is not None:
        return there
    for one in list_given(session, actor, visit.id):
        if (one.report_id, one.how, one.to_whom, one.given_on) == (report.id, new.how, to_whom, new.given_on):
            return one
    given = ReportGiven(
        id=given_id or new_id(),
        authority_id=actor.authority_id,
        report_id=report.id,
        how=new.how,
        to_whom=to_whom,
        given_on=new.given_on,
        large_print=new.large_print,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(given)
    session.flush()
    what = {"reference": report.reference, "how": GivenBy(new.how).value, "to": to_whom, "on": new.given_on}
    tell(session, actor, "visit_report.given", visit, what)
    return given


def correct_given(
    session: Session, actor: Actor, given_id: UUID, new: NewGiven, *, version: int, reason: str
) -> ReportGiven:
    """Correct what was recorded by hand of how a report reached the trader; what stood before is in the history.

    Raises Refusal for a blank reason, for what `check_given` refuses, for what the worker sent, or when somebody else
    has changed it since `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    given = get_given(session, actor, given_id, lock=True)
    if given.state is not None:
        raise Refusal("What was e-mailed from here stays as it is recorded")
    if not reason.strip():
        raise Refusal("Enter why you correct this", "reason")
    report = get_report(session, actor, given.report_id)
    to_whom = check_given(new, issued_on=report.issued_on, today=clock.today())
    audit.check_version(given, version)
    values = {"how": new.how, "to_whom": to_whom, "given_on": new.given_on, "large_print": new.large_print}
    changes = audit.changed_fields(given, values)
    if not changes:
        return given
    for name, (_before, after) in changes.items():
        setattr(given, name, after)
    session.add(given)
    session.flush()
    visit = get_visit(session, actor, report.visit_id)
    audit.record(
        session,
        actor,
        "visit_report.giving_corrected",
        "visit",
        visit.id,
        outlet_id=visit.outlet_id,
        reason=reason,
        changes=changes,
        detail={"reference": report.reference},
    )
    return given


def tell(
    session: Session, actor: Actor, action: str, visit: Visit, detail: Mapping[str, object], reason: str = ""
) -> None:
    """Write something about a report in the history of its visit."""
    audit.record(session, actor, action, "visit", visit.id, outlet_id=visit.outlet_id, reason=reason, detail=detail)

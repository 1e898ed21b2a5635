"""A visit report by e-mail: asked for in the request's transaction, sent by the worker, once as far as can be."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from compliance import clock, jobs, mailing
from compliance.accounts import queries as accounts
from compliance.claims import LEADS_TO_A_VOLUNTEER
from compliance.database import new_id
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission
from compliance.visits.models import ReportGiven, VisitReport
from compliance.visits.queries import get_visit
from compliance.visits.queries.photographs import hold_visit
from compliance.visits.queries.reports import find_given, get_given, get_report, list_reports
from compliance.visits.rules.reports import (
    LONGEST_MESSAGE,
    NOT_KNOWN,
    GivenBy,
    MailState,
    Report,
    check_address,
    report_from_dict,
)
from compliance.visits.services.reports import read_report, tell

KIND = "visits.email_report"
_REPLY = (
    " or reply to this e-mail. If you need the report in large print, another format or another language, please tell "
    "us."
)
NOT_SET_UP = "No mail server is set up here. Open the PDF, and send it from your own mailbox"


@dataclass(frozen=True, slots=True)
class NewMail:
    """A report to be e-mailed: to which address, in which print, and with which words of the officer's own."""

    address: str
    large_print: bool = False
    message: str = ""


def email_report(
    session: Session, actor: Actor, report_id: UUID, new: NewMail, *, given_id: UUID | None = None
) -> ReportGiven:
    """Ask for a report to be e-mailed: the worker sends it once this is committed.

    `given_id` is the identifier that the form was given: sent twice, one mail is sent. Raises Refusal beside `address`
    or `message`, when no mail server is set up, and for a report that was replaced; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    report = get_report(session, actor, report_id)
    visit = hold_visit(session, actor, report.visit_id)
    if (there := find_given(session, actor, report, given_id)) is not None:
        return there
    if not mailing.is_set_up():
        raise Refusal(NOT_SET_UP)
    if list_reports(session, actor, visit.id)[0].id != report.id:
        raise Refusal(f"{report.reference} was replaced by a newer report. Send that one")
    address = check_address(new.address)
    if not mailing.can_reach(address):
        raise Refusal("Use an address in plain letters: not every mail server takes others", "address")
    if len(new.message) > LONGEST_MESSAGE:
        raise Refusal(f"Your words must be {LONGEST_MESSAGE} characters or fewer", "message")
    if LEADS_TO_A_VOLUNTEER.search(new.message):
        raise Refusal("Take out of your words what speaks of a volunteer or of a young buyer", "message")
    given = ReportGiven(
        id=given_id or new_id(),
        authority_id=actor.authority_id,
        report_id=report.id,
        how=GivenBy.EMAILED,
        to_whom=address,
        given_on=clock.today(),
        large_print=new.large_print,
        message=new.message.strip(),
        state=MailState.QUEUED,
        recorded_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
    )
    session.add(given)
    session.flush()
    jobs.start(session, actor, KIND, given.id)
    tell(session, actor, "visit_report.mail_asked", visit, {"reference": report.reference, "to": address})
    return given


def send_again(session: Session, actor: Actor, given_id: UUID) -> ReportGiven:
    """Ask again for a mail that was not sent. One that waits, is on its way or was sent stays as it is.

    Raises Refusal when no mail server is set up; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    given = get_given(session, actor, given_id, lock=True)
    if given.state is not MailState.FAILED:
        return given
    if not mailing.is_set_up():
        raise Refusal(NOT_SET_UP)
    report = get_report(session, actor, given.report_id)
    given.state, given.reason = MailState.QUEUED, ""
    session.add(given)
    session.flush()
    jobs.start(session, actor, KIND, given.id)
    visit = get_visit(session, actor, report.visit_id)
    tell(session, actor, "visit_report.mail_asked", visit, {"reference": report.reference, "to": given.to_whom})
    return given


def send_report(session: Session, actor: Actor, given_id: UUID) -> Iterator[jobs.Progress]:
    """Send a report by e-mail (a job, committed piece by piece). What was sent is never sent again.

    That it is on its way is committed before the mail server is asked: should the work stop between that and the
    server's answer, nobody knows whether it went, and so it is told and not tried again. Raises Refusal in words for an
    officer when it cannot be sent; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    given = get_given(session, actor, given_id, lock=True)
    if given.state is MailState.SENT:
        return
    if given.state is MailState.SENDING:
        raise Refusal(NOT_KNOWN)
    report = get_report(session, actor, given.report_id)
    content = read_report(report, large_print=given.large_print)
    reply_to = accounts.get_officer(session, actor, given.recorded_by_id).email if given.recorded_by_id else ""
    visit = get_visit(session, actor, report.visit_id)
    given.state, given.attempts = MailState.SENDING, given.attempts + 1
    session.add(given)
    session.flush()
    yield jobs.Progress(0, 1, f"Sending {report.reference} to {given.to_whom}")
    _send(given, report, content, reply_to)
    given.state, given.sent_at, given.reason = MailState.SENT, clock.now(), ""
    session.add(given)
    session.flush()
    tell(session, actor, "visit_report.mailed", visit, {"reference": report.reference, "to": given.to_whom})
    yield jobs.Progress(1, 1, f"{report.reference} was sent to {given.to_whom}")


def _send(given: ReportGiven, report: VisitReport, content: bytes, reply_to: str) -> None:
    facts = report_from_dict(report.facts)
    try:
        mailing.send(
            given.to_whom,
            f"Report of our visit to {facts.visit.shop} ({report.reference})",
            words_of_mail(facts, given.message),
            [mailing.Attachment(f"{report.reference}.pdf", content)],
            sender=f"{facts.letterhead.authority} {facts.letterhead.service}",
            reply_to=reply_to,
            message_id=str(given.id),
        )
    except mailing.NotSentError as error:
        raise Refusal(error.words) from error


def words_of_mail(facts: Report, message: str) -> str:
    """Return the text that goes with a report: what is attached, the officer's own words, and whom to ask."""
    visit, officer = facts.visit, facts.officer
    day = f"{visit.visited_on.day} {visit.visited_on:%B %Y}"
    parts = [
        "Hello",
        f"Attached is the report of our visit to {visit.shop} on {day}. Its reference is {facts.reference}.",
        message.strip(),
        f"If you have a question, please contact {officer.name}, {officer.job_title}, on {officer.telephone}{_REPLY}",
        f"{facts.letterhead.authority} {facts.letterhead.service}",
    ]
    return "\n\n".join(part for part in parts if part)


def fail_report_mail(session: Session, actor: Actor, given_id: UUID, words: str) -> None:
    """Record that a report could not be e-mailed, and why; what was sent stays sent. NotFound."""
    given = get_given(session, actor, given_id, lock=True)
    if given.state is MailState.SENT:
        return
    given.state, given.reason = MailState.FAILED, words
    session.add(given)
    session.flush()
    report = get_report(session, actor, given.report_id)
    visit = get_visit(session, actor, report.visit_id)
    what: dict[str, object] = {"reference": report.reference, "to": given.to_whom}
    tell(session, actor, "visit_report.not_mailed", visit, what, reason=words)

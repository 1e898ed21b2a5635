"""A visit report by e-mail: asked for once, sent once, and told in words when it was not."""

import io
from datetime import date

import pikepdf
import pytest
import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from compliance import jobs, mailing
from compliance.accounts.models import Authority, Officer
from compliance.audit.models import AuditEntry
from compliance.database import new_id
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.jobs import JobState
from compliance.permissions import Role
from compliance.settings import settings
from compliance.visits.models import ReportGiven
from compliance.visits.queries import get_visit
from compliance.visits.queries.reports import get_given, list_given
from compliance.visits.rules.reports import NOT_KNOWN, MailState
from compliance.visits.services.mails import KIND, NewMail, email_report, send_again, send_report
from compliance.visits.services.reports import issue_report, read_report
from tests.factories.visits import VisitFactory
from tests.page import text_of
from tests.test_mailing import Post, running

TRADER = "alex@shop.example"


@pytest.fixture(autouse=True)
def letterhead(session, officer):
    authority = session.get(Authority, officer.authority_id)
    authority.address, authority.telephone, authority.email = "1 Invented Street", "020 7946 0000", "ts@h.example"
    authority.complaint_route, authority.privacy_notice = "Write to us.", "www.h.example/privacy"
    session.get(Officer, officer.officer_id).job_title = "Trading Standards Officer"
    session.flush()
    return authority


@pytest.fixture
def report(session, officer, outlet):
    visit = VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        visited_on=date(2026, 11, 20),
        spoke_to="Alex Trader",
    )
    return issue_report(session, officer, visit.id)


@pytest.fixture
def set_up(monkeypatch):
    monkeypatch.setattr(settings(), "smtp_url", SecretStr("smtp://mail.example"))
    monkeypatch.setattr(settings(), "email_from", "ts@h.example")


@pytest.fixture
def mails(set_up, monkeypatch):
    """Every mail that the server was handed; `refuse` makes it say no."""

    class Mails(list):
        refuse = None

        def take(self, to, subject, text, attachments=(), **other):
            if self.refuse is not None:
                raise self.refuse
            self.append((to, subject, text, attachments, other))

    taken = Mails()
    monkeypatch.setattr(mailing, "send", taken.take)
    return taken


def only(session, officer, report):
    (found,) = list_given(session, officer, report.visit_id)
    return found


def test_a_report_is_sent_once_with_the_officers_words(session, officer, report, mails):
    asked = email_report(session, officer, report.id, NewMail(f" {TRADER} ", message="As we agreed."))
    assert (asked.state, asked.to_whom, asked.attempts) == (MailState.QUEUED, TRADER, 0)
    assert mails == []
    (ended,) = jobs.run_now(session)
    assert ended.state is JobState.DONE
    ((to, subject, text, (file,), other),) = mails
    assert (to, subject) == (TRADER, "Report of our visit to Invented Hardware (HAC-VR-2026-0001)")
    assert "As we agreed." in text
    assert "20 November 2026" in text
    assert (file.name, file.content) == ("HAC-VR-2026-0001.pdf", read_report(report))
    assert other["reply_to"] == session.get(Officer, officer.officer_id).email
    assert other["message_id"] == str(asked.id)
    sent = only(session, officer, report)
    assert (sent.state, sent.attempts, sent.reason) == (MailState.SENT, 1, "")
    assert sent.sent_at is not None
    actions = session.scalars(
        sa.select(AuditEntry.action).where(AuditEntry.action.like("visit_report.mail%")).order_by(AuditEntry.number)
    ).all()
    assert actions == ["visit_report.mail_asked", "visit_report.mailed"]


def test_the_words_of_a_mail_never_lead_to_a_young_person_who_helped(session, officer, report, mails):
    with pytest.raises(Refusal, match="volunteer") as refused:
        email_report(session, officer, report.id, NewMail(TRADER, message="V07 bought it."))
    assert refused.value.field == "message"
    assert mails == []


def test_large_print_is_sent_where_it_was_asked_for(session, officer, report, mails):
    email_report(session, officer, report.id, NewMail(TRADER, large_print=True))
    jobs.run_now(session)
    assert mails[0][3][0].content == read_report(report, large_print=True)


def test_a_form_sent_twice_sends_one_mail(session, officer, report, mails):
    own = new_id()
    first = email_report(session, officer, report.id, NewMail(TRADER), given_id=own)
    assert email_report(session, officer, report.id, NewMail(TRADER), given_id=own).id == first.id
    jobs.run_now(session)
    assert email_report(session, officer, report.id, NewMail(TRADER), given_id=own).state is MailState.SENT
    jobs.run_now(session)
    assert len(mails) == 1


def test_a_mail_that_was_sent_is_not_sent_again(session, officer, report, mails):
    given = email_report(session, officer, report.id, NewMail(TRADER))
    jobs.run_now(session)
    assert send_again(session, officer, given.id).state is MailState.SENT
    jobs.start(session, officer, KIND, given.id)
    jobs.run_now(session)
    assert len(mails) == 1
    assert list(send_report(session, officer, given.id)) == []


@pytest.mark.parametrize(
    "address", ["", "alex", "alex@shop", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"]
)
def test_a_wrong_address_is_refused_beside_its_field(session, officer, report, mails, address):
    with pytest.raises(Refusal, match="correct format") as refusal:
        email_report(session, officer, report.id, NewMail(address))
    assert refusal.value.field == "address"
    assert list_given(session, officer, report.visit_id) == []


def test_an_address_that_not_every_server_takes_is_refused(session, officer, report, mails):
    with pytest.raises(Refusal, match="plain letters"):
        email_report(session, officer, report.id, NewMail("jürgen@shop.example"))


def test_without_a_mail_server_nothing_is_asked(session, officer, report):
    with pytest.raises(Refusal, match="No mail server is set up here"):
        email_report(session, officer, report.id, NewMail(TRADER))


def test_what_the_server_said_is_told_and_it_can_be_sent_again(session, officer, report, mails):
    mails.refuse = mailing.NotSentError("The mail server did not take alex@shop.example: No such person.")
    given = email_report(session, officer, report.id, NewMail(TRADER))
    (ended,) = jobs.run_now(session)
    assert ended.state is JobState.FAILED
    failed = only(session, officer, report)
    assert (failed.state, failed.attempts) == (MailState.FAILED, 1)
    assert "No such person" in failed.reason
    mails.refuse = None
    again = send_again(session, officer, given.id)
    assert (again.state, again.reason) == (MailState.QUEUED, "")
    jobs.run_now(session)
    done = only(session, officer, report)
    assert (done.state, done.attempts) == (MailState.SENT, 2)
    assert len(mails) == 1


def test_when_the_work_stopped_while_it_was_sent_nobody_knows_and_it_is_not_tried_again(
    session, officer, report, mails
):
    """What the worker finds when it begins again after a power cut in the middle."""
    mails.refuse = KeyboardInterrupt()
    email_report(session, officer, report.id, NewMail(TRADER))
    with pytest.raises(KeyboardInterrupt):
        jobs.run_now(session)
    assert only(session, officer, report).state is MailState.SENDING
    mails.refuse = None
    (ended,) = jobs.run_now(session)
    assert ended.state is JobState.FAILED
    assert mails == []
    left = only(session, officer, report)
    assert (left.state, left.reason) == (MailState.FAILED, NOT_KNOWN)


def test_a_report_whose_bytes_are_gone_is_not_sent(session, officer, report, mails, files):
    email_report(session, officer, report.id, NewMail(TRADER))
    path = files / report.sha256[:2] / report.sha256[2:]
    path.unlink()
    jobs.run_now(session)
    assert mails == []
    assert "is missing" in only(session, officer, report).reason


def test_an_officer_who_may_not_any_more_sends_nothing(session, officer, report, mails):
    email_report(session, officer, report.id, NewMail(TRADER))
    session.get(Officer, officer.officer_id).role = Role.VIEWER
    session.flush()
    jobs.run_now(session)
    assert mails == []
    assert "may not do it any more" in only(session, officer, report).reason


def test_a_report_that_was_replaced_is_not_sent(session, officer, report, mails):
    visit = get_visit(session, officer, report.visit_id)
    visit.spoke_to = "Somebody else"
    session.flush()
    newer = issue_report(session, officer, visit.id)
    with pytest.raises(Refusal, match="HAC-VR-2026-0001 was replaced"):
        email_report(session, officer, report.id, NewMail(TRADER))
    email_report(session, officer, newer.id, NewMail(TRADER))


def test_only_who_records_visits_sends_and_only_their_own(session, act, officer, report, mails):
    given = email_report(session, officer, report.id, NewMail(TRADER))
    for role in (Role.VIEWER, Role.CLERK):
        with pytest.raises(Forbidden):
            email_report(session, act(role), report.id, NewMail(TRADER))
        with pytest.raises(Forbidden):
            send_again(session, act(role), given.id)
    stranger = act(authority="camden")
    with pytest.raises(NotFound):
        email_report(session, stranger, report.id, NewMail(TRADER))
    with pytest.raises(NotFound):
        get_given(session, stranger, given.id)
    with pytest.raises(NotFound):
        list(send_report(session, stranger, given.id))


def test_an_identifier_of_another_report_is_no_way_in(session, officer, report, mails):
    given = email_report(session, officer, report.id, NewMail(TRADER))
    with pytest.raises(Refusal, match="sent already"):
        email_report(session, officer, _another(session, officer, report).id, NewMail(TRADER), given_id=given.id)


def _another(session, officer, report):
    first = get_visit(session, officer, report.visit_id)
    visit = VisitFactory(authority_id=officer.authority_id, outlet_id=first.outlet_id, officer_id=officer.officer_id)
    return issue_report(session, officer, visit.id)


def test_the_database_keeps_what_was_sent(session, officer, report, mails):
    email_report(session, officer, report.id, NewMail(TRADER))
    jobs.run_now(session)
    table = sa.inspect(ReportGiven).local_table
    for change in ({"to_whom": "other@shop.example"}, {"state": "queued", "sent_at": None}):
        with pytest.raises(IntegrityError, match="stays sent"), session.begin_nested():
            session.execute(sa.update(table).values(**change))


def test_all_the_way_to_a_mail_server(session, officer, report, monkeypatch):
    with running(Post()) as post:
        monkeypatch.setattr(settings(), "smtp_url", SecretStr(f"smtp://127.0.0.1:{post.port}"))
        monkeypatch.setattr(settings(), "email_from", "ts@h.example")
        email_report(session, officer, report.id, NewMail(TRADER, message="Bcc: thief@example.com\n.\nQUIT"))
        jobs.run_now(session)
        got = post.message()
    assert got["To"] == TRADER
    assert got["Bcc"] is None
    (file,) = got.iter_attachments()
    with pikepdf.open(io.BytesIO(file.get_content())) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Visit report HAC-VR-2026-0001"
    assert only(session, officer, report).state is MailState.SENT


# Pages


def test_an_officer_e_mails_a_report_and_sees_what_became_of_it(session, client, officer, report, mails):
    page = f"/visits/reports/{report.id}/email"
    assert "Replies go to your own address" in text_of(client.get(page))
    sent = {"id": str(new_id()), "address": TRADER, "message": "As agreed"}
    assert "name@example.com" in text_of(client.post(page, data=sent | {"address": "alex"}))
    for _ in range(2):
        assert client.post(page, data=sent).status_code == 302
    shown = text_of(client.get(f"/visits/{report.visit_id}/report"))
    assert "Waiting to be sent" in shown
    assert "E-mails wait: no worker is running" in shown
    mails.refuse = mailing.NotSentError("The mail server did not answer. Try again later.")
    jobs.run_now(session)
    shown = text_of(client.get(f"/visits/{report.visit_id}/report"))
    assert "Not sent" in shown
    assert "did not answer" in shown
    mails.refuse = None
    given = only(session, officer, report)
    assert client.post(f"/visits/reports/given/{given.id}/again").status_code == 302
    jobs.run_now(session)
    shown = text_of(client.get(f"/visits/{report.visit_id}"))
    assert f"E-mailed from here, {TRADER}, 22 November 2026 at 12:00pm" in shown
    assert "tried 2 times" in shown
    assert len(mails) == 1


def test_without_a_mail_server_the_page_offers_the_pdf(client, report):
    shown = text_of(client.get(f"/visits/reports/{report.id}/email"))
    assert "No mail server is set up here" in shown
    assert "Open the PDF" in shown
    answer = client.post(f"/visits/reports/{report.id}/email", data={"id": str(new_id()), "address": TRADER})
    assert answer.status_code == 200


def test_sending_again_without_a_server_is_refused_in_words(session, client, officer, report, mails, monkeypatch):
    mails.refuse = mailing.NotSentError("No.")
    given = email_report(session, officer, report.id, NewMail(TRADER))
    jobs.run_now(session)
    monkeypatch.setattr(settings(), "smtp_url", SecretStr(""))
    answer = client.post(f"/visits/reports/given/{given.id}/again")
    assert answer.status_code == 200
    assert "No mail server is set up here" in text_of(answer)
    assert session.exec(select(ReportGiven)).one().state is MailState.FAILED

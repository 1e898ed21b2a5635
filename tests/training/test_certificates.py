"""Certificates: for a pass and nothing else, once, the same bytes for good, withdrawn when the record says so."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pikepdf
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from compliance import pdf
from compliance.accounts import queries as accounts
from compliance.app import create_app
from compliance.audit.models import AuditEntry
from compliance.database import db
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Permission, Role
from compliance.settings import settings
from compliance.training import queries, rules, services
from compliance.training.models import Certificate
from compliance.training.rules import AttendanceStatus, Attended, CertificateState, CourseKind, Result
from compliance.training.services.certificates import LARGE_PRINT, STYLESHEETS
from tests import pdfua
from tests.factories.retailers import OutletFactory
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import parse, text_of

ISSUED_ON = date(2026, 11, 22)
SAYS = rules.specimen_certificate()
LONG = replace(
    SAYS,
    person="Maximiliana Alexandrina " * 5,
    capacity="Assistant to the deputy manager " * 3,
    retailer="The Hardware and Household Goods Emporium " * 3,
    place="Unit 12345, The Extremely Long Named Industrial Estate, 1 Example Street, Exampleton, EX1 1EX",
)


@pytest.fixture
def held(officer):
    return TrainingSessionFactory(authority_id=officer.authority_id)


@pytest.fixture
def passed(officer, outlet, held):
    return AttendanceFactory(
        authority_id=officer.authority_id,
        session_id=held.id,
        outlet_id=outlet.id,
        person="Alex Example",
        status=AttendanceStatus.ATTENDED,
        minutes=150,
        mark=84,
    )


def test_a_certificate_says_who_passed_what_when_and_how_long_it_counts(session, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    says = queries.certificate_of_place(session, officer, passed.id)
    assert issued.reference == "HAC-TC-2026-0001"
    assert (says.number, says.code) == (issued.reference, issued.code)
    assert (says.person, says.retailer) == ("Alex Example", "Invented Hardware")
    assert says.course == "Accredited trader training"
    assert (says.passed_on, says.refresh_due_on) == (date(2026, 6, 10), date(2027, 6, 10))
    assert says.issued_on == ISSUED_ON
    assert says.examined
    assert says.length == "2 hours 30 minutes"
    assert says.verify_url == f"{settings().public_url}/certificates/{issued.code}"
    assert says.verify_at == f"{settings().public_url.partition('://')[2]}/certificates"


@pytest.mark.parametrize(
    ("status", "minutes", "mark"),
    [
        (AttendanceStatus.ATTENDED, 149, 84),
        (AttendanceStatus.ATTENDED, 150, 69),
        (AttendanceStatus.ATTENDED, 150, None),
        (AttendanceStatus.DID_NOT_ATTEND, None, None),
        (AttendanceStatus.BOOKED, None, None),
    ],
)
def test_who_did_not_pass_gets_no_certificate(session, officer, passed, status, minutes, mark):
    passed.status, passed.minutes, passed.mark = status, minutes, mark
    session.add(passed)
    session.flush()
    with pytest.raises(Refusal, match="did not pass"):
        services.issue_certificate(session, officer, passed.id)
    assert session.exec(select(Certificate)).all() == []


def test_what_suffices_to_pass_suffices_for_a_certificate(session, officer, passed):
    passed.mark = 70
    session.add(passed)
    session.flush()
    assert services.issue_certificate(session, officer, passed.id).code


def test_a_second_click_issues_nothing(session, officer, passed):
    first = services.issue_certificate(session, officer, passed.id)
    assert services.issue_certificate(session, officer, passed.id).id == first.id
    assert len(session.exec(select(Certificate)).all()) == 1
    told = session.exec(select(AuditEntry).where(AuditEntry.action == "certificate.issued")).all()
    assert len(told) == 1


def test_the_bytes_are_kept_and_the_same_every_time(session, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    ordinary = services.read_certificate(issued)
    assert ordinary == services.read_certificate(issued)
    assert ordinary[:5] == b"%PDF-"
    assert services.read_certificate(issued, large_print=True) != ordinary


def test_bytes_that_changed_are_not_printed(session, officer, passed, files):
    issued = services.issue_certificate(session, officer, passed.id)
    kept = files / issued.sha256[:2] / issued.sha256[2:]
    kept.chmod(0o600)
    kept.write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(Refusal, match="no longer what was issued"):
        services.read_certificate(issued)
    kept.unlink()
    with pytest.raises(Refusal, match="is missing"):
        services.read_certificate(issued)


def test_what_a_certificate_says_never_changes_in_the_database(session, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    session.commit()
    for change in ({"code": "0000-0000-0001"}, {"sha256": "0" * 64}, {"facts": {"person": "Kim Example"}}):
        statement = sa.update(Certificate).where(col(Certificate.id) == issued.id).values(**change)
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(statement)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(sa.delete(Certificate).where(col(Certificate.id) == issued.id))


def test_another_authoritys_pass_is_not_found(session, act, passed):
    with pytest.raises(NotFound):
        services.issue_certificate(session, act(Role.OFFICER, "camden"), passed.id)


def test_a_viewer_may_not_issue_or_withdraw(session, act, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    viewer = act(Role.VIEWER)
    for refused in (
        lambda: services.issue_certificate(session, viewer, passed.id),
        lambda: services.withdraw_certificate(session, viewer, issued.id, reason="A mistake"),
    ):
        with pytest.raises(Forbidden):
            refused()


def test_withdrawing_needs_a_reason_and_is_told_once(session, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    with pytest.raises(Refusal, match="why"):
        services.withdraw_certificate(session, officer, issued.id, reason=" ")
    services.withdraw_certificate(session, officer, issued.id, reason="Somebody else sat the examination")
    services.withdraw_certificate(session, officer, issued.id, reason="Sent twice")
    assert (issued.withdrawn_on, issued.withdrawn_reason) == (ISSUED_ON, "Somebody else sat the examination")
    told = session.exec(select(AuditEntry).where(AuditEntry.action == "certificate.withdrawn")).all()
    assert [entry.reason for entry in told] == ["Somebody else sat the examination"]


def test_after_a_withdrawal_another_is_issued_with_another_code(session, officer, passed):
    first = services.issue_certificate(session, officer, passed.id)
    services.withdraw_certificate(session, officer, first.id, reason="The name was misspelt")
    second = services.issue_certificate(session, officer, passed.id)
    assert second.reference == "HAC-TC-2026-0002"
    assert second.code != first.code
    assert [one.id for one in queries.list_certificates_of_place(session, officer, passed.id)] == [second.id, first.id]


@pytest.mark.parametrize(
    "result",
    [
        Result(AttendanceStatus.ATTENDED, 150, 69),
        Result(AttendanceStatus.ATTENDED, 149, 84),
        Result(AttendanceStatus.DID_NOT_ATTEND),
        Result(AttendanceStatus.EXCUSED),
    ],
)
def test_a_correction_below_the_pass_withdraws_the_certificate(session, officer, passed, result):
    issued = services.issue_certificate(session, officer, passed.id)
    services.record_attendance(session, officer, passed.id, result, version=passed.version, reason="Marked again")
    assert issued.withdrawn_on == ISSUED_ON
    assert "no longer says" in issued.withdrawn_reason
    with pytest.raises(Refusal):
        queries.certificate_of_place(session, officer, passed.id)


def test_a_correction_that_leaves_a_pass_leaves_the_certificate(session, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    result = Result(AttendanceStatus.ATTENDED, 150, 71)
    services.record_attendance(session, officer, passed.id, result, version=passed.version, reason="Marked again")
    assert issued.withdrawn_on is None


def test_a_session_that_asks_for_more_withdraws_the_certificates_it_leaves_without_a_pass(
    session, officer, held, passed
):
    issued = services.issue_certificate(session, officer, passed.id)
    held.pass_mark = 85
    session.add(held)
    session.flush()
    assert services.withdraw_lost_of_session(session, officer, held.id) == [issued]
    assert services.withdraw_lost_of_session(session, officer, held.id) == []


def test_the_passes_without_a_certificate_are_those_that_the_rule_says(session, officer, outlet, held, passed):
    marks = [None, 69, 70, 100]
    others = [
        AttendanceFactory(
            authority_id=officer.authority_id,
            session_id=held.id,
            outlet_id=outlet.id,
            status=AttendanceStatus.ATTENDED,
            minutes=minutes,
            mark=mark,
        )
        for minutes in (149, 150)
        for mark in marks
    ]
    owed = {one.attendance_id for one in queries.list_results_without_certificate(session, officer)}
    assert owed == {
        one.id
        for one in [passed, *others]
        if rules.passed(
            Attended(CourseKind.ACCREDITED, held.on, one.status, 150, 70, one.minutes, one.mark, one.person)
        )
    }
    services.issue_certificate(session, officer, passed.id)
    again = {one.attendance_id for one in queries.list_results_without_certificate(session, officer)}
    assert again == owed - {passed.id}
    assert queries.list_results_without_certificate(session, officer, since=date(2026, 6, 11)) == []


def test_a_certificate_not_issued_yet_is_drawn_without_a_code(session, officer, passed):
    says = queries.certificate_of_place(session, officer, passed.id)
    assert (says.number, says.code, says.verify_url) == ("", "", "")
    drawn = _draw(says)
    assert "is given when it is issued" in drawn.text


def test_no_address_is_printed_that_the_public_cannot_reach(session, officer, passed, monkeypatch):
    monkeypatch.setattr(type(settings()), "reachable", property(lambda _self: False))
    services.issue_certificate(session, officer, passed.id)
    says = queries.certificate_of_place(session, officer, passed.id)
    assert (says.verify_at, says.verify_url) == ("", "")
    assert "To verify this certificate, ask" in _draw(says).text


@pytest.mark.parametrize(
    ("withdrawn_on", "today", "state"),
    [
        (None, date(2026, 6, 11), CertificateState.VALID),
        (None, date(2027, 6, 10), CertificateState.VALID),
        (None, date(2027, 6, 11), CertificateState.REFRESH_OVERDUE),
        (date(2026, 7, 1), date(2026, 7, 1), CertificateState.WITHDRAWN),
        (date(2026, 7, 1), date(2027, 6, 11), CertificateState.WITHDRAWN),
    ],
)
def test_what_a_certificate_is_worth_on_a_day(withdrawn_on, today, state):
    assert rules.verify(SAYS, withdrawn_on, today=today).state is state


def test_what_is_kept_of_a_certificate_is_read_back_the_same():
    assert rules.certificate_from_dict(rules.certificate_as_dict(SAYS)) == SAYS


def _draw(says, sheets=STYLESHEETS):
    return pdf.render_document(
        pdf.Document(template=rules.CERTIFICATE_TEMPLATE, facts=says, title=says.title, stylesheets=sheets)
    )


def test_the_page_says_it_all_and_marks_are_nobodys_business():
    drawn = _draw(SAYS)
    assert drawn.pages == 1
    for words in (SAYS.person, SAYS.retailer, SAYS.course, "10 June 2026", "10 June 2027", SAYS.number, SAYS.code):
        assert words in drawn.text.replace("\N{NO-BREAK SPACE}", " ")
    assert SAYS.verify_at in drawn.text
    assert "84" not in drawn.text
    assert "any law has been complied with" in drawn.text


def test_a_name_cannot_bring_markup_onto_the_page():
    drawn = _draw(replace(SAYS, person="<b>Alex</b> {{ facts }}"))
    assert "<b>Alex</b> {{ facts }}" in drawn.text


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_every_certificate_is_pdf_ua(tmp_path):
    kept = []
    for number, (says, sheets) in enumerate((s, c) for s in (SAYS, LONG) for c in (STYLESHEETS, LARGE_PRINT)):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(_draw(says, sheets).pdf)
        kept.append(path)
    assert pdfua.broken_clauses(*kept) == {path: [] for path in kept}


def test_the_square_has_its_address_as_alternative_text():
    with pikepdf.open(io.BytesIO(_draw(SAYS).pdf)) as made:
        alternatives = [
            str(one["/Alt"]) for one in made.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]
    assert alternatives == [f"QR code with the address of the page that verifies this certificate: {SAYS.verify_url}"]


def test_two_clerks_at_once_issue_one_certificate(tmp_path, empty_url):
    alone = create_app(TESTING=True, DATABASE_URL=empty_url, FILES=tmp_path / "files")
    assert alone.test_cli_runner().invoke(args=["db", "upgrade"]).exit_code == 0
    with alone.app_context():
        clerk = accounts.command_line_actor(db.session, "hackney", Permission.RECORD_TRAINING)
        given = {"authority_id": clerk.authority_id}
        held, outlet = TrainingSessionFactory(**given), OutletFactory(**given)
        attended = {"status": AttendanceStatus.ATTENDED, "minutes": 150, "mark": 84}
        place = AttendanceFactory(session_id=held.id, outlet_id=outlet.id, **given, **attended).id
        db.session.commit()
    together = Barrier(2)

    def issue(_clerk):
        with alone.app_context():
            together.wait(timeout=10)
            number = services.issue_certificate(db.session, clerk, place).reference
            db.session.commit()
            return number

    with ThreadPoolExecutor(2) as two:
        numbers = set(two.map(issue, range(2)))
    assert len(numbers) == 1
    with alone.app_context():
        assert len(db.session.exec(select(Certificate)).all()) == 1
        db.session.close()
        db.engine.dispose()


# The pages


def test_the_results_page_offers_what_is_not_issued_and_shows_what_is(session, client, officer, held, passed):
    page = client.get(f"/training/sessions/{held.id}/results")
    assert "1 person passed." in text_of(page)
    assert "Not issued yet" in text_of(page)
    answer = client.post(f"/training/sessions/{held.id}/certificates")
    assert answer.status_code == 302
    issued = queries.find_certificate(session, officer, passed.id)
    page = client.get(f"/training/sessions/{held.id}/results")
    assert "1 certificate issued" in text_of(page)
    assert issued.reference in text_of(page)


def test_the_results_page_leads_to_the_letters_of_everybody_who_came(client, held, passed):
    page = parse(client.get(f"/training/sessions/{held.id}/results").get_data(as_text=True))
    items = [one.get("value") for one in page.iter("input") if one.get("name") == "item"]
    assert items == [f"training_result.attendance_id.{passed.id}"]
    assert "Training result" in text_of(client.post("/letters/runs/new", data={"item": items}))


def test_a_certificate_is_printed_from_the_kept_bytes_and_the_look_is_written_down(session, client, officer, passed):
    client.post(f"/training/places/{passed.id}/certificate")
    issued = queries.find_certificate(session, officer, passed.id)
    answer = client.get(f"/training/certificates/{issued.id}.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data == services.read_certificate(issued)
    large = client.get(f"/training/certificates/{issued.id}.pdf?print=large")
    assert large.data == services.read_certificate(issued, large_print=True)
    looks = session.exec(select(AuditEntry).where(AuditEntry.action == "certificate.printed")).all()
    assert len(looks) == 2


def test_a_certificate_is_withdrawn_on_its_page_with_a_reason(session, client, officer, held, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    address = f"/training/certificates/{issued.id}/withdraw"
    assert "cannot be brought back" in text_of(client.get(address))
    assert "Enter" in text_of(client.post(address, data={"reason": ""}))
    assert client.post(address, data={"reason": "Issued to the wrong person"}).status_code == 302
    assert "It was withdrawn on 22 November 2026" in text_of(client.get(address))


def test_whoever_corrects_a_mark_is_told_that_the_certificate_went_with_it(session, client, officer, passed):
    issued = services.issue_certificate(session, officer, passed.id)
    given = {"status": "attended", "minutes": "150", "reason": "Marked again"}
    address = f"/training/places/{passed.id}"
    kept = client.post(address, data=given | {"mark": "80", "version": passed.version}, follow_redirects=True)
    assert "is withdrawn" not in text_of(kept)
    lost = client.post(address, data=given | {"mark": "60", "version": passed.version}, follow_redirects=True)
    assert f"Certificate {issued.reference} is withdrawn" in text_of(lost)


def test_who_did_not_pass_is_refused_on_the_page_too(session, client, passed):
    passed.mark = 10
    session.add(passed)
    session.commit()
    answer = client.post(f"/training/places/{passed.id}/certificate", follow_redirects=True)
    assert "did not pass" in text_of(answer)

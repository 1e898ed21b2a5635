"""The public page that verifies a certificate: what anybody is told, and how little."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlmodel import col, select

from compliance import clock, throttle
from compliance.audit.models import AuditEntry
from compliance.database import db
from compliance.training import services
from compliance.training.rules import AttendanceStatus
from tests.factories.training import AttendanceFactory, TrainingSessionFactory
from tests.page import text_of

NOBODYS = "ZZZZ-ZZZZ-ZZZZ"


@pytest.fixture
def issued(session, officer, outlet):
    held = TrainingSessionFactory(authority_id=officer.authority_id)
    place = AttendanceFactory(
        authority_id=officer.authority_id,
        session_id=held.id,
        outlet_id=outlet.id,
        person="Alex Example",
        status=AttendanceStatus.ATTENDED,
        minutes=150,
        mark=84,
        note="Came late",
    )
    return services.issue_certificate(session, officer, place.id)


def looks(session):
    statement = select(AuditEntry).where(AuditEntry.subject_kind == "certificate").order_by(col(AuditEntry.number))
    found = session.exec(statement).all()
    return [entry for entry in found if entry.action in {"certificate.searched", "certificate.throttled"}]


def test_the_page_asks_for_a_code_and_needs_no_signing_in(visitor):
    page = visitor.get("/certificates")
    assert "Enter the code" in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex, nofollow"' in page.get_data(as_text=True)


@pytest.mark.parametrize("write", [str, str.lower, lambda c: c.replace("-", ""), lambda c: c.replace("-", " ")])
def test_a_code_in_force_tells_who_passed_what(visitor, issued, write):
    page = visitor.get("/certificates", query_string={"code": write(issued.code)})
    text = text_of(page)
    for words in ("Valid", "Alex Example", "Invented Hardware", "10 June 2026", "10 June 2027", "Hackney"):
        assert words in text


def test_the_address_in_the_square_answers_at_once(visitor, issued):
    assert "Valid" in text_of(visitor.get(f"/certificates/{issued.code}"))


def test_nothing_else_of_the_record_is_told(visitor, issued, outlet, session):
    text = visitor.get(f"/certificates/{issued.code}").get_data(as_text=True)
    secrets = (issued.id, issued.attendance_id, outlet.id, outlet.reference, "84", "Came late", "Owner")
    for secret in map(str, secrets):
        assert secret not in text


def test_on_the_day_the_refresh_is_due_it_still_counts_and_the_day_after_not(visitor, issued, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 6, 10, 12, tzinfo=UTC))
    assert "Valid" in text_of(visitor.get(f"/certificates/{issued.code}"))
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 6, 11, 12, tzinfo=UTC))
    text = text_of(visitor.get(f"/certificates/{issued.code}"))
    assert "No longer current" in text
    assert "Refresh was due on 10 June 2027" in text


def test_a_withdrawn_certificate_names_nobody_and_gives_no_reason(session, visitor, officer, issued):
    services.withdraw_certificate(session, officer, issued.id, reason="Cheated")
    text = text_of(visitor.get(f"/certificates/{issued.code}"))
    assert "Withdrawn" in text
    assert issued.reference in text
    assert "Alex Example" not in text
    assert "Invented Hardware" not in text
    assert "Cheated" not in text


@pytest.mark.parametrize(
    "typed",
    ["0", "not a code at all", "' OR 1=1 --", "<script>alert(1)</script>", "\x00", "9" * 3000, "ZZZZ-ZZZZ-ZZZU"],
)
def test_a_code_that_can_be_none_is_answered_as_one_that_nobody_has(visitor, issued, typed):
    def answer(code):
        page = visitor.get("/certificates", query_string={"code": code})
        assert page.status_code == 200
        return text_of(page)

    assert answer(typed) == answer(NOBODYS)
    assert "There is no certificate with that code" in answer(NOBODYS)


def test_a_reference_is_no_code(visitor, issued):
    assert "Not found" in text_of(visitor.get("/certificates", query_string={"code": issued.reference}))


def test_nothing_typed_is_said_beside_the_field(visitor):
    page = visitor.get("/certificates?code=")
    assert "Enter the code on the certificate" in text_of(page)


def test_each_look_up_is_written_down_without_what_was_typed(session, visitor, issued):
    visitor.get("/certificates?code=GUESS-GUESS-1234")
    visitor.get(f"/certificates/{issued.code}")
    missed, found = looks(session)
    assert (missed.authority_id, missed.subject_id, missed.detail) == (None, None, {"answer": "not_found"})
    assert (found.subject_id, found.detail) == (str(issued.id), {"answer": "valid"})
    assert "GUESS" not in json.dumps([missed.detail, found.detail])


def test_after_many_tries_from_one_address_nothing_is_answered_for_a_while(session, visitor, issued, monkeypatch):
    for _ in range(services.LOOK_UPS):
        assert visitor.get(f"/certificates/{NOBODYS}").status_code == 200
    page = visitor.get(f"/certificates/{issued.code}")
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= services.LOOK_UP_MINUTES * 60 + 1
    assert "Alex Example" not in page.get_data(as_text=True)
    visitor.get(f"/certificates/{issued.code}")
    assert [entry.action for entry in looks(session)].count("certificate.throttled") == 1
    elsewhere = visitor.get(f"/certificates/{issued.code}", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert "Valid" in text_of(elsewhere)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, services.LOOK_UP_MINUTES, 1, tzinfo=UTC))
    assert "Valid" in text_of(visitor.get(f"/certificates/{issued.code}"))


def test_one_holder_of_a_network_of_the_new_kind_has_one_count():
    assert throttle.network_of("2001:db8:1:2::1") == throttle.network_of("2001:db8:1:2:ffff::9")
    assert throttle.network_of("2001:db8:1:3::1") != throttle.network_of("2001:db8:1:2::1")
    assert throttle.network_of("::ffff:192.0.2.7") == throttle.network_of("192.0.2.7") == "192.0.2.7"
    assert throttle.network_of("") == ""


def test_a_look_up_changes_nothing_but_the_audit(session, visitor, issued):
    before = dict(issued.facts), issued.version
    visitor.get(f"/certificates/{issued.code}")
    db.session.expire_all()
    assert (issued.facts, issued.version) == before
    assert issued.issued_on == date(2026, 11, 22)

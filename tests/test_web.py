import sqlite3
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.web import field_words, kept, moment, pence
from tests.page import text_of


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "not recorded"),
        ("", "not recorded"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        ("2026-07-16", "16 July 2026"),
        ("near_exit", "near exit"),
        ("Shop_1 on the Hill", "Shop_1 on the Hill"),
        ("6e0c7b2d-9296-4df5-ad1f-c193e2b6f839", "another record"),
        (["underage", "online_order"], "underage; online order"),
        (
            [{"text": "Ask for ID", "by_on": "2026-12-01"}, {"text": "Log it", "by_on": None}],
            "Ask for ID, 1 December 2026; Log it",
        ),
    ],
)
def test_a_kept_value_reads_as_words(app, value, words):
    with app.test_request_context():
        assert kept(value) == words


def test_a_column_reads_as_words():
    assert field_words("visited_on") == "Visited"
    assert field_words("second_officer_id") == "Second officer"


def test_moments_are_shown_as_clocks_in_london_show_them(app):
    with app.test_request_context():
        assert moment(datetime(2026, 7, 16, 13, 32, tzinfo=UTC)) == "16 July 2026 at 2:32pm"
        assert moment(datetime(2026, 1, 16, 0, 5, tzinfo=UTC)) == "16 January 2026 at 12:05am"
        assert moment(None) == ""


def test_money_is_pounds():
    assert pence(349) == "£3.49"
    assert pence(None) == ""


def test_every_answer_forbids_what_the_pages_do_not_need(client):
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


def test_a_post_without_its_token_is_refused_and_says_how_to_go_on(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    answer = client.post("/account/sign-out")
    assert answer.status_code == 400
    assert text_of(answer)


def test_the_health_check_answers_without_signing_in(visitor):
    assert visitor.get("/health").get_data(as_text=True) == "ok\n"


def test_a_page_that_is_not_there_says_so(client):
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert text_of(answer)


def test_a_fault_is_rolled_back_and_tells_nothing_of_itself(app, client, session, monkeypatch):
    monkeypatch.setitem(app.config, "TESTING", False)
    app.testing = False

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr("compliance.reports.queries.list_due", broken)
    answer = client.get("/")
    app.testing = True
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "home.viewed")).all() == []


LOCKED = OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize("where", ["compliance.reports.queries.list_due", "compliance.audit.services.record"])
def test_who_waited_in_vain_while_an_import_is_written_is_told_so(client, monkeypatch, where):
    """On SQLite there is one place to write: neither a form nor the audit entry of a page gets to it meanwhile."""

    def locked(*_: object, **__: object) -> None:
        raise LOCKED

    monkeypatch.setattr(where, locked)
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "The register is being written" in text_of(answer)


def test_another_error_of_the_database_is_a_fault(app, client, monkeypatch):
    def lost(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("disk I/O error"))

    monkeypatch.setattr("compliance.reports.queries.list_due", lost)
    app.testing = False
    answer = client.get("/")
    app.testing = True
    assert answer.status_code == 500
    monkeypatch.undo()
    monkeypatch.setattr("compliance.audit.services.record", lost)
    app.testing = False
    answer = client.get("/")
    app.testing = True
    assert answer.status_code == 500


def test_nothing_is_kept_of_a_form_that_is_shown_again(client, session):
    before = len(session.exec(select(AuditEntry)).all())
    answer = client.post("/retailers/new", data={"name": ""})
    assert answer.status_code == 200
    assert len(session.exec(select(AuditEntry)).all()) == before


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("compliance.example", 200),
        ("sub.council.example", 200),
        ("evil.example", 400),
        ("compliance.example.evil", 400),
    ],
)
def test_the_service_answers_to_its_own_names_alone(app, visitor, monkeypatch, host, status):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["compliance.example", ".council.example"])
    answer = visitor.get("/health", headers={"Host": host})
    assert answer.status_code == status
    if status == 400:
        assert "does not answer to that name" in answer.get_data(as_text=True)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_form_sent_to_another_name_changes_nothing(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["compliance.example"])
    assert client.post("/account/sign-out", headers={"Host": "evil.example"}).status_code == 400
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", None)
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("address", ["/calendar/{}.ics", "/certificates/{}"], ids=["calendar", "certificate"])
def test_what_is_secret_in_the_address_of_a_public_page_is_not_logged_when_it_breaks(
    app, visitor, monkeypatch, caplog, address
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setattr("compliance.training.queries.find_feed", broken)
    monkeypatch.setattr("compliance.training.queries.verify_code", broken)
    assert visitor.get(address.format("s3cret")).status_code == 500
    assert "Unhandled error" in caplog.text
    assert "s3cret" not in caplog.text


def test_an_error_on_a_page_for_the_public_speaks_to_the_public(visitor):
    answer = visitor.get("/responsible-retailers/nowhere")
    assert answer.status_code == 404
    assert "For authorised officers" not in answer.text
    assert "home page" not in answer.text


def test_an_error_elsewhere_speaks_to_officers(client):
    answer = client.get("/retailers/00000000-0000-7000-8000-000000000000")
    assert "For authorised officers" in answer.text
    assert "home page" in answer.text

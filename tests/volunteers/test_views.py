"""The pages of the vault, and where an identity must never stand."""

import logging
from datetime import date

import pytest
from sqlmodel import select

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.volunteers.models import Volunteer
from tests.factories.volunteers import register
from tests.page import text_of

NAME, BORN_ON = "Zephyrine Quillfeather", date(2010, 3, 14)
SECRETS = ("Zephyrine", "Quillfeather", "2010-03-14", "14 March 2010", "14/03/2010", "900123", "Hogsmere")
TYPED = {
    "code": "V07",
    "name": NAME,
    "born_on-day": "14",
    "born_on-month": "3",
    "born_on-year": "2010",
    "contact": "07700 900123",
    "recognised_at": "Hogsmere School",
}


@pytest.fixture
def keeper(act):
    return act(Role.MANAGER)


@pytest.fixture
def vault(sign_in, keeper):
    return sign_in(keeper)


def test_a_volunteer_is_registered_and_listed_by_code(session, vault):
    assert vault.post("/volunteers/new", data=TYPED).status_code == 302
    page = text_of(vault.get("/volunteers/"))
    assert "V07" in page
    assert "Active" in page
    assert session.exec(select(Volunteer)).one().code == "V07"


def test_the_next_code_is_suggested(session, vault, keeper):
    register(session, keeper, "V07")
    assert 'value="V08"' in vault.get("/volunteers/new").get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"code": "Zed"}, "V and two to four digits"),
        ({"born_on-month": "2", "born_on-day": "30"}, "must be a real date"),
        ({"born_on-year": "2999"}, "Year must be between"),
        ({"born_on-year": "2027"}, "must be today or in the past"),
        ({"born_on-year": "2020"}, "child under 10"),
        ({"born_on-year": "1980"}, "person over 30"),
        ({"name": ""}, "Enter the full name"),
        ({"name": "x" * 100_000}, "120 characters or less"),
        ({"recognised_at": "x" * 100_000}, "1000 characters or less"),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_nothing_is_saved(session, vault, wrong, message, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))
    answer = vault.post("/volunteers/new", data=TYPED | wrong)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert session.exec(select(Volunteer)).all() == []


def test_an_identity_is_shown_once_with_a_reason_and_its_opening_is_kept(session, vault, keeper):
    volunteer = register(session, keeper, "V07", name=NAME, born_on=BORN_ON)
    url = f"/volunteers/{volunteer.id}/open"
    assert NAME not in vault.get(url).get_data(as_text=True)
    assert NAME not in vault.get(url, query_string={"reason": "To send the form"}).get_data(as_text=True)
    refused = vault.post(url, data={"reason": ""})
    assert "Say why" in text_of(refused)
    assert NAME not in refused.get_data(as_text=True)
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.opened")).all() == []
    opened = vault.post(url, data={"reason": "To send the consent form"})
    assert NAME in text_of(opened)
    assert "14 March 2010" in text_of(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "volunteer.opened")).one()
    assert entry.reason == "To send the consent form"


def test_a_volunteer_retires_and_an_identity_is_typed_anew(session, vault, keeper):
    volunteer = register(session, keeper, "V07")
    anew = {name: value for name, value in TYPED.items() if name != "code"} | {"reason": "The year was mistyped"}
    assert vault.post(f"/volunteers/{volunteer.id}/replace", data=anew).status_code == 302
    today = {"retired_on-day": "22", "retired_on-month": "11", "retired_on-year": "2026"}
    assert vault.post(f"/volunteers/{volunteer.id}/retire", data=today).status_code == 200
    assert vault.post(f"/volunteers/{volunteer.id}/retire", data=today | {"reason": "Moved away"}).status_code == 302
    assert "Retired" in text_of(vault.get(f"/volunteers/{volunteer.id}"))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR])
def test_only_keepers_reach_the_vault(session, sign_in, act, keeper, role):
    volunteer = register(session, keeper, "V07")
    client = sign_in(act(role))
    for url in (
        "",
        "new",
        f"{volunteer.id}",
        f"{volunteer.id}/open",
        f"{volunteer.id}/replace",
        f"{volunteer.id}/retire",
    ):
        assert client.get(f"/volunteers/{url}").status_code == 403


def test_another_authoritys_volunteer_is_not_found(session, sign_in, act, keeper):
    volunteer = register(session, keeper, "V07")
    client = sign_in(act(Role.MANAGER, "camden"))
    for url in ("", "/open", "/replace", "/retire"):
        assert client.get(f"/volunteers/{volunteer.id}{url}").status_code == 404
        if url:
            assert client.post(f"/volunteers/{volunteer.id}{url}", data=TYPED).status_code == 404


def test_an_identity_stands_in_no_other_page_audit_entry_or_log_record(session, app, vault, keeper, caplog):
    caplog.set_level(logging.DEBUG)
    pages = [vault.post("/volunteers/new", data=TYPED)]
    volunteer = session.exec(select(Volunteer)).one()
    vault.post(f"/volunteers/{volunteer.id}/open", data={"reason": "To send the consent form"})
    answers = {"reason": f"To speak to {NAME}"}
    refused = vault.post(f"/volunteers/{volunteer.id}/open", data=answers)
    assert "not who they are" in text_of(refused)
    for rule in app.url_map.iter_rules():
        wanted = {name for name in rule.arguments if name != "volunteer_id"}
        if "GET" in (rule.methods or ()) and not wanted and rule.endpoint != "static":
            url = rule.rule.replace("<uuid:volunteer_id>", str(volunteer.id))
            pages.append(vault.get(url))
    for page in pages:
        text = page.get_data(as_text=True)
        assert not [secret for secret in SECRETS if secret in text], page.request.path
    for entry in session.exec(select(AuditEntry)).all():
        written = f"{entry.action} {entry.reason} {entry.detail} {entry.subject_id}"
        assert not [secret for secret in SECRETS if secret in written], entry.action
    logged = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert not [secret for secret in SECRETS if secret in logged]

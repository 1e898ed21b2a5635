"""The pages to sign by link, attacked: guessing, replay, expiry, another authority, scripts, double submit."""

import re
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import select
from werkzeug.test import Client

from compliance import clock
from compliance.agreements import queries, services
from compliance.agreements.models import AgreementEvent, Consent, Signing
from compliance.agreements.rules import AgreementEventKind
from compliance.audit.models import AuditEntry
from compliance.permissions import Role
from compliance.settings import settings
from tests.factories.agreements import AgreementEventFactory, AgreementFactory
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.visits import VisitFactory
from tests.page import text_of

LAST_DAY = date(2026, 12, 13)
SIGNED = {"signatory": "Sam Example", "capacity": "Owner", "scope_confirmed": "yes", "agreed": "yes"}
SCRIPT = "<script>alert('x')</script>\"&"


def offered(actor, outlet):
    made = AgreementFactory(authority_id=actor.authority_id, outlet_id=outlet.id)
    AgreementEventFactory(authority_id=actor.authority_id, agreement_id=made.id)
    return made


@pytest.fixture
def agreement(officer, outlet):
    return offered(officer, outlet)


@pytest.fixture
def link(session, officer, agreement):
    return services.make_link(session, officer, agreement.id, expires_on=LAST_DAY)


@pytest.fixture
def opened(visitor, link):
    """A visitor who has given the right code."""
    answer = visitor.post(link.path, data={"code": link.code})
    assert (answer.status_code, answer.location) == (302, f"{link.path}/agreement")
    return visitor


def signatures(session):
    return session.exec(select(AgreementEvent).where(AgreementEvent.kind == AgreementEventKind.SIGNED)).all()


def test_from_the_letter_to_the_confirmation(session, visitor, link, agreement, officer):
    page = visitor.get(link.path)
    assert page.status_code == 200
    assert "Sign an agreement" in text_of(page)
    visitor.post(link.path, data={"code": link.code.lower()})
    text = text_of(visitor.get(f"{link.path}/agreement"))
    promised = queries.text_of(session, officer, agreement).commitments
    assert promised
    for shown in ("Invented Hardware", *promised, "Sales in store"):
        assert shown in text
    answer = visitor.post(f"{link.path}/agreement", data=SIGNED)
    assert (answer.status_code, answer.location) == (302, f"{link.path}/done")
    text = text_of(visitor.get(f"{link.path}/done"))
    assert agreement.reference in text
    assert "Sam Example, Owner" in text
    assert "You are not named" in text
    assert queries.get_row(session, officer, agreement.id, date(2026, 11, 22)).standing.in_force


def test_consent_is_not_ticked_beforehand_and_is_kept_when_given(session, opened, link):
    page = opened.get(f"{link.path}/agreement").get_data(as_text=True)
    assert " checked" not in page
    opened.post(f"{link.path}/agreement", data={**SIGNED, "publish": "yes", "premises_confirmed": "yes"})
    consent = session.exec(select(Consent)).one()
    assert (consent.given_by, consent.how, consent.premises_confirmed) == ("Sam Example", "link", True)
    assert "You consented to be named" in text_of(opened.get(f"{link.path}/done"))


def _but_for_what_was_typed(answer):
    return re.sub(
        r'name="(code|csrf_token)" (type="text" )?(spellcheck="false" )?value="[^"]*"',
        "",
        answer.get_data(as_text=True),
    )


def test_every_link_that_does_not_open_answers_alike(session, visitor, officer, agreement, link, monkeypatch, act):
    """Unknown, wrong code, taken back, used, expired: the same page, words, status and headers."""
    used = services.make_link(session, officer, offered(officer, _another(officer)).id, expires_on=LAST_DAY)
    services.sign_by_link(session, used.link_id, "nonce", _sam())
    back = services.make_link(session, officer, offered(officer, _another(officer)).id, expires_on=LAST_DAY)
    services.revoke_links(session, officer, session.get(services_link(), back.link_id).agreement_id)
    short = services.make_link(session, officer, offered(officer, _another(officer)).id, expires_on=date(2026, 11, 23))
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    tried = {
        "unknown": ("/sign/0000000000", link.code),
        "odd": ("/sign/what-is-this", link.code),
        "wrong": (link.path, "0000-0000"),
        "used": (used.path, used.code),
        "back": (back.path, back.code),
        "expired": (short.path, short.code),
    }
    answers = {name: visitor.post(path, data={"code": code}) for name, (path, code) in tried.items()}
    first = answers.pop("unknown")
    assert first.status_code == 200
    for name, answer in answers.items():
        assert answer.status_code == 200, name
        assert _but_for_what_was_typed(answer) == _but_for_what_was_typed(first), name
        assert {k: v for k, v in answer.headers if k not in {"Content-Length", "Set-Cookie"}} == {
            k: v for k, v in first.headers if k not in {"Content-Length", "Set-Cookie"}
        }, name
    asked = {name: visitor.get(path) for name, (path, _code) in tried.items()}
    assert len({_but_for_what_was_typed(answer) for answer in asked.values()}) == 1


def services_link():
    from compliance.agreements.models import SigningLink

    return SigningLink


def _another(actor):
    return OutletFactory(authority_id=actor.authority_id)


def _sam():
    from compliance.agreements.rules import NewSigning

    return NewSigning("Sam Example", "Owner", agreed=True)


@pytest.mark.parametrize("where", ["", "/agreement", "/done"], ids=["code", "agreement", "done"])
def test_the_pages_are_kept_by_nobody_and_tell_no_other_site(visitor, opened, link, where):
    answer = opened.get(f"{link.path}{where}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    if answer.status_code == 200:
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert 'content="noindex, nofollow"' in answer.get_data(as_text=True)
        title = re.search(r"<title>(.*?)</title>", answer.get_data(as_text=True))[1]
        assert "Invented" not in title


def test_without_the_code_the_agreement_is_not_reached(visitor, link):
    for where in ("/agreement", "/done"):
        for method in ("GET", "POST") if where == "/agreement" else ("GET",):
            answer = visitor.open(f"{link.path}{where}", method=method, data=SIGNED if method == "POST" else None)
            assert (answer.status_code, answer.location) == (302, link.path)


def test_guessing_locks_the_link_and_then_the_address(visitor, link):
    for _ in range(settings().sign_tries_per_link):
        assert visitor.post(link.path, data={"code": "0000-0000"}).status_code == 200
    locked = visitor.post(link.path, data={"code": link.code})
    assert locked.status_code == 429
    assert 0 < int(locked.headers["Retry-After"]) <= 3601
    assert "Too many tries" in text_of(locked)
    for number in range(settings().sign_tries_per_address - settings().sign_tries_per_link - 1):
        assert visitor.post(f"/sign/{number:010d}", data={"code": "1"}).status_code == 200
    other = visitor.post("/sign/0000000077", data={"code": "0000-0000"})
    assert other.status_code == 429
    assert text_of(other) == text_of(locked)
    assert visitor.get(link.path).status_code == 200


def test_a_wrong_try_is_remembered_though_the_form_is_shown_again(session, visitor, officer, agreement, link):
    visitor.post(link.path, data={"code": "0000-0000"})
    (row,) = queries.list_links(session, officer, agreement.id)
    assert row.wrong_codes == 1


def test_replayed_in_another_browser_nothing_is_signed(session, app, opened, link):
    opened.post(f"{link.path}/agreement", data=SIGNED)
    thief = app.test_client()
    thief.post(link.path, data={"code": link.code})
    answer = thief.post(f"{link.path}/agreement", data={**SIGNED, "signatory": "Someone Else"})
    assert (answer.status_code, answer.location) == (302, link.path)
    assert thief.get(f"{link.path}/done").status_code == 302
    assert [event.signatory for event in signatures(session)] == ["Sam Example"]


def test_two_browsers_that_opened_it_sign_once(session, app, opened, link):
    second = app.test_client()
    second.post(link.path, data={"code": link.code})
    assert second.get(f"{link.path}/agreement").status_code == 200
    opened.post(f"{link.path}/agreement", data=SIGNED)
    answer = second.post(f"{link.path}/agreement", data={**SIGNED, "signatory": "Someone Else"})
    assert (answer.status_code, answer.location) == (302, link.path)
    assert [event.signatory for event in signatures(session)] == ["Sam Example"]


def test_sent_twice_from_a_second_tab_or_by_the_back_button_it_signs_once(session, opened, link):
    for _ in range(3):
        answer = opened.post(f"{link.path}/agreement", data=SIGNED)
        assert (answer.status_code, answer.location) == (302, f"{link.path}/done")
    assert opened.get(f"{link.path}/agreement").location == f"{link.path}/done"
    assert len(signatures(session)) == 1
    assert len(session.exec(select(Signing)).all()) == 1


@pytest.mark.parametrize(
    "marker",
    [
        None,
        "text",
        {},
        {"token": "x", "link": "y", "nonce": "z", "at": "now"},
        {"token": 1, "link": [], "nonce": {}, "at": None},
    ],
    ids=range(5),
)
def test_a_marker_that_is_none_opens_nothing(opened, link, marker):
    with opened.session_transaction() as cookie:
        cookie["signing"] = marker
    assert opened.get(f"{link.path}/agreement").location == link.path


@pytest.mark.parametrize("name", ["token", "link"])
def test_the_marker_of_one_link_opens_no_other(session, opened, officer, link, name):
    other = services.make_link(session, officer, offered(officer, _another(officer)).id, expires_on=LAST_DAY)
    assert opened.get(f"{other.path}/agreement").location == other.path
    with opened.session_transaction() as cookie:
        cookie["signing"] = {**cookie["signing"], name: "0" * 64}
    assert opened.get(f"{link.path}/agreement").location == link.path


def test_a_cookie_that_was_tampered_with_is_not_believed(opened, link):
    cookie = opened.get_cookie("compliance")
    opened.set_cookie("compliance", cookie.value[:-3] + "abc")
    assert opened.get(f"{link.path}/agreement").location == link.path


def test_the_marker_lasts_half_an_hour(opened, link, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, 30, tzinfo=UTC))
    assert opened.get(f"{link.path}/agreement").status_code == 200
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, 30, 1, tzinfo=UTC))
    assert opened.get(f"{link.path}/agreement").location == link.path
    assert "stays open for half an hour at a time" in text_of(opened.get(link.path))


def test_who_opened_no_link_or_another_is_told_nothing_of_this_one(app, opened, link):
    for path in (link.path, "/sign/0000000000"):
        assert "half an hour" not in text_of(app.test_client().get(path))
    assert "half an hour" not in text_of(opened.get("/sign/0000000000"))


def test_a_link_of_another_authority_shows_and_signs_only_its_own(session, act, opened, link, agreement, app):
    camden = act(Role.OFFICER, "camden")
    theirs = offered(camden, OutletFactory(authority_id=camden.authority_id, name="Camden Blades"))
    other = services.make_link(session, camden, theirs.id, expires_on=LAST_DAY)
    visitor = app.test_client()
    visitor.post(other.path, data={"code": other.code})
    text = visitor.get(f"{other.path}/agreement").get_data(as_text=True)
    assert "Camden Blades" in text
    assert "Invented Hardware" not in text
    assert visitor.get(f"{link.path}/agreement").location == link.path
    visitor.post(f"{other.path}/agreement", data=SIGNED)
    assert [event.authority_id for event in signatures(session)] == [camden.authority_id]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "agreement.signed")).one()
    assert (entry.chain, entry.actor_name) == ("camden", "Signed by link")
    for path in (f"/agreements/{theirs.id}", f"/agreements/{theirs.id}/certificate", "/retailers/"):
        assert visitor.get(path).status_code == 302


def test_a_script_in_the_name_is_only_ever_text(session, client, opened, link, agreement):
    answer = opened.post(f"{link.path}/agreement", data={**SIGNED, "signatory": f"Sam {SCRIPT}", "capacity": SCRIPT})
    assert answer.status_code == 302
    for page in (opened.get(f"{link.path}/done"), client.get(f"/agreements/{agreement.id}")):
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        assert "<script>alert" not in text
        assert "&lt;script&gt;" in text


def test_a_script_in_the_name_stays_text_when_the_form_is_shown_again(opened, link):
    page = opened.post(f"{link.path}/agreement", data={"signatory": SCRIPT, "capacity": ""})
    assert page.status_code == 200
    assert "<script>alert" not in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"signatory": ""},
        {"signatory": "x" * 121},
        {"signatory": "Sam\x00"},
        {"signatory": "Sam \u202eelpmaxE"},
        {"signatory": "\u200b"},
        {"capacity": " "},
        {"agreed": ""},
        {"agreed": "no"},
        {"scope_confirmed": ""},
    ],
    ids=range(9),
)
def test_nothing_is_signed_until_everything_is_said(session, opened, link, changed):
    page = opened.post(f"{link.path}/agreement", data={**SIGNED, **changed})
    assert page.status_code == 200
    assert "There is a problem" in page.get_data(as_text=True)
    assert signatures(session) == []


@pytest.mark.parametrize("name", ["Zoë O’Brien-Łukasz", "李 小龙", "Σ" * 120, "=cmd|' /C calc'!A0"], ids=range(4))
def test_any_name_can_sign(session, opened, link, name):
    assert opened.post(f"{link.path}/agreement", data={**SIGNED, "signatory": name}).status_code == 302
    assert [event.signatory for event in signatures(session)] == [name]


@pytest.mark.parametrize("code", ["", " ", "x" * 41, "x" * 5000, "\x00", "🔪" * 8], ids=range(6))
def test_odd_codes_are_answered_in_words(visitor, link, code):
    page = visitor.post(link.path, data={"code": code})
    assert page.status_code == 200
    assert "There is a problem" in page.get_data(as_text=True)


def test_other_methods_do_nothing(session, opened, link):
    assert Client(opened.application).head(link.path).status_code == 200
    assert Client(opened.application).head(f"{link.path}/agreement").status_code == 302
    for method in ("PUT", "DELETE", "PATCH"):
        assert opened.open(f"{link.path}/agreement", method=method).status_code == 405
    assert opened.post(f"{link.path}/done").status_code == 405
    assert signatures(session) == []


def test_a_form_of_another_site_signs_nothing(session, app, link):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        visitor = app.test_client()
        assert visitor.post(link.path, data={"code": link.code}).status_code in {200, 400}
        assert visitor.get(f"{link.path}/agreement").location == link.path
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_address_of_a_sole_trader_is_asked_about_and_a_companys_is_not(session, app, officer, outlet, link):
    visitor = app.test_client()
    visitor.post(link.path, data={"code": link.code})
    assert "nobody’s home" in text_of(visitor.get(f"{link.path}/agreement"))
    company = EntityFactory(authority_id=officer.authority_id)
    OperatorFactory(authority_id=officer.authority_id, outlet_id=outlet.id, entity_id=company.id)
    assert "nobody’s home" not in text_of(visitor.get(f"{link.path}/agreement"))


def test_an_officer_makes_a_link_and_sees_the_code_once(session, client, agreement):
    page = client.get(f"/agreements/{agreement.id}/link")
    assert page.status_code == 200
    made = client.post(
        f"/agreements/{agreement.id}/link",
        data={"expires_on-day": "13", "expires_on-month": "12", "expires_on-year": "2026"},
    )
    assert made.status_code == 201, text_of(made)
    text = text_of(made)
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", text)[0]
    token = re.search(r"/sign/([0-9A-Z]{10})", text)[1]
    again = client.get(f"/agreements/{agreement.id}").get_data(as_text=True)
    assert code not in again
    assert token not in again
    assert "Not used yet" in again
    visitor = client.application.test_client()
    assert visitor.post(f"/sign/{token}", data={"code": code}).status_code == 302


def test_an_officer_takes_a_link_back(session, client, visitor, agreement, link):
    assert client.post(f"/agreements/{agreement.id}/link/revoke").status_code == 302
    assert "Taken back" in client.get(f"/agreements/{agreement.id}").get_data(as_text=True)
    assert visitor.post(link.path, data={"code": link.code}).status_code == 200


def test_signing_on_the_phone_shows_the_agreement_and_nothing_of_the_service(session, client, officer, agreement):
    page = client.get(f"/agreements/{agreement.id}/sign-here")
    text = page.get_data(as_text=True)
    assert queries.text_of(session, officer, agreement).commitments[0].split("’")[0] in text
    assert "Test purchases" not in text
    assert officer.name not in text
    form_id = re.search(r'name="id"[^>]*value="([^"]+)"', text)[1]
    for _ in range(2):
        answer = client.post(f"/agreements/{agreement.id}/sign-here", data={**SIGNED, "id": form_id})
        assert answer.location == f"/agreements/{agreement.id}/signed-here"
    assert len(signatures(session)) == 1
    assert "hand the phone back" in text_of(client.get(f"/agreements/{agreement.id}/signed-here"))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK])
def test_who_may_not_record_agreements_has_none_signed(act, sign_in, agreement, role):
    client = sign_in(act(role))
    for path in ("link", "sign-here", "signed-here", "consent"):
        assert client.get(f"/agreements/{agreement.id}/{path}").status_code == 403
    assert client.post(f"/agreements/{agreement.id}/consent/withdraw").status_code == 403


def test_every_failure_does_about_the_same_work(session, visitor, officer, agreement, link):
    """What an answer costs tells nobody whether a link is real: within a few statements of each other."""
    used = services.make_link(session, officer, offered(officer, _another(officer)).id, expires_on=LAST_DAY)
    services.sign_by_link(session, used.link_id, "nonce", _sam())
    asked = {"unknown": "/sign/0000000000", "wrong": link.path, "used": used.path}
    for path in asked.values():  # the first of each begins its windows and its chain of the audit
        visitor.post(path, data={"code": "0000-0000"})
    counted = {}
    for name, path in asked.items():
        statements = []

        def note(*args, kept=statements):
            kept.append(args[2])

        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        visitor.post(path, data={"code": "0000-0000"})
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counted[name] = len(statements)
    assert counted["wrong"] == counted["used"]
    assert abs(counted["unknown"] - counted["wrong"]) <= 2


def test_an_entity_wide_agreement_is_signed_for_every_shop_it_runs(session, app, officer):
    entity = EntityFactory(authority_id=officer.authority_id, name="Invented Group Ltd", address="9 Head Row\nLondon")
    shop = OutletFactory(authority_id=officer.authority_id, name="Secret Branch")
    OperatorFactory(authority_id=officer.authority_id, outlet_id=shop.id, entity_id=entity.id)
    made = AgreementFactory(authority_id=officer.authority_id, outlet_id=None, entity_id=entity.id)
    AgreementEventFactory(authority_id=officer.authority_id, agreement_id=made.id)
    link = services.make_link(session, officer, made.id, expires_on=LAST_DAY)
    visitor = app.test_client()
    visitor.post(link.path, data={"code": link.code})
    text = text_of(visitor.get(f"{link.path}/agreement"))
    assert "Invented Group Ltd" in text
    assert "9 Head Row, London, E8 1AA" in text
    assert "every shop that Invented Group Ltd runs in the area of Hackney" in text
    assert "Secret Branch" not in text
    visitor.post(f"{link.path}/agreement", data=SIGNED)
    assert queries.standing_of(session, officer, shop.id, date(2026, 11, 22)).in_force


def test_on_the_phone_the_visit_of_the_offer_is_carried_over(session, client, officer, outlet):
    visit = VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        visited_on=date(2026, 11, 22),
        officer_id=officer.officer_id,
    )
    made = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id)
    AgreementEventFactory(
        authority_id=officer.authority_id, agreement_id=made.id, on=date(2026, 11, 22), visit_id=visit.id
    )
    text = client.get(f"/agreements/{made.id}/sign-here").get_data(as_text=True)
    form_id = re.search(r'name="id"[^>]*value="([^"]+)"', text)[1]
    client.post(f"/agreements/{made.id}/sign-here", data={**SIGNED, "id": form_id})
    assert [event.visit_id for event in signatures(session)] == [visit.id]

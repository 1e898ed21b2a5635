"""The public list: those who consented, in force, and nothing but the four facts; as a page, CSV and JSON."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.models import AgreementEvent
from compliance.agreements.rules import AgreementEventKind, NewConsent
from compliance.agreements.views.public import PER_PAGE, forget
from compliance.permissions import Role
from compliance.retailers.models import Operator
from compliance.retailers.rules import EntityKind, OutletKind, OutletStatus
from compliance.settings import settings
from tests.factories.agreements import AgreementEventFactory, AgreementFactory, signed
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.page import text_of

TODAY = date(2026, 11, 22)
SIGNED_ON = date(2026, 6, 1)
PAGE = "/responsible-retailers/hackney"


@pytest.fixture(autouse=True)
def nothing_kept():
    """No list of an earlier test."""
    for code in ("hackney", "camden"):
        forget(code)
    yield
    for code in ("hackney", "camden"):
        forget(code)


@pytest.fixture
def shop(session, officer):
    """Make a shop with an agreement in force, whose signatory consented; a company runs it unless told otherwise."""

    def make(
        name="Invented Hardware",
        kind=EntityKind.COMPANY,
        *,
        actor=officer,
        confirmed=False,
        consents=True,
        on=SIGNED_ON,
        **outlet,
    ):
        made = OutletFactory(authority_id=actor.authority_id, name=name, **outlet)
        if kind is not None:
            number = {} if kind in {EntityKind.COMPANY, EntityKind.LLP} else {"company_number": None}
            entity = EntityFactory(authority_id=actor.authority_id, kind=kind, name="Secret Holdings", **number)
            OperatorFactory(authority_id=actor.authority_id, outlet_id=made.id, entity_id=entity.id)
        agreement = signed(actor.authority_id, made.id, on, signatory="Secret Signatory")
        if consents:
            services.give_consent(
                session, actor, agreement.id, NewConsent("Secret Signatory", "Owner", premises_confirmed=confirmed)
            )
        return agreement

    return make


def listed(session, code="hackney", day=TODAY):
    return queries.list_public(session, queries.get_public_authority(session, code).actor, day)


def names(session, **kwargs):
    return [row.name for row in listed(session, **kwargs)]


def test_who_consented_and_is_in_force_is_listed_with_four_facts(session, shop):
    shop(address_1="12 Invented Road", postcode="E8 1AA")
    (row,) = listed(session)
    assert row.as_json() == {
        "name": "Invented Hardware",
        "where": "12 Invented Road, London, E8 1AA",
        "covers": ["Sales in store"],
        "signed_on": "2026-06-01",
    }


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        pytest.param({}, True, id="company"),
        pytest.param({"kind": EntityKind.LLP}, True, id="partnership-with-limited-liability"),
        pytest.param({"consents": False}, False, id="no-consent"),
        pytest.param({"kind": EntityKind.SOLE_TRADER}, False, id="sole-trader-perhaps-at-home"),
        pytest.param({"kind": EntityKind.SOLE_TRADER, "confirmed": True}, True, id="sole-trader-business-premises"),
        pytest.param({"kind": EntityKind.PARTNERSHIP}, False, id="partnership-perhaps-at-home"),
        pytest.param({"kind": None}, False, id="nobody-knows-who-runs-it"),
        pytest.param({"kind": None, "confirmed": True}, True, id="nobody-knows-but-business-premises"),
        pytest.param({"status": OutletStatus.CLOSED}, False, id="closed"),
        pytest.param({"status": OutletStatus.VACANT}, False, id="vacant"),
    ],
)
def test_who_is_listed(session, shop, made, shown):
    shop(**made)
    assert names(session) == (["Invented Hardware"] if shown else [])


def test_an_online_shop_is_listed_with_its_domain(session, shop, officer):
    outlet = OutletFactory(
        authority_id=officer.authority_id,
        kind=OutletKind.ONLINE_SHOP,
        name="Invented Blades",
        domain="blades.example",
        address_1="",
        address_2="",
        postcode=None,
    )
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=outlet.id, covers_online=True)
    _sign(officer, agreement)
    services.give_consent(session, officer, agreement.id, NewConsent("Sam Example", "Owner"))
    assert [(row.where, row.covers) for row in listed(session)] == [
        ("blades.example", ("Sales in store", "Sales online"))
    ]


def _sign(actor, agreement, on=SIGNED_ON):
    AgreementEventFactory(
        authority_id=actor.authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.SIGNED,
        on=on,
        signatory="Sam Example",
        capacity="Director",
        lapses_on=date(on.year + 1, on.month, on.day),
    )


def test_an_entity_wide_agreement_lists_the_premises_of_that_day(session, officer):
    entity = EntityFactory(authority_id=officer.authority_id)
    kept = OutletFactory(authority_id=officer.authority_id, name="Kept Stores")
    left = OutletFactory(authority_id=officer.authority_id, name="Left Stores")
    OperatorFactory(authority_id=officer.authority_id, outlet_id=kept.id, entity_id=entity.id)
    OperatorFactory(
        authority_id=officer.authority_id, outlet_id=left.id, entity_id=entity.id, to_on=TODAY - timedelta(days=1)
    )
    agreement = AgreementFactory(authority_id=officer.authority_id, outlet_id=None, entity_id=entity.id)
    _sign(officer, agreement)
    services.give_consent(session, officer, agreement.id, NewConsent("Sam Example", "Director"))
    assert names(session) == ["Kept Stores"]
    assert names(session, day=TODAY - timedelta(days=1)) == ["Kept Stores", "Left Stores"]


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), True),
        (date(2027, 5, 31), True),
        (date(2027, 6, 1), False),
    ],
    ids=str,
)
def test_a_shop_is_listed_from_the_signature_to_the_last_day(session, shop, day, shown):
    shop()
    assert bool(names(session, day=day)) is shown


@pytest.mark.parametrize("kind", [AgreementEventKind.SUSPENDED, AgreementEventKind.WITHDRAWN])
def test_a_shop_whose_agreement_no_longer_holds_is_not_listed(session, officer, shop, kind):
    agreement = shop()
    AgreementEventFactory(
        authority_id=officer.authority_id, agreement_id=agreement.id, kind=kind, on=date(2026, 11, 1), words="Why"
    )
    assert names(session) == []


def test_a_shop_in_other_hands_is_not_listed(session, officer, shop):
    agreement = shop()
    first = queries.get_row(session, officer, agreement.id, TODAY).agreement.outlet_id
    operator = session.exec(select(Operator).where(Operator.outlet_id == first)).one()
    operator.to_on = date(2026, 10, 31)
    session.add(operator)
    session.flush()
    other = EntityFactory(authority_id=officer.authority_id)
    OperatorFactory(authority_id=officer.authority_id, outlet_id=first, entity_id=other.id, from_on=date(2026, 11, 1))
    assert names(session) == []


def test_a_signature_that_was_struck_out_is_not_listed(session, officer, shop):
    agreement = shop()
    event = session.exec(select(AgreementEvent).where(AgreementEvent.agreement_id == agreement.id)).one()
    services.strike_out_event(session, officer, agreement.id, event.id, reason="Wrong shop")
    assert names(session) == []


def test_a_later_signature_without_consent_is_not_listed(session, officer, shop):
    agreement = shop(on=date(2025, 11, 1))
    consents = queries.list_consents(session, officer, agreement.id)
    assert len(consents) == 1
    later = date(2026, 11, 23)
    AgreementEventFactory(
        authority_id=officer.authority_id,
        agreement_id=agreement.id,
        kind=AgreementEventKind.SIGNED,
        on=later,
        signatory="Sam Example",
        capacity="Owner",
        lapses_on=date(2027, 11, 23),
        recorded_on=later,
    )
    assert names(session, day=later) == []


def test_no_shop_of_another_authority_is_listed(session, act, shop):
    shop(name="Camden Blades", actor=act(Role.OFFICER, "camden"))
    shop()
    assert names(session) == ["Invented Hardware"]
    assert names(session, code="camden") == ["Camden Blades"]


def test_the_number_of_queries_does_not_grow_with_the_list(session, shop):
    def count():
        statements = []

        def note(*args):
            statements.append(args[2])

        session.flush()
        sa.event.listen(session.get_bind(), "before_cursor_execute", note)
        listed(session)
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(statements)

    shop()
    one = count()
    for number in range(5):
        shop(name=f"Shop {number}")
    assert count() == one


def test_the_page_says_what_it_is_and_shows_nothing_else(visitor, shop):
    agreement = shop()
    page = visitor.get(PAGE)
    text = text_of(page)
    assert page.status_code == 200
    assert "Responsible retailers in Hackney" in text
    assert "does not say that the business complies with the law" in text
    for secret in ("Secret Signatory", "Secret Holdings", agreement.reference, str(agreement.id)):
        for path in (PAGE, f"{PAGE}.csv", f"{PAGE}.json"):
            assert secret not in visitor.get(path).get_data(as_text=True)


def test_an_authority_with_nobody_says_so(visitor, session):
    page = visitor.get(PAGE)
    assert page.status_code == 200
    assert "Nobody is listed yet" in text_of(page)
    assert json.loads(visitor.get(f"{PAGE}.json").data)["signatories"] == []
    assert visitor.get(f"{PAGE}.csv").data == b"name,where,covers,signed_on\r\n"


@pytest.mark.parametrize("code", ["atlantis", "metropolitan-police", "HACKNEY", "x" * 500, "%00"], ids=range(5))
@pytest.mark.parametrize("ending", ["", ".csv", ".json"], ids=["page", "csv", "json"])
def test_a_code_that_no_council_has_is_not_found(visitor, session, code, ending):
    assert visitor.get(f"/responsible-retailers/{code}{ending}").status_code == 404


def test_page_csv_and_json_tell_the_same(visitor, shop):
    for name in ("B Stores", "a stores", "C, the “Stores”"):
        shop(name=name)
    said = json.loads(visitor.get(f"{PAGE}.json").data)
    assert [one["name"] for one in said["signatories"]] == ["a stores", "B Stores", "C, the “Stores”"]
    assert set(said) == {"authority", "about", "signatories"}
    assert {frozenset(one) for one in said["signatories"]} == {frozenset(rules.HEADINGS)}
    lines = visitor.get(f"{PAGE}.csv").data.decode().splitlines()
    assert lines[0] == "name,where,covers,signed_on"
    assert len(lines) == 4
    text = text_of(visitor.get(PAGE))
    assert all(one["name"] in text and one["where"] in text for one in said["signatories"])


def test_no_name_is_a_formula_in_the_csv(visitor, shop):
    shop(name="=HYPERLINK(“x”)")
    assert b"'=HYPERLINK" in visitor.get(f"{PAGE}.csv").data


def test_a_script_in_a_name_is_only_text(visitor, shop):
    shop(name="<script>alert(1)</script>")
    assert "<script>alert" not in visitor.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("hardware", ["Invented Hardware"]),
        ("HARD inv", ["Invented Hardware"]),
        ("e8", ["Invented Hardware"]),
        ("E81AA", ["Invented Hardware"]),
        ("E8 1AA", ["Invented Hardware"]),
        ("e9", ["Other Stores"]),
        ("nowhere", []),
        ("%", []),
        ("", ["Invented Hardware", "Other Stores"]),
    ],
    ids=range(9),
)
def test_the_list_is_searched_by_name_and_part_of_a_postcode(visitor, shop, search, found):
    shop(address_1="1 Row", postcode="E8 1AA")
    shop(name="Other Stores", address_1="2 Row", postcode="E9 7ZZ")
    page = visitor.get(PAGE, query_string={"q": search})
    text = text_of(page)
    assert [name for name in ("Invented Hardware", "Other Stores") if name in text] == found
    assert f"{len(found)} shop" in text


def test_a_long_list_is_paged(visitor, shop):
    for number in range(PER_PAGE + 1):
        shop(name=f"Shop {number:03d}")
    first, second = visitor.get(PAGE), visitor.get(f"{PAGE}?page=2")
    assert "Shop 049" in text_of(first)
    assert "Shop 050" not in text_of(first)
    assert "Shop 050" in text_of(second)
    assert 'rel="next"' in first.get_data(as_text=True)
    assert 'rel="prev"' in second.get_data(as_text=True)
    for odd in ("0", "-1", "99", "x", "9" * 400, "²"):
        assert visitor.get(PAGE, query_string={"page": odd}).status_code == 200


@pytest.mark.parametrize("ending", ["", ".csv", ".json"], ids=["page", "csv", "json"])
def test_it_is_cached_and_asked_again_answers_304(visitor, shop, ending):
    shop()
    answer = visitor.get(f"{PAGE}{ending}")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers.get("Set-Cookie") is None
    assert answer.last_modified == datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    again = visitor.get(f"{PAGE}{ending}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    since = visitor.get(f"{PAGE}{ending}", headers={"If-Modified-Since": answer.headers["Last-Modified"]})
    assert since.status_code == 304


def test_what_an_officer_is_shown_is_kept_by_no_shared_cache(client, shop):
    shop()
    page = client.get(PAGE)
    assert page.headers["Cache-Control"].startswith("private")
    assert "Sign out" not in page.get_data(as_text=True)


def test_the_list_is_read_anew_after_five_minutes(visitor, session, officer, shop, monkeypatch):
    agreement = shop()
    first = visitor.get(f"{PAGE}.json")
    services.withdraw_consent(session, officer, agreement.id)
    assert b"Invented Hardware" in visitor.get(f"{PAGE}.json").data
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, 5, tzinfo=UTC))
    later = visitor.get(f"{PAGE}.json", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert json.loads(later.data)["signatories"] == []
    assert later.last_modified == datetime(2026, 11, 22, 12, 5, tzinfo=UTC)


def test_withdrawn_on_the_page_it_is_gone_at_once(visitor, client, shop):
    agreement = shop()
    assert "Invented Hardware" in text_of(visitor.get(PAGE))
    assert client.post(f"/agreements/{agreement.id}/consent/withdraw").status_code == 302
    assert "Invented Hardware" not in text_of(visitor.get(PAGE))


def test_ended_on_its_page_it_is_gone_at_once(visitor, client, shop):
    agreement = shop()
    assert "Invented Hardware" in text_of(visitor.get(PAGE))
    data = {"kind": "suspended", "on-day": "22", "on-month": "11", "on-year": "2026", "words": "Sold twice"}
    assert client.post(f"/agreements/{agreement.id}/events/new", data=data).status_code == 302
    assert "Invented Hardware" not in text_of(visitor.get(PAGE))


def test_a_list_that_says_the_same_keeps_its_last_modified(visitor, shop, monkeypatch):
    shop()
    first = visitor.get(f"{PAGE}.json")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 22, 12, 10, tzinfo=UTC))
    again = visitor.get(f"{PAGE}.json")
    assert (again.headers["ETag"], again.last_modified) == (first.headers["ETag"], first.last_modified)


def test_who_asks_too_often_is_told_in_words_to_wait(visitor, shop):
    for _ in range(settings().public_requests_per_minute):
        assert visitor.get(f"{PAGE}.json").status_code == 200
    for path in (PAGE, f"{PAGE}.csv", f"{PAGE}.json", "/responsible-retailers/atlantis"):
        answer = visitor.get(path)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 61
        assert "Too many requests" in text_of(answer)
        assert answer.headers["Cache-Control"] == "no-store"


def test_open_data_may_be_read_by_a_page_of_another_site(visitor, shop):
    assert visitor.get(f"{PAGE}.json").headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in visitor.get(PAGE).headers
    named = visitor.get(f"{PAGE}.csv").headers["Content-Disposition"]
    assert named == 'attachment; filename="responsible-retailers-hackney.csv"'

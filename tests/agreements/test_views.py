"""The pages of agreements."""

from datetime import date

import pytest

from compliance.agreements import queries
from compliance.agreements.rules import TEXT_VERSION
from compliance.permissions import Role
from compliance.visits.rules import OfferAnswer
from tests.factories.agreements import signed
from tests.factories.visits import VisitFactory
from tests.page import text_of

OWN_ID = "0199f000-0000-7000-8000-000000000002"


def filled(**more):
    return {
        "id": OWN_ID,
        "kind": "signed",
        "on-day": "20",
        "on-month": "11",
        "on-year": "2026",
        "signatory": "Sam Example",
        "capacity": "Owner",
        "words": "",
        "covers": ["covers_stores", "covers_online"],
        "text_version": TEXT_VERSION,
    } | more


def test_a_signature_is_recorded_and_lapses_in_twelve_months(client, outlet):
    answer = client.post(f"/retailers/{outlet.id}/agreements/new", data=filled())
    assert answer.status_code == 302
    text = text_of(client.get(answer.location))
    for words in (
        "In force",
        "On paper",
        "Its last day is 19 November 2027",
        "Sales in store, Sales online",
        TEXT_VERSION,
    ):
        assert words in text


def test_a_double_submit_records_one_agreement(client, session, officer, outlet, today):
    first = client.post(f"/retailers/{outlet.id}/agreements/new", data=filled())
    second = client.post(f"/retailers/{outlet.id}/agreements/new", data=filled())
    assert first.location == second.location
    assert len(queries.list_agreements(session, officer, outlet.id, today)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on-year": "2027"}, "must be today or in the past"),
        ({"on-day": "31"}, "must be a real date"),
        ({"signatory": ""}, "Enter the name of the person who signed"),
        ({"capacity": ""}, "Enter in what capacity they signed"),
        ({"kind": "declined"}, "in their own words"),
        ({"kind": "withdrawn"}, "from the list"),
        ({"covers": []}, "Select at least one thing that the agreement covers"),
        ({"signatory": "x" * 100_000}, "must be 120 characters or less"),
        ({"lapses_on-day": "1", "lapses_on-month": "11", "lapses_on-year": "2026"}, "must lapse after this day"),
        ({"lapses_on-day": "1", "lapses_on-month": "11", "lapses_on-year": "2099"}, "Check the year"),
    ],
)
def test_bad_input_is_told_kept_and_not_saved(client, session, officer, outlet, today, typed, said):
    page = client.post(f"/retailers/{outlet.id}/agreements/new", data=filled(**typed))
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert said in text
    assert typed.get("signatory", "Sam Example")[:20] in text
    assert queries.list_agreements(session, officer, outlet.id, today) == []


@pytest.fixture
def visit(officer, outlet):
    return VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        agreement_offer=OfferAnswer.DECLINED,
        spoke_to="Kim Example",
        offer_words="Not now, thank you",
    )


def test_what_was_heard_at_a_visit_is_carried_over_and_told_once(client, outlet, visit):
    page = client.get(f"/retailers/{outlet.id}/agreements/new?visit={visit.id}").get_data(as_text=True)
    for words in ("Carried over from your visit of 1 June 2026", "Kim Example", "Not now, thank you"):
        assert words in page
    assert "Record that the agreement was declined" in text_of(client.get(f"/visits/{visit.id}"))
    data = filled(kind="declined", words="Not now, thank you")
    answer = client.post(f"/retailers/{outlet.id}/agreements/new?visit={visit.id}", data=data)
    assert "From a visit" in text_of(client.get(answer.location))
    shown = text_of(client.get(f"/visits/{visit.id}"))
    assert "Recorded as HAC-A-2026-0001" in shown
    assert "Record that the agreement was declined" not in shown


def test_a_visit_to_another_outlet_or_authority_is_not_found(client, sign_in, act, officer, outlet, visit):
    from tests.factories.retailers import OutletFactory

    other = OutletFactory(authority_id=officer.authority_id)
    assert client.get(f"/retailers/{other.id}/agreements/new?visit={visit.id}").status_code == 404
    assert client.get(f"/retailers/{outlet.id}/agreements/new?visit=x").status_code == 404


def test_an_event_is_recorded_and_struck_out(client, session, officer, outlet, today):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    data = filled(kind="suspended", words="Sold to a young person")
    answer = client.post(f"/agreements/{agreement.id}/events/new", data=data)
    assert answer.status_code == 302
    assert "Suspended" in text_of(client.get(answer.location))
    again = client.post(f"/agreements/{agreement.id}/events/new", data=data)
    assert "already recorded for this day" in again.get_data(as_text=True)
    event = queries.get_row(session, officer, agreement.id, today).events[-1]
    path = f"/agreements/{agreement.id}/events/{event.id}/strike-out"
    assert client.get(path).status_code == 200
    assert client.post(path, data={"reason": ""}).status_code == 200
    assert client.post(path, data={"reason": "Wrong shop"}).status_code == 302
    text = text_of(client.get(f"/agreements/{agreement.id}"))
    assert "Struck out" in text
    assert "Wrong shop" in text
    assert queries.standing_of(session, officer, outlet.id, today).in_force


def paths(outlet, agreement, event):
    return [
        f"/retailers/{outlet.id}/agreements",
        f"/agreements/{agreement.id}",
        f"/retailers/{outlet.id}/agreements/new",
        f"/agreements/{agreement.id}/events/new",
        f"/agreements/{agreement.id}/events/{event.id}/strike-out",
    ]


@pytest.fixture
def reached(session, officer, outlet, today):
    agreement = signed(officer.authority_id, outlet.id, date(2026, 6, 1))
    return paths(outlet, agreement, queries.get_row(session, officer, agreement.id, today).events[0])


def test_another_authoritys_agreements_are_not_found(sign_in, act, reached):
    stranger = sign_in(act(authority="camden"))
    assert [stranger.get(path).status_code for path in reached] == [404] * 5


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.MANAGER, [200] * 5),
        (Role.VIEWER, [200, 200, 403, 403, 403]),
        (Role.CLERK, [200, 200, 403, 403, 403]),
        (Role.POLICE_PLANNER, [403] * 5),
        (Role.ADMINISTRATOR, [403] * 5),
    ],
)
def test_each_role_reaches_what_it_may(sign_in, act, reached, role, codes):
    client = sign_in(act(role))
    assert [client.get(path).status_code for path in reached] == codes


def test_an_outlet_never_offered_one_says_so(client, outlet):
    text = text_of(client.get(f"/retailers/{outlet.id}/agreements"))
    assert "Never offered" in text
    assert "says nothing about whether the law is kept" in text

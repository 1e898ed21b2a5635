"""The pages of visits, as an officer at the counter meets them."""

import pytest

from compliance.permissions import Role
from compliance.visits import queries
from tests.factories.visits import VisitFactory
from tests.page import text_of


def filled(officer, **more):
    return {
        "id": "0199f000-0000-7000-8000-000000000001",
        "visited_on-day": "20",
        "visited_on-month": "11",
        "visited_on-year": "2026",
        "started_at_time": "10:15",
        "kind": "advice",
        "spoke_to": "Sam Example",
        "capacity": "Owner",
        "storage": "open_shelf",
        "display": "not_recorded",
        "challenge_25_poster": "no",
        "refusals_log": "yes",
        "refusals_log_last_on-day": "1",
        "refusals_log_last_on-month": "11",
        "refusals_log_last_on-year": "2026",
        "till_prompt": "not_recorded",
        "agreement_offer": "accepted",
        "training_offer": "declined",
        "offer_words": "I have no time for courses",
        "advice_law": "Never sell a knife to anybody under 18",
        "advice_good_practice": "Keep knives behind the counter",
        "officer_id": str(officer.officer_id),
    } | more


def test_a_new_visit_is_dated_now_and_by_me(client, officer, outlet):
    page = client.get(f"/retailers/{outlet.id}/visits/new")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert 'name="visited_on-day" type="text" value="22"' in text
    assert 'value="12:00"' in text
    assert f'<option value="{officer.officer_id}" selected' in text


def test_a_visit_is_recorded_shown_and_leads_on(client, session, officer, outlet):
    answer = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer))
    assert answer.status_code == 302
    text = text_of(client.get(answer.location))
    for words in (
        "Visit recorded as HAC-V-2026-0001",
        "Open shelf",
        "I have no time for courses",
        "Record the signature",
        "Record the training invitation that was declined",
        "Operator not confirmed",
    ):
        assert words in text
    visit = queries.list_visits(session, officer, outlet.id)[0].visit
    assert visit.challenge_25_poster is False
    assert visit.till_prompt is None


def test_a_double_submit_records_one_visit(client, session, officer, outlet):
    first = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer))
    second = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer))
    assert first.location == second.location
    assert len(queries.list_visits(session, officer, outlet.id)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"visited_on-day": "31"}, "must be a real date"),
        ({"visited_on-year": "2027"}, "must be today or in the past"),
        ({"visited_on-day": "22", "started_at_time": "23:59"}, "still to come today"),
        ({"refusals_log_last_on-day": "21"}, "last entry in the log cannot be after the visit"),
        ({"refusals_log": "no"}, "Only a refusals log that was seen has a last entry"),
        ({"refusals_log": ""}, "Only a refusals log that was seen has a last entry"),
        ({"kind": "party"}, "What was the visit for?"),
        ({"notes": "x" * 100_000}, "must be 4000 characters or less"),
        ({"officer_id": "0199f000-0000-7000-8000-000000000009"}, "from the list"),
    ],
)
def test_bad_input_is_told_kept_and_not_saved(client, session, officer, outlet, typed, said):
    page = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, **typed))
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert said in text
    assert "I have no time for courses" in text
    assert queries.list_visits(session, officer, outlet.id) == []


def test_an_identifier_that_was_tampered_with_is_not_found(client, officer, outlet):
    assert client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, id="x")).status_code == 404


def test_a_visit_is_corrected_and_its_history_shown(client, session, officer, outlet):
    client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer))
    visit = queries.list_visits(session, officer, outlet.id)[0].visit
    page = client.get(f"/visits/{visit.id}/correct").get_data(as_text=True)
    assert "Keep knives behind the counter" in page
    changed = filled(officer, version="1", storage="locked")
    assert "Enter the why" not in page
    refused = client.post(f"/visits/{visit.id}/correct", data=changed)
    assert refused.status_code == 200
    answer = client.post(f"/visits/{visit.id}/correct", data=changed | {"reason": "Looked again"})
    assert answer.status_code == 302
    text = text_of(client.get(answer.location))
    assert "Locked cabinet" in text
    assert "Looked again" in text
    stale = client.post(f"/visits/{visit.id}/correct", data=changed | {"reason": "Again", "storage": "near_exit"})
    assert "Somebody else changed this record" in stale.get_data(as_text=True)


def paths(outlet, visit):
    return [
        f"/retailers/{outlet.id}/visits",
        f"/retailers/{outlet.id}/visits/new",
        f"/visits/{visit.id}",
        f"/visits/{visit.id}/correct",
    ]


@pytest.fixture
def visit(officer, outlet):
    return VisitFactory(authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id)


def test_another_authoritys_visits_are_not_found(sign_in, act, outlet, visit):
    stranger = sign_in(act(authority="camden"))
    assert [stranger.get(path).status_code for path in paths(outlet, visit)] == [404] * 4


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.VIEWER, [200, 403, 200, 403]),
        (Role.CLERK, [200, 403, 200, 403]),
        (Role.MANAGER, [200, 200, 200, 200]),
        (Role.POLICE_PLANNER, [403, 403, 403, 403]),
        (Role.ADMINISTRATOR, [403, 403, 403, 403]),
    ],
)
def test_each_role_reaches_what_it_may(sign_in, act, outlet, visit, role, codes):
    client = sign_in(act(role))
    assert [client.get(path).status_code for path in paths(outlet, visit)] == codes


def test_an_outlet_without_visits_says_so(client, outlet):
    assert "No visit is recorded" in text_of(client.get(f"/retailers/{outlet.id}/visits"))

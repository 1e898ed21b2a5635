"""The form of the counter with all it may hold: notice, company, the authority's questions, rows of actions."""

from datetime import date

import pytest

from compliance.database import new_id
from compliance.permissions import Role
from compliance.visits import queries, services
from compliance.visits.rules import STANDARD, Checklist, NewChecklist, Question, QuestionKind
from tests.page import text_of
from tests.visits.test_views import filled


@pytest.fixture
def checklist(session, act, officer):
    questions = (
        Question("Is the poster at the till?", QuestionKind.YES_NO, section="At the till", required=True),
        Question("Where are knives?", QuestionKind.CHOICE, choices=("Front", "Back")),
        Question("How many tills?", QuestionKind.NUMBER),
        Question("When was the last training?", QuestionKind.DAY, hint="As the record says"),
        Question("What did you notice?", QuestionKind.TEXT),
        STANDARD.questions[0],
    )
    new = NewChecklist(date(2026, 11, 22), Checklist("Autumn", questions))
    return services.set_checklist(session, act(Role.MANAGER), new, checklist_id=new_id())


def answered(checklist, **more):
    said = {"q1": "yes", "q2": "2", "q3": "3", "q4-day": "1", "q4-month": "10", "q4-year": "2026", "q5": "A bell"}
    return {"checklist": str(checklist.id)} | said | more


def only_visit(session, officer, outlet):
    (row,) = queries.list_visits(session, officer, outlet.id)
    return row.visit


def test_the_authoritys_questions_are_asked_answered_and_shown(client, session, officer, outlet, checklist):
    text = text_of(client.get(f"/retailers/{outlet.id}/visits/new"))
    assert "At the till" in text
    assert "As the record says" in text
    assert "refusals log" not in text
    answer = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, **answered(checklist)))
    text = text_of(client.get(answer.location))
    for words in ("Is the poster at the till? Yes", "Where are knives? Back", "1 October 2026", "A bell", "Autumn"):
        assert words in text
    visit = only_visit(session, officer, outlet)
    assert visit.refusals_log is None
    text = client.get(f"/visits/{visit.id}/correct").get_data(as_text=True)
    assert 'value="3"' in text
    changed = filled(officer, **answered(checklist, q3="4", version="1", reason="Counted again"))
    client.post(f"/visits/{visit.id}/correct", data=changed)
    text = text_of(client.get(f"/visits/{visit.id}"))
    assert "How many tills?: from 3 to 4" in text


def test_an_answer_that_is_missing_or_none_is_told_beside_its_question(client, session, officer, outlet, checklist):
    url = f"/retailers/{outlet.id}/visits/new"
    for more, said in (
        ({"q1": ""}, "Answer “Is the poster at the till?”"),
        ({"q3": "many"}, "must be a whole number"),
        ({"q4-day": "31", "q4-month": "2"}, "must be a real date"),
        ({"q2": "9"}, "Answer “Where are knives?” from the list"),
    ):
        page = client.post(url, data=filled(officer, **answered(checklist, **more)))
        assert (page.status_code, said in text_of(page)) == (200, True), said
    assert queries.list_visits(session, officer, outlet.id) == []


def test_a_form_that_was_open_when_another_checklist_took_over_keeps_its_questions(
    client, session, act, officer, outlet, checklist
):
    newer = NewChecklist(date(2026, 11, 22), Checklist("Winter", STANDARD.questions))
    services.set_checklist(session, act(Role.MANAGER), newer, checklist_id=new_id())
    client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, **answered(checklist)))
    assert only_visit(session, officer, outlet).checklist_id == checklist.id


@pytest.mark.parametrize("sent", ["x", "0199f000-0000-7000-8000-000000000009"])
def test_a_checklist_that_was_tampered_with_is_not_found(client, officer, outlet, sent):
    assert client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, checklist=sent)).status_code == 404


ROWS = {
    "actions_0_text": "Move the knives",
    "actions_0_basis": "law",
    "actions_0_due_on-day": "1",
    "actions_0_due_on-month": "12",
    "actions_0_due_on-year": "2026",
    "actions_2_text": "Train the staff",
    "actions_2_basis": "good_practice",
}


def test_actions_are_typed_in_rows_and_rows_left_blank_are_none(client, session, officer, outlet):
    answer = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, **ROWS))
    actions = queries.list_actions(session, officer, only_visit(session, officer, outlet).id)
    assert [(one.text, one.due_on) for one in actions] == [
        ("Move the knives", date(2026, 12, 1)),
        ("Train the staff", None),
    ]
    text = text_of(client.get(answer.location))
    assert "1 December 2026" in text
    assert "Mark as done: Move the knives" in text


def test_more_rows_are_asked_for_and_nothing_that_was_typed_is_lost(client, session, officer, outlet):
    url = f"/retailers/{outlet.id}/visits/new"
    page = client.post(url, data=filled(officer, **ROWS, more="actions", **{"visited_on-day": "31"}))
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "There is a problem" not in text
    for words in ("Train the staff", "I have no time for courses", 'name="actions_5_text"', 'value="31"'):
        assert words in text
    assert 'name="actions_6_text"' not in text
    assert queries.list_visits(session, officer, outlet.id) == []


@pytest.mark.parametrize(
    ("typed", "said", "field"),
    [
        ({"actions_2_basis": ""}, "Select whether this is required by law", "actions_2_basis"),
        ({"actions_0_text": ""}, "Enter what the trader was asked to do", "actions_0_text"),
        (
            {"actions_2_due_on-day": "1", "actions_2_due_on-month": "1", "actions_2_due_on-year": "2026"},
            "must not be before the visit",
            "actions_2_due_on-day",
        ),
    ],
)
def test_an_action_that_cannot_be_asked_is_told_in_its_row(client, session, officer, outlet, typed, said, field):
    page = client.post(f"/retailers/{outlet.id}/visits/new", data=filled(officer, **(ROWS | typed)))
    text = page.get_data(as_text=True)
    assert said in text
    assert f'href="#{field}"' in text
    assert queries.list_visits(session, officer, outlet.id) == []


def test_company_is_ticked_and_a_joint_visit_names_the_police(client, session, officer, act, outlet):
    other, url = act(), f"/retailers/{outlet.id}/visits/new"
    joint = filled(officer, kind="joint_with_police", officers=[str(other.officer_id)], agencies=["police", "fire"])
    page = client.post(url, data=joint)
    assert "enter who was with you, with their rank or number" in text_of(page)
    answer = client.post(url, data=joint | {"agency_police": "PC 123 Example"})
    text = text_of(client.get(answer.location))
    assert "Police: PC 123 Example" in text
    assert "Fire and rescue" in text
    assert other.name in text
    visit = only_visit(session, officer, outlet)
    page = client.get(f"/visits/{visit.id}/correct").get_data(as_text=True)
    assert 'value="PC 123 Example"' in page


def test_a_routine_inspection_asks_for_its_notice(client, session, officer, outlet):
    url = f"/retailers/{outlet.id}/visits/new"
    routine = filled(officer, kind="routine_inspection")
    assert "A routine inspection needs written notice at least two working days before" in text_of(
        client.post(url, data=routine)
    )
    notice = {f"notice_received_on-{part}": value for part, value in (("day", "18"), ("month", "11"), ("year", "2026"))}
    page = client.post(url, data=routine | notice | {"notice_how": "by_hand"})
    assert "the first day is 21 November 2026" in text_of(page)
    none = {"notice_exemption": "waived", "exemption_reason": "The owner asked us to come in"}
    answer = client.post(url, data=routine | none)
    text = text_of(client.get(answer.location))
    assert "None was needed: The occupier waived the notice" in text
    assert "The owner asked us to come in" in text


def test_a_script_in_any_words_stays_words(client, session, officer, outlet):
    bad = "<script>alert(1)</script>"
    sent = filled(officer, agencies=["police"], agency_police=bad, actions_0_text=bad, actions_0_basis="law")
    answer = client.post(f"/retailers/{outlet.id}/visits/new", data=sent | {"spoke_to": bad, "accompanied_by": bad})
    assert bad not in client.get(answer.location).get_data(as_text=True)
    assert bad not in client.get("/visits/actions").get_data(as_text=True)


def test_the_page_is_sent_to_its_own_address_and_not_to_a_part_of_it(client, officer, outlet):
    """Where more rows were asked for, the address ends in a part of the page: an error summary would not be seen."""
    url = f"/retailers/{outlet.id}/visits/new"
    text = client.post(url, data=filled(officer, more="actions")).get_data(as_text=True)
    assert f'novalidate action="{url}"' in text

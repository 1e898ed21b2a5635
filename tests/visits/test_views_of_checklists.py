"""The pages of checklists: which hold, one of them, and setting another without JavaScript."""

import pytest

from compliance.permissions import Role
from compliance.visits import queries
from compliance.visits.rules import STANDARD, QuestionKind
from tests.page import text_of

NEW = "/visits/checklists/new"


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


@pytest.fixture
def manages(sign_in, manager):
    return sign_in(manager)


def typed(**more):
    return {
        "id": "0199f000-0000-7000-8000-000000000001",
        "title": "Autumn",
        "in_force_from": "2026-11-22",
        "questions_0_text": "Where are knives?",
        "questions_0_answer": "choice",
        "questions_0_choices": "Front\n\n  Back of  shop \n",
        "questions_0_section": "On the floor",
        "questions_0_hint": "All of them",
        "questions_0_required": "yes",
        "questions_0_place": "2",
        "questions_2_text": "Kept how?",
        "questions_2_answer": "standard_storage",
        "questions_2_place": "1",
        "questions_3_text": "Anything else?",
    } | more


def test_the_form_begins_with_what_is_asked_now(manages):
    text = manages.get(NEW).get_data(as_text=True)
    for question in STANDARD.questions:
        assert f'value="{question.text}"' in text
    assert 'name="questions_9_text"' in text
    assert 'name="questions_10_text"' not in text


def test_a_checklist_is_set_in_the_order_of_its_places(manages, session, manager):
    for _twice in range(2):
        assert manages.post(NEW, data=typed()).location == "/visits/checklists"
    (dated,) = queries.list_checklists(session, manager)
    first, second, third = dated.checklist.questions
    assert (first.text, first.observation, first.kind) == ("Kept how?", "storage", QuestionKind.CHOICE)
    assert (second.choices, second.section, second.required) == (("Front", "Back of shop"), "On the floor", True)
    assert (third.text, third.kind, third.required) == ("Anything else?", QuestionKind.YES_NO, False)
    text = text_of(manages.get("/visits/checklists"))
    assert "From 22 November 2026 In force" in text
    assert "3 questions, 2 of them the authority’s own" in text
    text = text_of(manages.get(f"/visits/checklists/{dated.checklist_id}"))
    assert "On the floor" in text
    assert "Back of shop" in text


def test_one_from_a_later_day_does_not_hold_yet(manages):
    manages.post(NEW, data=typed(in_force_from="2026-11-23"))
    text = text_of(manages.get("/visits/checklists"))
    assert "From 23 November 2026 Not yet in force" in text
    assert "Where no checklist was set In force" in text


@pytest.mark.parametrize(
    ("more", "said", "field"),
    [
        ({"in_force_from": "2026-11-21"}, "A checklist holds from today or a later day", "in_force_from-day"),
        ({"questions_0_choices": "Front"}, "Enter at least two answers", "questions_0_choices"),
        ({"questions_3_choices": "A\nB"}, "Only “One of a list” has a list of answers", "questions_3_choices"),
        (
            {"questions_3_answer": "standard_storage", "questions_3_place": "3"},
            "is asked by another question already",
            "questions_3_answer",
        ),
        ({"questions_3_text": "kept HOW?"}, "This question is asked twice", "questions_3_text"),
        ({"questions_3_place": "x"}, "must be a whole number", "questions_3_place"),
        ({"title": ""}, "Enter the title of the checklist", "title"),
    ],
)
def test_what_is_to_be_mended_is_told_beside_it_and_nothing_typed_is_lost(manages, session, manager, more, said, field):
    text = manages.post(NEW, data=typed(**more)).get_data(as_text=True)
    assert said in text
    assert f'href="#{field}"' in text
    assert "On the floor" in text
    assert queries.list_checklists(session, manager) == []


def test_without_a_question_there_is_no_checklist(manages):
    page = manages.post(NEW, data={"id": typed()["id"], "title": "Empty", "in_force_from": "2026-11-22"})
    assert "Enter at least one question" in text_of(page)


def test_more_questions_and_a_preview_set_nothing(manages, session, manager):
    text = manages.post(NEW, data=typed(more="questions")).get_data(as_text=True)
    assert 'name="questions_6_text"' in text
    assert "Back of  shop" in text
    text = text_of(manages.post(NEW, data=typed(preview="yes")))
    assert "As the officer sees it" in text
    assert "Locked cabinet" in text
    assert "Enter at least two answers" in text_of(
        manages.post(NEW, data=typed(preview="yes", questions_0_choices="Front"))
    )
    assert queries.list_checklists(session, manager) == []


def test_the_standard_checklist_is_shown_where_none_was_set(client):
    assert "Where no checklist was set In force" in text_of(client.get("/visits/checklists"))
    text = text_of(client.get("/visits/checklists/standard"))
    assert "Is age checked for online orders?" in text


def test_another_authoritys_checklist_is_not_found(manages, session, manager, sign_in, act):
    manages.post(NEW, data=typed())
    (dated,) = queries.list_checklists(session, manager)
    stranger = sign_in(act(Role.MANAGER, "camden"))
    assert stranger.get(f"/visits/checklists/{dated.checklist_id}").status_code == 404
    assert "Autumn" not in text_of(stranger.get("/visits/checklists"))


@pytest.mark.parametrize(
    ("role", "codes"),
    [
        (Role.OFFICER, [200, 200, 403]),
        (Role.VIEWER, [200, 200, 403]),
        (Role.CLERK, [200, 200, 403]),
        (Role.MANAGER, [200, 200, 200]),
        (Role.POLICE_PLANNER, [403, 403, 403]),
        (Role.ADMINISTRATOR, [403, 403, 200]),
    ],
)
def test_each_role_reaches_what_it_may(sign_in, act, role, codes):
    client = sign_in(act(role))
    paths = ["/visits/checklists", "/visits/checklists/standard", NEW]
    assert [client.get(path).status_code for path in paths] == codes

"""Checklists: what may be set, and what is an answer."""

from dataclasses import replace
from datetime import date

import pytest

from compliance.errors import Refusal
from compliance.visits.rules import (
    OBSERVATION_KINDS,
    STANDARD,
    Checklist,
    NewChecklist,
    Observation,
    Question,
    QuestionKind,
    VisitDetails,
    check_answers,
    check_checklist,
    read_answer,
    said_in_words,
)

TODAY = date(2026, 11, 22)
POSTER = Question("Is the poster at the till?", QuestionKind.YES_NO)
WHERE = Question("Where are knives?", QuestionKind.CHOICE, choices=("Front", "Back"), required=True)


def new(*questions, day=TODAY, title="Autumn"):
    return NewChecklist(day, Checklist(title, questions))


@pytest.mark.parametrize(
    ("day", "latest", "allowed"),
    [
        (date(2026, 11, 21), None, False),
        (TODAY, None, True),
        (date(2026, 11, 23), None, True),
        (TODAY, TODAY, True),
        (TODAY, date(2026, 11, 23), False),
        (date(2026, 11, 23), date(2026, 11, 23), True),
    ],
)
def test_a_checklist_holds_from_today_or_later_and_never_before_one_that_is_set(day, latest, allowed):
    if allowed:
        check_checklist(new(POSTER, day=day), today=TODAY, latest=latest)
        return
    with pytest.raises(Refusal) as refused:
        check_checklist(new(POSTER, day=day), today=TODAY, latest=latest)
    assert refused.value.field == "in_force_from"


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ((), "questions_0_text"),
        ((POSTER, replace(POSTER, text="  ")), "questions_1_text"),
        ((POSTER, replace(POSTER, text="is the  POSTER at the till?")), "questions_1_text"),
        ((Question("Where?", QuestionKind.CHOICE, choices=("Front",)),), "questions_0_choices"),
        ((Question("Where?", QuestionKind.CHOICE, choices=("Front", "front")),), "questions_0_choices"),
        ((Question("Where?", QuestionKind.CHOICE, choices=("Front", "x" * 101)),), "questions_0_choices"),
        ((Question("Where?", QuestionKind.CHOICE, choices=tuple(map(str, range(13)))),), "questions_0_choices"),
        ((replace(POSTER, choices=("Front", "Back")),), "questions_0_choices"),
        ((*STANDARD.questions, replace(STANDARD.questions[0], text="Kept how?")), "questions_7_observation"),
        ((replace(STANDARD.questions[0], choices=("Anyhow", "Locked")),), "questions_0_choices"),
        (tuple(replace(POSTER, text=f"Question {n}") for n in range(41)), "questions_0_text"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_beside_it(questions, field):
    with pytest.raises(Refusal) as refused:
        check_checklist(new(*questions), today=TODAY, latest=None)
    assert refused.value.field == field


def test_the_standard_checklist_may_itself_be_set_and_asks_every_observation():
    check_checklist(NewChecklist(TODAY, STANDARD), today=TODAY, latest=None)
    assert {one.observation for one in STANDARD.questions} == set(Observation)
    assert set(Observation) <= set(VisitDetails.__dataclass_fields__)
    assert set(OBSERVATION_KINDS) == set(Observation)


@pytest.mark.parametrize(
    ("kind", "said", "kept", "words"),
    [
        (QuestionKind.YES_NO, "yes", "yes", "Yes"),
        (QuestionKind.YES_NO, "no", "no", "No"),
        (QuestionKind.CHOICE, "Front", "Front", "Front"),
        (QuestionKind.DAY, "2024-02-29", "2024-02-29", "29 February 2024"),
        (QuestionKind.NUMBER, "0", "0", "0"),
        (QuestionKind.TEXT, " In a drawer ", "In a drawer", "In a drawer"),
        (QuestionKind.TEXT, "  ", "", ""),
    ],
)
def test_an_answer_is_kept_plainly_and_read_in_words(kind, said, kept, words):
    question = Question("Asked?", kind, choices=("Front", "Back"))
    assert read_answer(question, said) == kept
    assert said_in_words(question, kept) == words


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (QuestionKind.YES_NO, "perhaps"),
        (QuestionKind.CHOICE, "Side"),
        (QuestionKind.DAY, "2023-02-29"),
        (QuestionKind.NUMBER, "-1"),
        (QuestionKind.NUMBER, "٣"),
        (QuestionKind.NUMBER, "1" * 10),
        (QuestionKind.TEXT, "x" * 1001),
    ],
)
def test_what_is_no_answer_is_refused(kind, said):
    with pytest.raises(Refusal):
        read_answer(Question("Asked?", kind, choices=("Front", "Back")), said)


def test_what_must_be_answered_is_told_beside_its_question():
    asked = Checklist("Autumn", (replace(STANDARD.questions[2], required=True), WHERE))
    seen = {"challenge_25_poster": False}
    assert check_answers(asked, {2: "Back"}, seen) == {2: "Back"}
    with pytest.raises(Refusal) as refused:
        check_answers(asked, {2: ""}, seen)
    assert refused.value.field == "q2"
    with pytest.raises(Refusal) as refused:
        check_answers(asked, {2: "Back"}, {"challenge_25_poster": None})
    assert refused.value.field == "challenge_25_poster"


def test_only_the_authoritys_own_questions_are_answered_in_rows():
    with pytest.raises(Refusal, match="not on the checklist"):
        check_answers(STANDARD, {1: "yes"}, {})
    assert check_answers(STANDARD, {}, {}) == {}

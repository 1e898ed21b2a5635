"""Checklists: what an authority asks at every visit, as dated templates (pure).

A checklist is set from a day on and never changes; a later one takes over from its own day. A visit keeps the checklist
that it was recorded with, so old visits keep their questions. The standard observations are the same everywhere,
whatever an authority calls them: filters, letters and figures rest on them. A checklist says which of them are asked,
in what order and in what words; the questions that are the authority's own stand beside them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.errors import Refusal

MOST_QUESTIONS = 40
MOST_CHOICES = 12
LONGEST_CHOICE = 100
LONGEST_ANSWER = 1000
MOST_DIGITS = 9


class QuestionKind(StrEnum):
    """What an answer to a question is."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    DAY = "day"
    NUMBER = "number"
    TEXT = "text"


QUESTION_KIND_LABELS = {
    QuestionKind.YES_NO: "Yes or no",
    QuestionKind.CHOICE: "One of a list",
    QuestionKind.DAY: "A day",
    QuestionKind.NUMBER: "A whole number",
    QuestionKind.TEXT: "Words",
}


class Observation(StrEnum):
    """A standard observation: the column of a visit that holds its answer has the same name."""

    STORAGE = "storage"
    DISPLAY = "display"
    CHALLENGE_25_POSTER = "challenge_25_poster"
    REFUSALS_LOG = "refusals_log"
    STAFF_TRAINING_RECORD = "staff_training_record"
    TILL_PROMPT = "till_prompt"
    AGE_CHECK_ONLINE = "age_check_online"


OBSERVATION_LABELS = {
    Observation.STORAGE: "How knives are kept",
    Observation.DISPLAY: "How knives are displayed",
    Observation.CHALLENGE_25_POSTER: "Challenge 25 poster",
    Observation.REFUSALS_LOG: "Refusals log, with the day of its last entry",
    Observation.STAFF_TRAINING_RECORD: "Staff training record",
    Observation.TILL_PROMPT: "Till prompt",
    Observation.AGE_CHECK_ONLINE: "Age check online",
}

OBSERVATION_KINDS = {
    Observation.STORAGE: QuestionKind.CHOICE,
    Observation.DISPLAY: QuestionKind.CHOICE,
    Observation.CHALLENGE_25_POSTER: QuestionKind.YES_NO,
    Observation.REFUSALS_LOG: QuestionKind.YES_NO,
    Observation.STAFF_TRAINING_RECORD: QuestionKind.YES_NO,
    Observation.TILL_PROMPT: QuestionKind.YES_NO,
    Observation.AGE_CHECK_ONLINE: QuestionKind.YES_NO,
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a checklist. `observation` is the standard one it asks for; None: the authority's own."""

    text: str
    kind: QuestionKind
    section: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    observation: Observation | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is asked at a visit, in order. The number of a question is its place, from 1."""

    title: str
    questions: tuple[Question, ...]

    @property
    def own(self) -> tuple[tuple[int, Question], ...]:
        """The authority's own questions, with their numbers."""
        return tuple((number, one) for number, one in enumerate(self.questions, 1) if one.observation is None)


@dataclass(frozen=True, slots=True)
class NewChecklist:
    """A checklist to be set from a day on (inclusive), and why."""

    in_force_from: date
    checklist: Checklist
    reason: str = ""


STANDARD = Checklist(
    "Standard checklist",
    (
        Question("How are knives kept?", QuestionKind.CHOICE, observation=Observation.STORAGE),
        Question("How are knives displayed?", QuestionKind.CHOICE, observation=Observation.DISPLAY),
        Question("Is a Challenge 25 poster on show?", QuestionKind.YES_NO, observation=Observation.CHALLENGE_25_POSTER),
        Question("Did you see a refusals log?", QuestionKind.YES_NO, observation=Observation.REFUSALS_LOG),
        Question(
            "Did you see a record of staff training?",
            QuestionKind.YES_NO,
            observation=Observation.STAFF_TRAINING_RECORD,
        ),
        Question("Does the till ask for proof of age?", QuestionKind.YES_NO, observation=Observation.TILL_PROMPT),
        Question(
            "Is age checked for online orders?",
            QuestionKind.YES_NO,
            hint="Only where the retailer sells online or takes orders by telephone",
            observation=Observation.AGE_CHECK_ONLINE,
        ),
    ),
)
"""What is asked where an authority has set no checklist of its own."""


def check_checklist(new: NewChecklist, *, today: date, latest: date | None) -> None:
    """Raise Refusal, beside the field to mend, unless a checklist may be set.

    It holds from today or a later day, never from the past: what was asked then was asked. `latest` is the day from
    which the checklist holds that was set last, None where none was: a new one is from that day or later, and of two
    from one day the one that was set last holds. Fields of a question are named `questions_<index from 0>_<field>`.
    """
    if new.in_force_from < today:
        raise Refusal("A checklist holds from today or a later day: past visits keep their questions", "in_force_from")
    if latest is not None and new.in_force_from < latest:
        raise Refusal(
            f"A checklist is set from {latest.day} {latest:%B %Y} already. Choose that day or a later one",
            "in_force_from",
        )
    if not new.checklist.title.strip():
        raise Refusal("Enter the title of the checklist", "title")
    if not new.checklist.questions:
        raise Refusal("Enter at least one question", "questions_0_text")
    if len(new.checklist.questions) > MOST_QUESTIONS:
        raise Refusal(f"A checklist has at most {MOST_QUESTIONS} questions: shorten it", "questions_0_text")
    seen: set[Observation] = set()
    texts: set[str] = set()
    for index, question in enumerate(new.checklist.questions):
        _check_question(question, f"questions_{index}", seen, texts)


def _check_question(question: Question, field: str, seen: set[Observation], texts: set[str]) -> None:
    text = " ".join(question.text.split()).casefold()
    if not text:
        raise Refusal("Enter the question", f"{field}_text")
    if text in texts:
        raise Refusal("This question is asked twice. Word it differently or remove one", f"{field}_text")
    texts.add(text)
    if question.observation is not None:
        if question.observation in seen:
            label = OBSERVATION_LABELS[question.observation]
            raise Refusal(f"“{label}” is asked by another question already", f"{field}_observation")
        seen.add(question.observation)
        if question.kind is not OBSERVATION_KINDS[question.observation] or question.choices:
            raise Refusal("A standard observation brings its own answers. Leave the list blank", f"{field}_choices")
        return
    if question.kind is QuestionKind.CHOICE:
        _check_choices(question.choices, f"{field}_choices")
    elif question.choices:
        raise Refusal("Only “One of a list” has a list of answers. Choose it, or clear the list", f"{field}_choices")


def _check_choices(choices: Sequence[str], field: str) -> None:
    if len(choices) < 2:
        raise Refusal("Enter at least two answers to choose from, each on a line of its own", field)
    if len(choices) > MOST_CHOICES:
        raise Refusal(f"Enter at most {MOST_CHOICES} answers", field)
    if len({one.casefold() for one in choices}) != len(choices):
        raise Refusal("Each answer stands in the list once", field)
    if any(len(one) > LONGEST_CHOICE for one in choices):
        raise Refusal(f"An answer must be {LONGEST_CHOICE} characters or less", field)


def read_answer(question: Question, said: str) -> str:
    """Return an answer as it is kept: "" where nothing was said, yes or no, an ISO day, digits, a choice, or words.

    Raises Refusal without a field for what is no answer to the question.
    """
    said = said.strip()
    if not said:
        return ""
    if question.kind is QuestionKind.YES_NO and said not in {"yes", "no"}:
        raise Refusal(f"Select yes or no for “{question.text}”")
    if question.kind is QuestionKind.CHOICE and said not in question.choices:
        raise Refusal(f"Choose an answer to “{question.text}” from the list")
    if question.kind is QuestionKind.DAY:
        try:
            return date.fromisoformat(said).isoformat()
        except ValueError:
            raise Refusal(f"The answer to “{question.text}” must be a real day") from None
    if question.kind is QuestionKind.NUMBER and not (said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS):
        raise Refusal(f"The answer to “{question.text}” must be a whole number")
    if len(said) > LONGEST_ANSWER:
        raise Refusal(f"The answer to “{question.text}” must be {LONGEST_ANSWER} characters or less")
    return said


def check_answers(checklist: Checklist, answers: Mapping[int, str], seen: Mapping[str, object]) -> dict[int, str]:
    """Return the answers to the authority's own questions as they are kept, blank ones left out.

    `seen` holds the standard observations by name. Raises Refusal, beside `q<number>` or the observation's name, for an
    answer that is none, for a question that is not of this checklist, and for one that must be answered and was not.
    """
    own = dict(checklist.own)
    kept: dict[int, str] = {}
    for number, said in answers.items():
        if number not in own:
            raise Refusal("This question is not on the checklist. Open the form again")
        try:
            answer = read_answer(own[number], said)
        except Refusal as refusal:
            raise Refusal(refusal.message, f"q{number}") from refusal
        if answer:
            kept[number] = answer
    for number, question in enumerate(checklist.questions, 1):
        if not question.required:
            continue
        field = f"q{number}" if question.observation is None else question.observation.value
        blank = number not in kept if question.observation is None else seen.get(field) is None
        if blank:
            raise Refusal(f"Answer “{question.text}”", field)
    return kept


def said_in_words(question: Question, answer: str) -> str:
    """Return a kept answer as it is read: "Yes", "3 November 2026", the words themselves."""
    if question.kind is QuestionKind.YES_NO:
        return {"yes": "Yes", "no": "No"}.get(answer, answer)
    if question.kind is QuestionKind.DAY and answer:
        day = date.fromisoformat(answer)
        return f"{day.day} {day:%B %Y}"
    return answer

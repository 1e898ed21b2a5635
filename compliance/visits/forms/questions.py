"""The questions of a checklist as fields of a form: the standard observations, and the authority's own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Choice,
    DateField,
    RadiosField,
    SelectField,
    TextAreaField,
    WholeNumberField,
    YesNoField,
    choices,
)
from compliance.visits.rules import (
    DISPLAY_LABELS,
    STORAGE_LABELS,
    Checklist,
    Display,
    Observation,
    Question,
    QuestionKind,
    Storage,
)

MOST_RADIOS = 7
MOST_NUMBER = 999_999_999


class ObservationField(RadiosField):
    """Something to look at. “Not recorded” is itself a choice, and the one that stands until another is made."""

    def __init__(self, label: Any, offered: list[Choice], *, required: bool = False, **kwargs: Any) -> None:
        unseen = [] if required else [Choice("not_recorded", _l("Not recorded"), data=None)]
        super().__init__(label, [*offered, *unseen], required=required, **kwargs)

    @property
    def shown_label(self) -> str:
        """The label, not marked optional: Not recorded stands among the choices."""
        return str(self.label.text)


def question_fields(checklist: Checklist) -> dict[str, Any]:
    """Return the fields of a checklist by name, in its order: `q<number>`, or the name of the observation."""
    fields: dict[str, Any] = {}
    for number, question in enumerate(checklist.questions, 1):
        if question.observation is None:
            fields[f"q{number}"] = _own_field(question)
        else:
            fields[question.observation.value] = _OBSERVED[question.observation](question)
        if question.observation is Observation.REFUSALS_LOG:
            fields["refusals_log_last_on"] = DateField(
                _l("Day of the last entry in the refusals log"),
                required=False,
                past=True,
                hint=_l("Leave blank if nothing is written in it"),
            )
    return fields


def _said(question: Question) -> dict[str, Any]:
    asked = {"hint": question.hint, "required": question.required, "noun": f"“{question.text}”"}
    return asked | {"missing": _l("Answer “%(question)s”", question=question.text)}


def _own_field(question: Question) -> Any:
    said = _said(question)
    if question.kind is QuestionKind.YES_NO:
        return YesNoField(question.text, **said)
    if question.kind is QuestionKind.DAY:
        return DateField(question.text, **said)
    if question.kind is QuestionKind.NUMBER:
        return WholeNumberField(question.text, least=0, most=MOST_NUMBER, width="5", **said)
    if question.kind is QuestionKind.TEXT:
        return TextAreaField(question.text, rows=2, limit=1000, **said)
    offered = [Choice(str(place), words, data=words) for place, words in enumerate(question.choices, 1)]
    if len(offered) > MOST_RADIOS:
        return SelectField(question.text, offered, **said)
    return ObservationField(question.text, offered, **said)


def _yes_no(question: Question) -> Any:
    return YesNoField(question.text, **_said(question))


_OBSERVED: dict[Observation, Callable[[Question], Any]] = {
    Observation.STORAGE: lambda question: ObservationField(
        question.text, choices(Storage, STORAGE_LABELS), **_said(question)
    ),
    Observation.DISPLAY: lambda question: ObservationField(
        question.text, choices(Display, DISPLAY_LABELS), **_said(question)
    ),
    Observation.CHALLENGE_25_POSTER: _yes_no,
    Observation.REFUSALS_LOG: lambda question: YesNoField(
        question.text, inline=False, reveals={"yes": "refusals_log_last_on"}, **_said(question)
    ),
    Observation.STAFF_TRAINING_RECORD: _yes_no,
    Observation.TILL_PROMPT: _yes_no,
    Observation.AGE_CHECK_ONLINE: _yes_no,
}


def written(data: Any) -> str:
    """Return what was filled in for a question as an answer is kept: yes or no, an ISO day, digits, or words."""
    if isinstance(data, bool):
        return "yes" if data else "no"
    if isinstance(data, date):
        return data.isoformat()
    return "" if data is None else str(data)


def read_back(question: Question, answer: str) -> Any:
    """Return a kept answer as its field takes it."""
    if not answer:
        return None
    if question.kind is QuestionKind.YES_NO:
        return answer == "yes"
    if question.kind is QuestionKind.DAY:
        return date.fromisoformat(answer)
    return int(answer) if question.kind is QuestionKind.NUMBER else answer

"""The form of a checklist: a title, a day, and its questions, one fieldset each."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.errors import Refusal
from compliance.forms import (
    CheckboxField,
    Choice,
    DateField,
    Form,
    HiddenField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
)
from compliance.forms.field import Field
from compliance.visits.rules import (
    MOST_QUESTIONS,
    OBSERVATION_KINDS,
    OBSERVATION_LABELS,
    QUESTION_KIND_LABELS,
    Checklist,
    NewChecklist,
    Question,
    QuestionKind,
)

PARTS = ("text", "answer", "choices", "section", "hint", "required", "place")
ROW = re.compile(r"questions_([0-9]{1,2})_(?:text|answer|choices|section|hint|required|place)")
MORE_ROWS = 3

ANSWERS: list[Choice] = [
    *(Choice(kind.value, _l(label), data=(kind, None)) for kind, label in QUESTION_KIND_LABELS.items()),
    *(
        Choice(
            f"standard_{one.value}",
            _l("Standard observation: %(what)s", what=_l(label)),
            data=(OBSERVATION_KINDS[one], one),
        )
        for one, label in OBSERVATION_LABELS.items()
    ),
]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """The fields of one question, by what they hold."""

    text: Field
    answer: Field
    choices: Field
    section: Field
    hint: Field
    required: Field
    place: Field

    @property
    def is_open(self) -> bool:
        """Whether the part is open that most questions do not need."""
        return bool(self.section.errors or self.hint.errors or self.place.errors)


class ChecklistForm(Form):
    """A checklist from a day on. Its rows of questions are added to it: see `checklist_form`."""

    marks_optional = False
    rows: ClassVar[int] = 0

    id = HiddenField()
    title = TextField(_l("Title of the checklist"), limit=120)
    in_force_from = DateField(
        _l("From which day does it hold?"), noun=_l("the day from which it holds"), hint=_l("Today or a later day")
    )
    reason = TextAreaField(
        _l("Why is it set?"), required=False, rows=2, limit=1000, hint=_l("You may leave this blank")
    )

    def begin_with(self, checklist: Checklist, today: Any) -> None:
        """Fill in the checklist that holds now, to be changed, from today."""
        self.id.process_data(str(new_id()))
        self.title.process_data(checklist.title)
        self.in_force_from.process_data(today)
        for row, (number, question) in zip(self.question_rows(), enumerate(checklist.questions, 1), strict=False):
            row.text.process_data(question.text)
            row.answer.process_data((question.kind, question.observation))
            row.choices.process_data("\n".join(question.choices))
            row.section.process_data(question.section)
            row.hint.process_data(question.hint)
            row.required.process_data(question.required)
            row.place.process_data(number)

    def question_rows(self) -> list[QuestionRow]:
        """Return the rows of questions as they are drawn."""
        return [
            QuestionRow(**{part: self[f"questions_{index}_{part}"] for part in PARTS}) for index in range(self.rows)
        ]

    @property
    def filled_rows(self) -> list[int]:
        """The rows that hold a question, in the order that their places give; one without words is none."""
        rows = list(enumerate(self.question_rows()))
        filled = [(row.place.data or MOST_QUESTIONS + index + 1, index) for index, row in rows if not row.text.is_blank]
        return [index for _place, index in sorted(filled)]

    def new_checklist(self) -> NewChecklist:
        """Return what was filled in."""
        rows = self.question_rows()
        questions = tuple(_question(rows[index]) for index in self.filled_rows)
        return NewChecklist(self.in_force_from.data, Checklist(self.title.data, questions), self.reason.data or "")

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside its field; questions are counted in their order, without the rows left blank."""
        found = re.fullmatch(r"questions_([0-9]+)_(\w+)", refusal.field or "")
        if found and int(found[1]) < len(self.filled_rows):
            part = "answer" if found[2] == "observation" else found[2]
            refusal = Refusal(refusal.message, f"questions_{self.filled_rows[int(found[1])]}_{part}")
        super().show(refusal)


def _question(row: QuestionRow) -> Question:
    kind, observation = row.answer.data or (QuestionKind.YES_NO, None)
    lines = (" ".join(line.split()) for line in (row.choices.data or "").splitlines())
    return Question(
        text=row.text.data,
        kind=kind,
        section=row.section.data or "",
        hint=row.hint.data or "",
        choices=tuple(line for line in lines if line),
        required=bool(row.required.data),
        observation=observation,
    )


def question_rows_sent(names: Collection[str], *, more: bool, now: int) -> int:
    """Return how many rows a page shows: those sent, or those of the checklist that holds `now`, and some more."""
    sent = max((int(found[1]) + 1 for name in names if (found := ROW.fullmatch(name))), default=0)
    return min(MOST_QUESTIONS, sent + (MORE_ROWS if more else 0) if sent else now + MORE_ROWS)


def checklist_form(rows: int) -> ChecklistForm:
    """Return the form with this many rows of questions, filled in as it was sent."""
    fields: dict[str, Any] = {}
    for index in range(rows):
        number, own = index + 1, f"questions_{index}_"
        fields |= {
            f"{own}text": TextField(
                _l("Question"), required=False, limit=200, noun=_l("question %(number)s", number=number)
            ),
            f"{own}answer": SelectField(
                _l("Answer"),
                ANSWERS,
                required=False,
                blank=_l("Yes or no, unless you choose another"),
                noun=_l("the answer of question %(number)s", number=number),
            ),
            f"{own}choices": TextAreaField(
                _l("Answers to choose from"),
                required=False,
                rows=2,
                limit=1500,
                hint=_l("Only for “One of a list”: each on a line of its own"),
                noun=_l("the answers of question %(number)s", number=number),
            ),
            f"{own}section": TextField(
                _l("Section"), required=False, limit=80, noun=_l("the section of question %(number)s", number=number)
            ),
            f"{own}hint": TextField(
                _l("Hint"), required=False, limit=300, noun=_l("the hint of question %(number)s", number=number)
            ),
            f"{own}required": CheckboxField(_l("Must be answered")),
            f"{own}place": WholeNumberField(
                _l("Place in the list"),
                required=False,
                least=1,
                most=MOST_QUESTIONS,
                width="2",
                noun=_l("the place of question %(number)s", number=number),
            ),
        }
    kind: type[ChecklistForm] = type("ChecklistForm", (ChecklistForm,), {"rows": rows, **fields})
    return kind()

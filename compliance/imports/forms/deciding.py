"""Forms of the preview and after: what a doubtful row is, import now, undo with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, Choice, Form, HiddenField, RadiosField, TextAreaField
from compliance.forms import Field as FormField
from compliance.imports.rules import Answer, Answered


class AnswersForm(Form):
    """For each doubtful row of a page: the same as one on the register, a new one, or left out. None must be given."""

    marks_optional = False
    version = HiddenField()
    rows: tuple[UUID, ...] = ()

    def control(self, row_id: UUID) -> FormField:
        """Return the control for a row."""
        return cast("FormField", self[f"answer-{row_id}"])

    def answers(self) -> dict[UUID, Answered]:
        """Return what was said of the rows that were answered."""
        return {row_id: answer for row_id in self.rows if (answer := self.control(row_id).data) is not None}


def answers_form(
    candidates: Mapping[UUID, Sequence[tuple[UUID, str]]],
    answered: Mapping[UUID, Answered],
    *,
    may_be_new: bool,
    **data: Any,
) -> AnswersForm:
    """Return the form for the doubtful rows of a page, by their identifier; a candidate is an outlet and its name.

    `may_be_new`: a row may add premises. A past record never does.
    """

    class BoundAnswersForm(AnswersForm):
        """The form of one page."""

    BoundAnswersForm.rows = tuple(candidates)
    for row_id, outlets in candidates.items():
        same = [
            Choice(f"same-{outlet_id}", _said(name, may_be_new=may_be_new), Answered(Answer.SAME, outlet_id))
            for outlet_id, name in outlets
        ]
        new = [Choice("new", _("A new one: add it"), Answered(Answer.NEW))] if may_be_new else []
        offered = [*same, *new, Choice("leave_out", _("Leave this row out"), Answered(Answer.LEAVE_OUT))]
        setattr(
            BoundAnswersForm, f"answer-{row_id}", RadiosField(_l("What is it?"), offered, required=False, small=True)
        )
    chosen = {f"answer-{row_id}": answer for row_id, answer in answered.items()}
    return BoundAnswersForm(data={**chosen, **data})


def _said(name: str, *, may_be_new: bool) -> str:
    return str(_("The same as %(name)s", name=name) if may_be_new else _("It is of %(name)s", name=name))


class AcceptForm(Form):
    """Import now: just the plan that the page showed."""

    plan_hash = HiddenField()
    allow_missing = CheckboxField(_l("It is right that so many premises are no longer in the register"))


class UndoForm(Form):
    """Undo an import, and why."""

    reason = TextAreaField(
        _l("Why is it undone?"),
        limit=500,
        rows=3,
        missing=_l("Say why the import is undone"),
    )

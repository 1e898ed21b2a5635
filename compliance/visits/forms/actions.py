"""Forms of actions: rows of several on the form of a visit, one alone, and marking one as done."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.forms import (
    DateField,
    FilterForm,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.visits.queries import ActionFilter, DueKind
from compliance.visits.rules import BASIS_LABELS, LONGEST_ACTION, MOST_ACTIONS, Basis, Done, NewAction

FIRST_ROWS = 3


class _InARow:
    """A field of a row: a row may be left blank as a whole, so no label of it says optional."""

    label: Any

    @property
    def shown_label(self) -> str:
        """The label alone."""
        return str(self.label.text)


class _Text(_InARow, TextField):
    pass


class _Basis(_InARow, RadiosField):
    pass


class _Day(_InARow, DateField):
    pass


ROW = re.compile(r"actions_([0-9]{1,2})_(?:text|basis|due_on-(?:day|month|year))")


def rows_sent(names: Collection[str], *, more: bool) -> int:
    """Return how many rows of actions a page shows: those that were sent, three more where they are asked for."""
    sent = max((int(found[1]) + 1 for name in names if (found := ROW.fullmatch(name))), default=FIRST_ROWS)
    return min(MOST_ACTIONS, max(FIRST_ROWS, sent) + (FIRST_ROWS if more else 0))


def action_fields(rows: int) -> dict[str, Any]:
    """Return the fields of this many blank rows by name: `actions_<index from 0>_<field>`."""
    fields: dict[str, Any] = {}
    for index in range(rows):
        noun = _l("action %(number)s", number=index + 1)
        fields[f"actions_{index}_text"] = _Text(
            _l("What the trader should do"), required=False, limit=LONGEST_ACTION, noun=noun
        )
        fields[f"actions_{index}_basis"] = _Basis(
            _l("Is it the law?"),
            choices(Basis, BASIS_LABELS),
            required=False,
            inline=True,
            small=True,
            noun=_l("whether action %(number)s is law", number=index + 1),
        )
        fields[f"actions_{index}_due_on"] = _Day(
            _l("By when?"), required=False, noun=_l("the day of action %(number)s", number=index + 1)
        )
    return fields


class ActionForm(Form):
    """One action more, after the visit was recorded."""

    id = HiddenField()
    text = TextField(_l("What should the trader do?"), limit=LONGEST_ACTION, noun=_l("what the trader should do"))
    basis = RadiosField(_l("Is it the law?"), choices(Basis, BASIS_LABELS), noun=_l("whether it is the law"))
    due_on = DateField(_l("By when?"), required=False, noun=_l("the day it is due"))

    def new_action(self) -> NewAction:
        """Return what was filled in."""
        return NewAction(self.text.data, self.basis.data, self.due_on.data)

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside its field, which the rules count as the first of several."""
        super().show(Refusal(refusal.message, (refusal.field or "").removeprefix("actions_0_") or None))


class ActionCorrectionForm(ActionForm):
    """An action as it should have been recorded."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Why is this changed?"), rows=2, limit=500, hint=_l("Kept in the history with what stood before")
    )

    def begin_with(self, action: NewAction, version: int) -> None:
        """Fill in what stands."""
        self.text.process_data(action.text)
        self.basis.process_data(action.basis)
        self.due_on.process_data(action.due_on)
        self.version.process_data(str(version))


class DoneForm(Form):
    """That an action was done."""

    version = HiddenField()
    done_on = DateField(_l("On which day was it done?"), past=True, noun=_l("the day it was done"))
    note = TextField(
        _l("How do you know?"),
        required=False,
        limit=500,
        hint=_l("Such as seen at the next visit, or a photograph the trader sent"),
    )

    def begin(self, today: date, version: int) -> None:
        """Fill in today, which is likely."""
        self.done_on.process_data(today)
        self.version.process_data(str(version))

    def done(self) -> Done:
        """Return what was filled in."""
        return Done(self.done_on.data, self.note.data or "")


class ReopenForm(Form):
    """That an action is open after all."""

    version = HiddenField()
    reason = TextAreaField(_l("Why is it open again?"), rows=2, limit=500)


OVERDUE, IN_TIME = "overdue", "in_time"
DUE_KIND_LABELS = {DueKind.ACTION: "Actions", DueKind.VISIT_AGAIN: "Places to visit again"}


class ActionFilterForm(FilterForm):
    """Which open actions are shown."""

    kind = SelectField(_l("What"), choices(DueKind, DUE_KIND_LABELS), blank=_l("Both"), required=False)
    due = SelectField(
        _l("Due"),
        [(OVERDUE, _l("Overdue")), (IN_TIME, _l("Not overdue"))],
        blank=_l("Overdue or not"),
        required=False,
    )
    basis = SelectField(_l("Law or good practice"), choices(Basis, BASIS_LABELS), blank=_l("Both"), required=False)
    officer = SelectField(_l("Officer"), blank=_l("Any officer"), required=False)

    def action_filter(self) -> ActionFilter:
        """Return which actions are asked for."""
        return ActionFilter(
            overdue={OVERDUE: True, IN_TIME: False}.get(self.due.data),
            officer_id=self.officer.data,
            basis=self.basis.data,
            kind=self.kind.data,
        )

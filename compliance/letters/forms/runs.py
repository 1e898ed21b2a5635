"""Forms of print runs: what is common to all the letters, and how they were served."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextField,
)
from compliance.forms import choices as choices_of
from compliance.letters.queries import RunLetter
from compliance.letters.rules.serving import NEEDS_WHOM, SERVED_BY_LABELS, ServedBy


class NewRunForm(Form):
    id = HiddenField()
    officer_id = SelectField(_l("Which officer are the letters from?"), noun=_l("an officer"), blank=_l("Choose"))
    large_print = CheckboxField(_l("Print every letter in large print"))
    both_sides = CheckboxField(
        _l("They will be printed on both sides"),
        hint=_l("A blank page is added where one is needed, so that no two letters share a sheet"),
    )

    def begin(self, officers: Sequence[tuple[UUID, str]], officer_id: UUID | None) -> None:
        """Offer the officers of the authority, and fill in what a new run begins with."""
        self.officer_id.choices = officers
        if not self.is_submitted() or not self.id.data:
            self.id.process_data(str(new_id()))
            self.officer_id.process_data(officer_id)

    @property
    def run_id(self) -> UUID:
        """The identifier of the run, made with the page; one that was tampered with is made anew."""
        try:
            return UUID(self.id.data or "")
        except ValueError:
            return new_id()


class ServeRunForm(Form):
    how = RadiosField(
        _l("How were they served?"),
        choices_of(ServedBy, SERVED_BY_LABELS, leave_out=[*NEEDS_WHOM, ServedBy.RETURNED]),
        noun=_l("how they were served"),
    )
    served_on = DateField(_l("On which day?"), past=True, noun=_l("the day"))
    note = TextField(_l("Note"), hint=_l("Such as who took them to the post"), required=False, limit=500)
    letters = CheckboxesField(
        _l("Which letters?"),
        hint=_l("Take the tick away from a letter that did not go out"),
        noun=_l("at least one letter"),
        small=True,
    )

    def offer(self, letters: Sequence[RunLetter], today: date) -> None:
        """Offer the letters that wait to be served, all ticked to begin with, posted first class today."""
        self.letters.choices = [Choice(str(one.letter_id), _label(one), one.letter_id) for one in letters]
        if not self.is_submitted():
            self.letters.process_data([one.letter_id for one in letters])
            self.how.process_data(ServedBy.FIRST_CLASS)
            self.served_on.process_data(today)


def _label(one: RunLetter) -> Any:
    return ", ".join(part for part in (one.reference, one.addressee, one.postcode) if part)

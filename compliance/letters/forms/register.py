"""Small forms: the filter of the register, how a letter was served, and a reason."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    DateField,
    FilterForm,
    Form,
    HiddenField,
    RadiosField,
    SearchField,
    SelectField,
    TextAreaField,
    TextField,
)
from compliance.forms import choices as choices_of
from compliance.letters.queries import LetterFilter
from compliance.letters.rules import KIND_LABELS, Kind
from compliance.letters.rules.owed import OWED_LABELS, OwedKind
from compliance.letters.rules.serving import SERVED_BY_LABELS, STATUS_LABELS, NewServing, ServedBy, Status


class LetterFilterForm(FilterForm):
    q = SearchField(_l("Business, postcode or reference"))
    status = SelectField(_l("Status"), choices_of(Status, STATUS_LABELS), blank=_l("Any status"), required=False)
    kind = SelectField(_l("Kind of letter"), choices_of(Kind, KIND_LABELS), blank=_l("Any kind"), required=False)
    since = DateField(_l("Issued from"), required=False)
    until = DateField(_l("Issued to"), required=False)

    def wanted(self, **also: Any) -> LetterFilter:
        """Return what the list shows; a field that could not be read asks nothing."""
        return LetterFilter(
            kind=self.kind.data or None,
            status=self.status.data or None,
            since=self.since.data,
            until=self.until.data,
            outlet_name=self.q.data or "",
            **also,
        )


class OwedFilterForm(FilterForm):
    q = SearchField(_l("Business, postcode or person"))
    kind = SelectField(
        _l("Letters owed for"), choices_of(OwedKind, OWED_LABELS), blank=_l("Every kind"), required=False
    )


class ServeForm(Form):
    how = RadiosField(_l("How it was served"), choices_of(ServedBy, SERVED_BY_LABELS), noun=_l("how it was served"))
    served_on = DateField(_l("On which day"), past=True, noun=_l("the day"))
    to_whom = TextField(
        _l("To whom"),
        hint=_l("By hand: the name of the person, and what they do there. By e-mail: the address"),
        required=False,
        limit=254,
    )
    note = TextField(_l("Note"), hint=_l("Such as the number of a signed-for item"), required=False, limit=500)

    def new_serving(self) -> NewServing:
        """Return how the letter was served."""
        return NewServing(
            how=self.how.data, served_on=self.served_on.data, to_whom=self.to_whom.data, note=self.note.data
        )


class ServeCorrectionForm(ServeForm):
    version = HiddenField()
    reason = TextAreaField(_l("Why it is corrected"), noun=_l("why it is corrected"), limit=500, rows=3)


class ReasonForm(Form):
    reason = TextAreaField(_l("Reason"), hint=_l("It is kept with your name"), limit=500, rows=3)

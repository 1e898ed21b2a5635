"""The form of a new version of a text."""

from flask_babel import lazy_gettext as _l

from compliance.agreements.rules import SCOPE_LABELS, NewText
from compliance.forms import CheckboxesField, Choice, DateField, Form, TextAreaField, TextField


class TextForm(Form):
    name = TextField(_l("Name of the agreement"), noun=_l("what the agreement is called"), limit=120)
    version = TextField(
        _l("Name of this version"),
        noun=_l("what this version is called"),
        limit=60,
        hint=_l("Such as the name and the month. It stands on every agreement that is signed in these words"),
    )
    in_force_from = DateField(_l("Offered from"), noun=_l("the day from which it is offered"))
    introduction = TextAreaField(
        _l("Introduction"), required=False, rows=4, limit=5000, hint=_l("What stands above the commitments")
    )
    commitments = TextAreaField(
        _l("Commitments"),
        noun=_l("the commitments"),
        rows=8,
        limit=20_000,
        hint=_l("What the trader promises, each on a line of its own. They are numbered in this order"),
    )
    covers = CheckboxesField(
        _l("What kinds of sale does it speak of?"),
        [Choice(name, _l(label), name) for name, label in SCOPE_LABELS.items()],
        missing=_l("Select at least one kind of sale that the text speaks of"),
    )
    source = TextField(_l("Where is it from?"), required=False, limit=300)
    note = TextAreaField(_l("Note for officers"), required=False, rows=3, limit=2000)

    def new_text(self) -> NewText:
        """Return the text that was typed; blank lines between commitments are nothing."""
        covers = set(self.covers.data or ())
        lines = (line.strip() for line in self.commitments.data.splitlines())
        return NewText(
            name=self.name.data,
            version=self.version.data,
            in_force_from=self.in_force_from.data,
            introduction=self.introduction.data or "",
            commitments=tuple(line for line in lines if line),
            covers_stores="covers_stores" in covers,
            covers_online="covers_online" in covers,
            covers_delivery="covers_delivery" in covers,
            source=self.source.data or "",
            note=self.note.data or "",
        )

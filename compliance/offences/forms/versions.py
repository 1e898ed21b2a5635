"""A version of a provision, and of a kind of product, as an administrator types it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxesField, Choice, DateField, RadiosField, TextAreaField, TextField
from compliance.offences.forms.changing import AwareForm, source_field
from compliance.offences.rules import FLAG_LABELS, ModeOfTrial


def _first(hint: Any) -> DateField:
    return DateField(_l("First day"), hint=hint, required=False)


def _last() -> DateField:
    return DateField(_l("Last day"), hint=_l("Leave it blank while no last day is known"), required=False)


class VersionForm(AwareForm):
    citation = TextField(
        _l("Provision as cited"), hint=_l("Such as Criminal Justice Act 1988, section 141A"), limit=200
    )
    title = TextField(_l("Title"), limit=200)
    plain_words = TextAreaField(_l("In plain words"), limit=1500, rows=4, noun=_l("what it says in plain words"))
    elements = TextAreaField(
        _l("What must be proved"), hint=_l("One on each line"), limit=3000, rows=6, noun=_l("what must be proved")
    )
    defence = TextAreaField(_l("Defence"), limit=1500, rows=4)
    maximum_penalty = TextAreaField(_l("Maximum penalty"), limit=500, rows=2)
    mode_of_trial = RadiosField(
        _l("Where can it be tried?"),
        [
            Choice(
                "summary",
                _l("In a magistrates’ court only"),
                ModeOfTrial.SUMMARY.value,
                _l("A prosecution must begin within six calendar months"),
            ),
            Choice(
                "either_way", _l("In either court"), ModeOfTrial.EITHER_WAY.value, _l("There is no six month limit")
            ),
        ],
    )
    extent = TextField(_l("Extent"), hint=_l("Such as England and Wales"), limit=120)
    source = source_field(_l("Source"), _l("What was read, and what was not"))
    in_force_from = _first(_l("Leave it blank when it is enacted and the day is not known"))
    in_force_to = _last()

    def values(self) -> dict[str, Any]:
        """Return the columns of the version."""
        names = ("citation", "title", "plain_words", "defence", "maximum_penalty", "extent", "source")
        lines = [line.strip() for line in self.elements.data.splitlines()]
        content = {name: self[name].data for name in names} | {"elements": [line for line in lines if line]}
        return {
            "content": content,
            "mode_of_trial": self.mode_of_trial.data,
            "in_force_from": self.in_force_from.data,
            "in_force_to": self.in_force_to.data,
        }


class KindForm(AwareForm):
    label = TextField(_l("Name"), hint=_l("As an officer would say it"), limit=120, noun=_l("the name"))
    flags = CheckboxesField(
        _l("Which law may reach it?"),
        [Choice(code, _l(label), code) for code, label in FLAG_LABELS.items()],
        hint=_l("The usual answer for the kind. The product in hand decides"),
        required=False,
    )
    note = TextAreaField(_l("Note for officers"), limit=500, rows=2, required=False)
    source = source_field(_l("Source"), _l("What was read, and what was not"))
    in_force_from = _first(_l("The first day on which it is so"))
    in_force_to = _last()

    def values(self) -> dict[str, Any]:
        """Return the columns of the version."""
        return {
            "label": self.label.data,
            **{code: code in self.flags.data for code in FLAG_LABELS},
            "note": self.note.data or "",
            "source": self.source.data,
            "in_force_from": self.in_force_from.data,
            "in_force_to": self.in_force_to.data,
        }

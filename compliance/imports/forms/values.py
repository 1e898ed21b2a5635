"""The form that matches the words of a file with ours, made anew for each file."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.forms import Choice, Form, HiddenField, SelectField, TextField
from compliance.forms import Field as FormField
from compliance.imports.rules.mapping import Field

BLANK, REJECT = "-blank", "-reject"
"""What else a word may stand for: nothing, or a row that is not taken in."""


class ValuesForm(Form):
    """For each word that the file has in a field with a list, which of ours it stands for."""

    version = HiddenField()
    mapping_name = TextField(
        _l("Save this as a named mapping"),
        hint=_l("With the columns and these words. A name used before is replaced"),
        limit=100,
        required=False,
    )
    asked: tuple[tuple[Field, tuple[str, ...]], ...] = ()

    def control(self, code: str, place: int) -> FormField:
        """Return the control for the word of a field that stands at `place`, from 0."""
        return cast("FormField", self[f"value-{code}-{place}"])

    def values(self) -> dict[str, dict[str, str]]:
        """Return our code for each word by field; "" leaves the cell blank, a word left out has its rows rejected."""
        found: dict[str, dict[str, str]] = {}
        for each, texts in self.asked:
            chosen = {text: self.control(each.code, place).data for place, text in enumerate(texts)}
            found[each.code] = {
                text: "" if code == BLANK else code for text, code in chosen.items() if code and code != REJECT
            }
        return found


def values_form(
    asked: Sequence[tuple[Field, Sequence[str]]], known: Mapping[str, Mapping[str, str]], **data: Any
) -> ValuesForm:
    """Return the form for the words of each field, those that `known` has by field and word filled in."""

    class BoundValuesForm(ValuesForm):
        """The form of one file."""

    BoundValuesForm.asked = tuple((each, tuple(texts)) for each, texts in asked)
    chosen: dict[str, str] = {}
    for each, texts in asked:
        offered = _offered(each)
        for place, text in enumerate(texts):
            name = f"value-{each.code}-{place}"
            control = SelectField(
                text, offered, blank=_l("Choose"), missing=_("Choose what “%(text)s” stands for", text=text)
            )
            setattr(BoundValuesForm, name, control)
            code = known.get(each.code, {}).get(text)
            if code is not None:
                chosen[name] = code or BLANK
    return BoundValuesForm(data={**chosen, **data})


def _offered(each: Field) -> list[Choice]:
    ours = [Choice(code, _l(label), code) for code, label in (each.values or {}).items()]
    if not each.required:
        ours.append(Choice(BLANK, _l("Leave it blank"), BLANK))
    return [*ours, Choice(REJECT, _l("Reject the rows that say this"), REJECT)]

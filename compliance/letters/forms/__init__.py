"""Forms of letters: what a person decides of each kind, how it was served, and the filter of the register."""

from compliance.letters.forms.drafting import LetterForm, begin_from, form_for
from compliance.letters.forms.register import (
    LetterFilterForm,
    OwedFilterForm,
    ReasonForm,
    ServeCorrectionForm,
    ServeForm,
)
from compliance.letters.forms.runs import NewRunForm, ServeRunForm

__all__ = [
    "LetterFilterForm",
    "LetterForm",
    "NewRunForm",
    "OwedFilterForm",
    "ReasonForm",
    "ServeCorrectionForm",
    "ServeForm",
    "ServeRunForm",
    "begin_from",
    "form_for",
]

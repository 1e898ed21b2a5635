"""Forms of letters: what a person decides of each kind, how it was served, and the filter of the register."""

from compliance.letters.forms.drafting import LetterForm, begin_from, begin_new, form_for
from compliance.letters.forms.register import LetterFilterForm, ReasonForm, ServeCorrectionForm, ServeForm

__all__ = [
    "LetterFilterForm",
    "LetterForm",
    "ReasonForm",
    "ServeCorrectionForm",
    "ServeForm",
    "begin_from",
    "begin_new",
    "form_for",
]

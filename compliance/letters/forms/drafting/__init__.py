"""What a person decides of each kind of letter."""

from compliance.letters.forms.drafting.filling import begin_from, form_for
from compliance.letters.forms.drafting.parts import LetterForm

__all__ = ["LetterForm", "begin_from", "form_for"]

"""What a person decides of a letter that tells how a dispute was decided."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField
from compliance.letters.forms.drafting.parts import LetterForm


class DecisionLetterForm(LetterForm):
    appeal_by_on = DateField(
        _l("Last day to ask for a review"), future=True, noun=_l("the last day to ask for a review")
    )

    def more(self) -> dict[str, Any]:
        return {"appeal_by_on": self.appeal_by_on.data} | super().more()

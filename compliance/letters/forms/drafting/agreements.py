"""What a person decides of a letter about an agreement."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, TextAreaField
from compliance.letters.forms.drafting.parts import LetterForm
from compliance.letters.rules.drafting import one_line


class SignForm(LetterForm):
    """An agreement to sign."""

    sign_by_on = DateField(
        _l("Last day on which the link works"),
        future=True,
        noun=_l("the last day on which the link works"),
        hint=_l("The link and its short code are made when the letter is issued, and end any older ones"),
    )

    def more(self) -> dict[str, Any]:
        return {"sign_by_on": self.sign_by_on.data} | super().more()


class ReasonPart(LetterForm):
    reason = TextAreaField(
        _l("The reason, as the letter gives it"),
        noun=_l("the reason"),
        hint=_l("In whole sentences. Say what was found, and name nobody"),
        limit=1000,
        rows=3,
    )

    def more(self) -> dict[str, Any]:
        return ({"reason": one_line(self.reason.data)} if "reason" in self else {}) | super().more()


class AgreementWarningForm(ReasonPart):
    """A warning that an agreement will lapse, or that its removal is proposed: only that has a reason."""


class RemovedForm(ReasonPart):
    """An agreement that was removed."""

    appeal_by_on = DateField(
        _l("Last day to ask for a review"), future=True, noun=_l("the last day to ask for a review")
    )

    def more(self) -> dict[str, Any]:
        return {"appeal_by_on": self.appeal_by_on.data} | super().more()

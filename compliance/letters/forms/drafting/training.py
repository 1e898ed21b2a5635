"""What a person decides of a letter about training."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import YesNoField
from compliance.letters.forms.drafting.parts import AdvicePart, LetterForm, TrainingPart

_AGREEMENT = _l("Can a Responsible Retailer Agreement be signed at the end of it?")


class AdviceForm(AdvicePart):
    """Advice before testing."""


class InvitationForm(TrainingPart):
    """A training invitation."""

    agreement = YesNoField(_AGREEMENT)

    def more(self) -> dict[str, Any]:
        return {"agreement": self.agreement.data} | super().more()


class PlaceForm(LetterForm):
    """A place that is confirmed."""

    agreement = YesNoField(_AGREEMENT)

    def more(self) -> dict[str, Any]:
        return {"agreement": self.agreement.data} | super().more()


class OtherSessionsForm(TrainingPart):
    """A letter that offers sessions, or none when there is nothing more to come to."""

"""Forms of agreements."""

from compliance.agreements.forms.events import AgreementForm, EventForm, StrikeOutForm
from compliance.agreements.forms.signing import (
    CodeForm,
    ConsentForm,
    LinkForm,
    PhoneForm,
    SigningForm,
)

__all__ = [
    "AgreementForm",
    "CodeForm",
    "ConsentForm",
    "EventForm",
    "LinkForm",
    "PhoneForm",
    "SigningForm",
    "StrikeOutForm",
]

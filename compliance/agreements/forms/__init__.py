"""Forms of agreements."""

from compliance.agreements.forms.agreements import AgreementForm, ScanForm, StrikeOutForm
from compliance.agreements.forms.events import FORMS, EventForm
from compliance.agreements.forms.every import EveryForm
from compliance.agreements.forms.policies import PolicyForm, policy_values
from compliance.agreements.forms.signing import (
    CodeForm,
    ConsentForm,
    LinkForm,
    PhoneForm,
    SigningForm,
)
from compliance.agreements.forms.texts import TextForm

__all__ = [
    "FORMS",
    "AgreementForm",
    "CodeForm",
    "ConsentForm",
    "EventForm",
    "EveryForm",
    "LinkForm",
    "PhoneForm",
    "PolicyForm",
    "ScanForm",
    "SigningForm",
    "StrikeOutForm",
    "TextForm",
    "policy_values",
]

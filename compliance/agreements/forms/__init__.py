"""Forms of agreements."""

from compliance.agreements.forms.events import AgreementForm, EventForm, StrikeOutForm

__all__ = ["AgreementForm", "EventForm", "StrikeOutForm"]

"""Forms of signing: the code of a letter, the signature itself, a new link, and consent to be named in public."""

from datetime import date

from flask_babel import lazy_gettext as _l

from compliance.agreements.rules import NewConsent, NewSigning
from compliance.database import new_id
from compliance.forms import CheckboxField, DateField, Form, HiddenField, TextField


class CodeForm(Form):
    code = TextField(
        _l("Code"),
        noun=_l("the code"),
        limit=40,
        width="10",
        autocomplete="off",
        hint=_l("8 letters and numbers, printed below the link in your letter, such as 7F3K-92MQ"),
        missing=_l("Enter the code from your letter"),
    )


class SigningForm(Form):
    signatory = TextField(_l("Your full name"), limit=120, autocomplete="name", missing=_l("Enter your full name"))
    capacity = TextField(
        _l("In what capacity do you sign?"),
        limit=120,
        autocomplete="organization-title",
        hint=_l("Such as owner, director or store manager"),
        missing=_l("Enter in what capacity you sign, such as owner or manager"),
    )
    scope_confirmed = CheckboxField(
        _l("What the agreement covers is right"),
        required=True,
        missing=_l("Confirm what the agreement covers. If it is not right, ask Trading Standards to correct it"),
    )
    agreed = CheckboxField(
        _l("I agree to the commitments above"),
        required=True,
        missing=_l("Tick the box if you agree. If you do not agree, close this page: nothing is recorded"),
    )
    publish = CheckboxField(_l("I consent to be named on the public list of responsible retailers"))
    premises_confirmed = CheckboxField(_l("The address is of business premises and is nobody’s home"))

    def new_signing(self) -> NewSigning:
        """Return what the person who signs said."""
        return NewSigning(
            signatory=self.signatory.data,
            capacity=self.capacity.data,
            agreed=self.agreed.data,
            scope_confirmed=self.scope_confirmed.data,
            publish=self.publish.data,
            premises_confirmed=self.premises_confirmed.data,
        )


class PhoneForm(SigningForm):
    id = HiddenField()

    def begin(self, signatory: str, capacity: str) -> None:
        """Fill in who spoke with the officer, and the identifier by which a second sending is known."""
        self.id.process_data(str(new_id()))
        self.signatory.process_data(signatory)
        self.capacity.process_data(capacity)


class LinkForm(Form):
    expires_on = DateField(
        _l("Last day on which it can be used"),
        noun=_l("the last day"),
        hint=_l("It can be used until midnight at the end of this day, and once only"),
    )

    def begin(self, expires_on: date) -> None:
        """Fill in the usual last day."""
        self.expires_on.process_data(expires_on)


class ConsentForm(Form):
    given_by = TextField(_l("Who consents?"), noun=_l("the name of the person who consents"), limit=120)
    capacity = TextField(
        _l("In what capacity?"),
        noun=_l("in what capacity they consent"),
        limit=120,
        hint=_l("Such as owner or manager"),
    )
    premises_confirmed = CheckboxField(_l("The address is of business premises and is nobody’s home"))

    def new_consent(self) -> NewConsent:
        """Return who consents, as they told an officer or wrote on the paper."""
        return NewConsent(self.given_by.data, self.capacity.data, premises_confirmed=self.premises_confirmed.data)

"""The forms of an officer's account: writing it, signing it, adding to it."""

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, Form, HiddenField, PasswordField, TextAreaField, TextField
from compliance.purchases.rules.accounts import LONGEST, NewAddition


class AccountForm(Form):
    """What the officer saw, heard and did. `version` is that of the draft the form was filled from."""

    version = HiddenField()
    words = TextAreaField(
        _l("Your account"),
        hint=_l(
            "What you saw, heard and did, in your own words. Give speech word for word. Call the volunteer by their "
            "code, never by a name"
        ),
        limit=LONGEST,
        rows=16,
        missing=_l("Write what you saw, heard and did"),
    )


class SigningForm(Form):
    version = HiddenField()
    declared = CheckboxField(
        _l("I declare this"), required=True, missing=_l("Tick that this is your account, in your own words")
    )
    password = PasswordField(
        _l("Your password"),
        hint=_l("The one you sign in with. It shows that it is you who signs"),
        missing=_l("Enter your password"),
    )


class AdditionForm(Form):
    submission = HiddenField()
    about = TextField(_l("What it is about"), hint=_l("Such as “the queue” or “the second knife”"), limit=200)
    words = TextAreaField(
        _l("What you add"),
        hint=_l("In your own words. Call the volunteer by their code, never by a name"),
        limit=LONGEST,
        rows=8,
        missing=_l("Write what you saw, heard and did"),
    )
    reason = TextAreaField(
        _l("Why is it added now?"),
        hint=_l("Such as what reminded you, or what the reviewer asked"),
        limit=1000,
        rows=2,
        missing=_l("Say why this is added after signing"),
    )

    def new_addition(self) -> NewAddition:
        """Return what the officer adds."""
        return NewAddition(self.about.data, self.words.data, self.reason.data)

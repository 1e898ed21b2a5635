"""Forms of signing in and of accounts."""

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxField,
    EmailField,
    Form,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.permissions import ROLE_LABELS, Role


class SignInForm(Form):
    email = EmailField(_l("E-mail address"), autocomplete="username")
    password = PasswordField(_l("Password"), autocomplete="current-password")


class PasswordForm(Form):
    current = PasswordField(_l("Current password"), autocomplete="current-password")
    password = PasswordField(
        _l("New password"), hint=_l("12 characters or more. Three random words do well"), autocomplete="new-password"
    )
    again = PasswordField(_l("New password again"), autocomplete="new-password")

    def passwords_agree(self) -> bool:
        """Say whether the new password was typed the same twice; put a message beside the second when not."""
        if self.password.data == self.again.data:
            return True
        self.again.errors = [_l("The two new passwords differ. Type the same one twice")]
        return False


class OfficerForm(Form):
    name = TextField(_l("Name"), max_length=120)
    email = EmailField(_l("E-mail address"))
    role = SelectField(_l("Role"), choices=choices(Role, ROLE_LABELS), coerce=Role)
    job_title = TextField(_l("Job title"), required=False, max_length=120)
    initials = TextField(_l("Initials for exhibits"), required=False, max_length=6)


class OfficerChangeForm(Form):
    name = TextField(_l("Name"), max_length=120)
    role = SelectField(_l("Role"), choices=choices(Role, ROLE_LABELS), coerce=Role)
    job_title = TextField(_l("Job title"), required=False, max_length=120)
    initials = TextField(_l("Initials for exhibits"), required=False, max_length=6)
    active = CheckboxField(_l("May sign in"))


class LetterheadForm(Form):
    department = TextField(_l("Department"), max_length=120)
    address = TextAreaField(_l("Address"), hint=_l("One line of the address on each line"), max_length=400, rows=5)
    telephone = TextField(_l("Telephone"), max_length=40)
    email = EmailField(_l("E-mail address"))
    website = TextField(_l("Website"), required=False, max_length=200)
    complaint_route = TextAreaField(
        _l("How to complain or appeal"),
        hint=_l("Printed in letters: who to write to, and where the complaints procedure is"),
        max_length=1000,
    )

"""Forms of signing in and of accounts."""

from dataclasses import fields

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.accounts.rules import Letterhead, OfficerDetails
from compliance.errors import Refusal
from compliance.forms import (
    CheckboxField,
    EmailField,
    Form,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
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
        self.show(Refusal(_("The two new passwords differ. Type the same one twice"), "again"))
        return False


class OfficerDetailsForm(Form):
    name = TextField(_l("Name"), limit=120)
    role = SelectField(_l("Role"), choices(Role, ROLE_LABELS))
    job_title = TextField(_l("Job title"), required=False, limit=120)
    initials = TextField(_l("Initials for exhibits"), required=False, limit=6)
    telephone = TextField(_l("Telephone"), hint=_l("Printed in letters"), required=False, limit=40)

    def details(self) -> OfficerDetails:
        """Return what was typed as the details of an officer."""
        return OfficerDetails(
            name=self.name.data,
            role=self.role.data,
            job_title=self.job_title.data,
            initials=self.initials.data,
            telephone=self.telephone.data,
        )


class OfficerForm(OfficerDetailsForm):
    email = EmailField(_l("E-mail address"))


class OfficerChangeForm(OfficerDetailsForm):
    active = CheckboxField(_l("May sign in"), required=False)


class LetterheadForm(Form):
    department = TextField(_l("Department"), limit=120)
    address = TextAreaField(_l("Address"), hint=_l("One line of the address on each line"), limit=400, rows=5)
    telephone = TextField(_l("Telephone"), limit=40)
    email = EmailField(_l("E-mail address"))
    website = TextField(_l("Website"), required=False, limit=200)
    complaint_route = TextAreaField(
        _l("How to complain or appeal"),
        hint=_l("Printed in letters: who to write to, and where the complaints procedure is"),
        limit=1000,
    )
    enforcement_policy = TextField(
        _l("Address of your enforcement policy"),
        hint=_l("No written warning can be issued without it"),
        required=False,
        limit=200,
    )
    privacy_notice = TextField(
        _l("Address of your privacy notice"), hint=_l("No letter can be issued without it"), required=False, limit=200
    )
    keep_years = WholeNumberField(_l("Years for which letters are kept"), least=1, most=30, suffix=_l("years"))
    notice_days = WholeNumberField(
        _l("Days within which a trader is told of a result"), least=1, most=180, suffix=_l("days")
    )
    retest_months = WholeNumberField(_l("Months until a seller is tested again"), least=1, most=60, suffix=_l("months"))

    def letterhead(self) -> Letterhead:
        """Return what was typed as a letterhead."""
        return Letterhead(**{field.name: self[field.name].data for field in fields(Letterhead)})

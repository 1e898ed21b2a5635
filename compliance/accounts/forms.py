"""Forms of signing in and of accounts."""

from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.accounts import rules
from compliance.accounts.rules import VIEW_NAME_LIMIT, Letterhead, OfficerDetails, ViewDetails
from compliance.errors import Refusal
from compliance.forms import (
    CheckboxField,
    EmailField,
    FileField,
    Form,
    HiddenField,
    PasswordField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.forms.field import Words
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
    name = TextField(_l("Name"), limit=rules.NAME_LIMIT)
    role = SelectField(_l("Role"), choices(Role, ROLE_LABELS))
    job_title = TextField(_l("Job title"), required=False, limit=rules.JOB_TITLE_LIMIT)
    initials = TextField(_l("Initials for exhibits"), required=False, limit=rules.INITIALS_LIMIT)
    telephone = TextField(_l("Telephone"), hint=_l("Printed in letters"), required=False, limit=rules.TELEPHONE_LIMIT)

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


class WebAddressField(TextField):
    """An address on the web, as the rule of letterheads has it."""

    def __init__(self, label: Words, **kwargs: Any) -> None:
        super().__init__(label, limit=rules.WEB_LIMIT, inputmode="url", **kwargs)

    def parse(self, text: str) -> str:
        """Refuse what is no address on the web."""
        try:
            return rules.web_address(text, self.name)
        except Refusal as refusal:
            raise ValueError(_(refusal.message)) from refusal


class LetterheadForm(Form):
    department = TextField(_l("Department"), limit=rules.NAME_LIMIT)
    crest = FileField(
        _l("Crest or logo"),
        noun=_l("the picture of the crest"),
        hint=_l("A PNG or JPEG picture of up to 5 MB, printed at the head of letters. It replaces the one there is"),
        accept=".png,.jpg,.jpeg,image/png,image/jpeg",
        required=False,
    )
    address = TextAreaField(
        _l("Address"), hint=_l("One line of the address on each line"), limit=rules.ADDRESS_LIMIT, rows=5
    )
    telephone = TextField(_l("Telephone"), limit=rules.TELEPHONE_LIMIT)
    email = EmailField(_l("E-mail address"))
    website = WebAddressField(_l("Website"), hint=_l("Begins with https:// or www."), required=False)
    complaint_route = TextAreaField(
        _l("How to complain or appeal"),
        hint=_l("Printed in letters: who to write to, and where the complaints procedure is"),
        limit=rules.COMPLAINT_LIMIT,
    )
    enforcement_policy = WebAddressField(
        _l("Address of your enforcement policy"),
        hint=_l("Begins with https:// or www. No written warning can be issued without it"),
        required=False,
    )
    privacy_notice = WebAddressField(
        _l("Address of your privacy notice"),
        hint=_l("Begins with https:// or www. No letter can be issued without it"),
        required=False,
    )
    keep_years = WholeNumberField(_l("Years for which letters are kept"), least=1, most=30, suffix=_l("years"))
    notice_days = WholeNumberField(
        _l("Days within which a trader is told of a result"), least=1, most=180, suffix=_l("days")
    )
    retest_months = WholeNumberField(_l("Months until a seller is tested again"), least=1, most=60, suffix=_l("months"))

    def letterhead(self) -> Letterhead:
        """Return what was typed as a letterhead."""
        return Letterhead(**{field.name: self[field.name].data for field in fields(Letterhead)})

    def picture(self) -> bytes | None:
        """Return the bytes of the picture that was chosen, one more than is allowed at the most; or None."""
        chosen = self.crest.data
        return None if chosen is None else chosen.stream.read(rules.CREST_MEGABYTES * 1024 * 1024 + 1)


class SaveViewForm(Form):
    page = HiddenField()
    query = HiddenField()
    name = TextField(
        _l("Name of the view"),
        hint=_l("It keeps the search, the filters and the order. A view you have under that name is replaced"),
        limit=VIEW_NAME_LIMIT,
        autocomplete="off",
    )
    shared = CheckboxField(_l("Share it with everybody in my authority"))

    def view_details(self) -> ViewDetails:
        """Return the view to be saved."""
        return ViewDetails(self.name.data, str(self.page.data), str(self.query.data), bool(self.shared.data))


class ChangeViewForm(Form):
    name = TextField(_l("Name of the view"), limit=VIEW_NAME_LIMIT, autocomplete="off")
    shared = CheckboxField(_l("Share it with everybody in my authority"))
    is_default = CheckboxField(_l("Open the list with this view"))

    def changes(self) -> dict[str, Any]:
        """Return what is to be changed, by argument of the service."""
        return {
            "name": self.name.data,
            "shared": bool(self.shared.data),
            "is_default": bool(self.is_default.data),
        }

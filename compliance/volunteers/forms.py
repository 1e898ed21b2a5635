"""Forms of the vault."""

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, Form, TextAreaField, TextField
from compliance.volunteers.rules import Identity, NewVolunteer


class IdentityForm(Form):
    """Who the person is. Only the vault keeps it."""

    name = TextField(_l("Full name"), limit=120, autocomplete="off")
    born_on = DateField(_l("Date of birth"), past=True, hint=_l("For example, 27 3 2010"))
    contact = TextField(_l("How to reach them"), hint=_l("Telephone or e-mail address"), limit=200, required=False)
    guardian = TextField(_l("Parent or guardian"), limit=120, required=False)
    guardian_contact = TextField(
        _l("How to reach the parent or guardian"), hint=_l("Telephone or e-mail address"), limit=200, required=False
    )
    recognised_at = TextAreaField(
        _l("Where they may be recognised"),
        hint=_l("School, workplace, clubs, where family and friends live. They are not used near these"),
        limit=1000,
        rows=3,
        required=False,
    )

    def volunteer(self, code: str) -> NewVolunteer:
        """Return the person under a code."""
        return NewVolunteer(
            code=code,
            identity=Identity(
                name=self.name.data,
                contact=self.contact.data or "",
                guardian=self.guardian.data or "",
                guardian_contact=self.guardian_contact.data or "",
                recognised_at=self.recognised_at.data or "",
            ),
            born_on=self.born_on.data,
        )


class RegisterForm(IdentityForm):
    code = TextField(
        _l("Code"),
        hint=_l("V and two to four digits. Everybody but the keepers of the vault sees only this"),
        limit=10,
        width="5",
        autocomplete="off",
    )


class ReplaceForm(IdentityForm):
    reason = TextAreaField(_l("Why it is typed anew"), limit=500, rows=2)


class OpenForm(Form):
    reason = TextAreaField(
        _l("Why do you need to know?"),
        hint=_l("It is kept with your name. Do not write who the volunteer is"),
        limit=500,
        rows=2,
        missing=_l("Say why you need to know who this is, in a few words"),
    )


class RetireForm(Form):
    retired_on = DateField(_l("Last day"), past=True, hint=_l("Tests up to and on this day stay possible to record"))
    reason = TextAreaField(
        _l("Why they retire"),
        hint=_l("Do not write who the volunteer is"),
        limit=500,
        rows=2,
        missing=_l("Say why the volunteer retires"),
    )

"""Forms of contacts, deliveries and licences."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from compliance.accounts.rules import Nation
from compliance.forms import DateField, EmailField, Form, HiddenField, RadiosField, SelectField, TextField, choices
from compliance.retailers import rules
from compliance.retailers.forms.checking import by_rule
from compliance.retailers.forms.entities import why_corrected
from compliance.retailers.forms.standing import removed
from compliance.retailers.rules import (
    ARRANGEMENT_KIND_LABELS,
    CONTACT_PURPOSE_LABELS,
    ArrangementDetails,
    ArrangementKind,
    ContactDetails,
    ContactPurpose,
    LicenceDetails,
)


def _first_day(label: LazyString) -> DateField:
    return DateField(label, hint=_l("Leave blank when it is not known"), past=True, required=False)


def _last_day(label: LazyString) -> DateField:
    return DateField(label, hint=_l("Leave blank while it goes on"), past=True, required=False)


def _note() -> TextField:
    return TextField(_l("Note"), limit=500, required=False)


class ContactForm(Form):
    purpose = RadiosField(
        _l("What are they the contact for?"),
        choices(ContactPurpose, CONTACT_PURPOSE_LABELS),
        missing=_l("Select what they are the contact for"),
    )
    name = TextField(_l("Name"), limit=120, required=False, autocomplete="off", noun=_l("the name"))
    job_title = TextField(_l("Job title"), limit=120, required=False, autocomplete="off")
    telephone = TextField(
        _l("Telephone"),
        limit=40,
        width="20",
        required=False,
        inputmode="tel",
        autocomplete="off",
        validators=[by_rule(rules.check_telephone)],
    )
    email = EmailField(_l("Email address"), required=False, autocomplete="off")
    from_on = _first_day(_l("Contact since"))
    to_on = _last_day(_l("Last day"))
    note = _note()
    new_id = HiddenField()

    def contact_details(self) -> ContactDetails:
        """Return what was said as a value."""
        return ContactDetails(
            purpose=self.purpose.data,
            name=self.name.data or "",
            job_title=self.job_title.data or "",
            telephone=self.telephone.data or "",
            email=self.email.data or "",
            from_on=self.from_on.data,
            to_on=self.to_on.data,
            note=self.note.data or "",
        )


class CorrectContactForm(ContactForm):
    remove = removed()
    reason = why_corrected()
    version = HiddenField()


class ArrangementForm(Form):
    kind = RadiosField(
        _l("How does it reach the customer?"),
        choices(ArrangementKind, ARRANGEMENT_KIND_LABELS),
        missing=_l("Select how it reaches the customer"),
    )
    entity = SelectField(
        _l("Delivery company or marketplace"),
        hint=_l("Only when others deliver. Companies are recorded under Legal entities"),
        blank=_l("Nobody else, or not known"),
        required=False,
    )
    from_on = _first_day(_l("Since"))
    to_on = _last_day(_l("Last day"))
    note = _note()
    new_id = HiddenField()

    def arrangement_details(self) -> ArrangementDetails:
        """Return what was said as a value."""
        return ArrangementDetails(
            kind=self.kind.data,
            entity_id=self.entity.data,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
            note=self.note.data or "",
        )


class CorrectArrangementForm(ArrangementForm):
    remove = removed()
    reason = why_corrected()
    version = HiddenField()


class LicenceForm(Form):
    nation = RadiosField(_l("Under the law of which nation?"), choices(Nation), missing=_l("Select the nation"))
    number = TextField(_l("Licence number"), limit=60, width="20", autocomplete="off")
    issued_by = TextField(_l("Issued by"), hint=_l("A council or a police force"), limit=120, required=False)
    from_on = DateField(_l("In force from"), required=False)
    to_on = DateField(_l("Last day"), hint=_l("The day on which it runs out"), required=False)
    note = TextField(_l("Conditions, or a note"), limit=500, required=False)
    new_id = HiddenField()

    def licence_details(self) -> LicenceDetails:
        """Return what was said as a value."""
        return LicenceDetails(
            nation=self.nation.data,
            number=self.number.data,
            issued_by=self.issued_by.data or "",
            from_on=self.from_on.data,
            to_on=self.to_on.data,
            note=self.note.data or "",
        )


class CorrectLicenceForm(LicenceForm):
    remove = removed()
    reason = why_corrected()
    version = HiddenField()

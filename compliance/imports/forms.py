"""Forms of the imports: the upload, and the filter of what a run did."""

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxesField, CheckboxField, FileField, FilterForm, Form, choices
from compliance.imports.rules import ROW_OUTCOME_LABELS, RowOutcome


class RegisterForm(Form):
    """The upload of a register. The file must be chosen again after a refusal: browsers fill none in."""

    register = FileField(
        _l("Register of the Food Standards Agency"),
        hint=_l("The XML file of your authority, such as FHRS512en-GB.xml"),
        accept=".xml,application/xml,text/xml",
        missing=_l("Select the XML file of the register"),
    )
    all_types = CheckboxField(_l("Take in all business types, not only retailers"))
    allow_older = CheckboxField(_l("This is meant to be an older register than the one imported last"))
    allow_missing = CheckboxField(_l("It is right that many premises are no longer on the register"))

    def content(self) -> tuple[bytes, str]:
        """Return the bytes of the file and its name. The file is closed: it can be read once."""
        upload = self.register.data
        with upload.stream as stream:
            return stream.read(), upload.filename


class OutcomeFilterForm(FilterForm):
    outcome = CheckboxesField(_l("What happened"), choices(RowOutcome, ROW_OUTCOME_LABELS), required=False, small=True)

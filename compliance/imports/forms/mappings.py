"""Forms of the saved mappings: use one, call it something else."""

from flask_babel import lazy_gettext as _l

from compliance.forms import FilterForm, Form, HiddenField, SelectField, TextField


class UseMappingForm(FilterForm):
    """Fill the page in as a saved mapping has it."""

    saved = SelectField(_l("Use a saved mapping"), blank=_l("As guessed from the headings"), required=False)


class RenameMappingForm(Form):
    version = HiddenField()
    name = TextField(_l("Name of the mapping"), limit=100, missing=_l("Enter a name for the mapping"))

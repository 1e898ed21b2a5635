"""Forms as GOV.UK patterns: what an officer typed is never lost, and every message says how to mend it."""

from compliance.forms.choosing import (
    CheckboxesField,
    CheckboxField,
    Choice,
    RadiosField,
    SelectField,
    YesNoField,
    choices,
)
from compliance.forms.field import Field
from compliance.forms.files import FileField
from compliance.forms.form import FilterForm, Form
from compliance.forms.numbers import LengthField, MoneyField, WholeNumberField
from compliance.forms.times import DateField, TimeField
from compliance.forms.words import (
    EmailField,
    HiddenField,
    PasswordField,
    PostcodeField,
    SearchField,
    TextAreaField,
    TextField,
)

__all__ = [
    "CheckboxField",
    "CheckboxesField",
    "Choice",
    "DateField",
    "EmailField",
    "Field",
    "FileField",
    "FilterForm",
    "Form",
    "HiddenField",
    "LengthField",
    "MoneyField",
    "PasswordField",
    "PostcodeField",
    "RadiosField",
    "SearchField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TimeField",
    "WholeNumberField",
    "YesNoField",
    "choices",
]

"""What is said of a version that stands: it came into force, it ends, it was read in a source, it was not."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, DateField, Form, HiddenField, TextAreaField


class ChangeForm(Form):
    """What every change carries. `row` is the row that the page was made from, `submission` the one to be made."""

    row = HiddenField()
    submission = HiddenField()
    reason = TextAreaField(
        _l("Why?"),
        hint=_l("It stays on the page of this version, with your name, for every authority to see"),
        limit=1000,
        rows=3,
        missing=_l("Say why"),
    )


class AwareForm(ChangeForm):
    """A change of what may have been in force on the day of a record."""

    aware = CheckboxField(_l("I have seen what rests on this version, and change it all the same"))


def source_field(label: Any, hint: Any = "") -> TextAreaField:
    """Return the field of the source that was read."""
    return TextAreaField(label, hint=hint, limit=1000, rows=3, missing=_l("Enter the source that was read"))


class BeginForm(ChangeForm):
    on = DateField(_l("First day in force"), noun=_l("the first day in force"))
    source = source_field(_l("Where is that said?"), _l("Such as the number of the commencement regulations"))


class EndForm(AwareForm):
    last = DateField(_l("Last day"), hint=_l("It still applies on this day"), noun=_l("the last day"))


class ConfirmForm(ChangeForm):
    source = source_field(
        _l("Source that was read"),
        _l("Which text, where, and which of its words. It takes the place of what stands here"),
    )


class WithdrawForm(ChangeForm):
    pass

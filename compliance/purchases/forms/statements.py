"""The form of an officer's statement."""

from flask_babel import lazy_gettext as _l

from compliance.forms import Form, HiddenField, TextAreaField
from compliance.purchases.rules.accounts import LONGEST


class StatementForm(Form):
    version = HiddenField()
    words = TextAreaField(
        _l("Your statement"),
        hint=_l(
            "Leave an empty line between paragraphs: they are numbered when the statement is printed. Complete what "
            "stands in square brackets, or take it out"
        ),
        limit=LONGEST,
        rows=24,
        missing=_l("Write your statement"),
    )

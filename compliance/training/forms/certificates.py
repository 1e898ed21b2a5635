"""Forms of certificates: withdrawing one, and entering the code of one."""

from flask_babel import lazy_gettext as _l

from compliance.forms import FilterForm, Form, TextAreaField, TextField


class WithdrawForm(Form):
    reason = TextAreaField(
        _l("Why is it withdrawn?"),
        rows=3,
        limit=500,
        hint=_l("Kept in the history. Whoever verifies the certificate is told that it is withdrawn, and not why"),
    )


class VerifyForm(FilterForm):
    code = TextField(
        _l("Code on the certificate"),
        width="20",
        limit=200,
        hint=_l("12 letters and digits, such as K7QM-2XPD-9RTA. You can leave out the hyphens"),
    )

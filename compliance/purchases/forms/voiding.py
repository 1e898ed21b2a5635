"""The forms by which two persons make an attempt void or aborted."""

from flask_babel import lazy_gettext as _l

from compliance.forms import Choice, Form, RadiosField, TextAreaField
from compliance.purchases.rules import Outcome, VoidingDecision


class ProposeVoidForm(Form):
    wanted = RadiosField(
        _l("What was the attempt?"),
        [
            Choice(
                "aborted",
                _l("Aborted"),
                Outcome.ABORTED,
                _l("Broken off: the volunteer’s welfare or safety, or somebody was recognised"),
            ),
            Choice(
                "void",
                _l("Void"),
                Outcome.VOID,
                _l("Finished, but not as the protocol asks, so the result proves nothing"),
            ),
        ],
        missing=_l("Select whether the attempt was void or aborted"),
    )
    reason = TextAreaField(
        _l("Why?"),
        hint=_l("What happened, and what it means for the result. Never the volunteer’s name"),
        limit=1000,
        rows=4,
        missing=_l("Say why the attempt was void or aborted"),
    )


class DecideVoidForm(Form):
    decision = RadiosField(
        _l("Do you agree?"),
        [
            Choice("agreed", _l("I agree"), VoidingDecision.AGREED, _l("The attempt then counts in nothing")),
            Choice("declined", _l("I do not agree"), VoidingDecision.DECLINED, _l("Say why below")),
        ],
        missing=_l("Select whether you agree"),
    )
    decision_reason = TextAreaField(
        _l("Your reasons"), hint=_l("Needed when you do not agree"), limit=1000, rows=3, required=False
    )

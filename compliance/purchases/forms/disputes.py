"""The forms of a trader's dispute and its decision."""

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, Form, RadiosField, TextAreaField, TextField, choices
from compliance.purchases.rules import DISPUTE_LABELS, DisputeDecision, NewDispute


class DisputeForm(Form):
    raised_on = DateField(_l("Day the trader disputed the result"), past=True)
    raised_by = TextField(
        _l("Who disputes it"), hint=_l("Name and their part in the business"), limit=120, required=False
    )
    words = TextAreaField(
        _l("What the trader says"), hint=_l("In their own words"), limit=5000, rows=6, noun=_l("what the trader says")
    )

    def new_dispute(self) -> NewDispute:
        """Return the dispute as the trader raised it."""
        return NewDispute(self.raised_on.data, self.raised_by.data or "", self.words.data)


class DecisionForm(Form):
    decision = RadiosField(
        _l("Decision"),
        choices(
            DisputeDecision,
            DISPUTE_LABELS,
            hints={
                DisputeDecision.UPHELD: "It stands as recorded",
                DisputeDecision.OVERTURNED: "It leaves every count and list at once, and stays in the history",
            },
        ),
        missing=_l("Select whether the result is upheld or overturned"),
    )
    reasons = TextAreaField(_l("Reasons"), hint=_l("As the trader will be told them"), limit=5000, rows=6)

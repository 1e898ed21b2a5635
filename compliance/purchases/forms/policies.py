"""The form of the policy of test purchases."""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, Form, TextAreaField, TextField, WholeNumberField, YesNoField
from compliance.purchases.rules import NewPurchasePolicy, PurchasePolicy, alert_days_from


class PurchasePolicyForm(Form):
    """A policy from a day on."""

    in_force_from = DateField(_l("From which day does it apply?"), noun=_l("the day from which it applies"))
    advance_notice_asked = YesNoField(
        _l("Is a seller online told beforehand that a test is likely?"),
        hint=_l("Then an order without that notice is recorded with the reason"),
    )
    advance_notice_days = WholeNumberField(
        _l("From the notice to the order at least"), least=0, most=365, width="3", suffix=_l("days")
    )
    alert_days = TextField(
        _l("How many days before the last day to prosecute are officers told?"),
        hint=_l("Numbers with commas between them, such as 90, 60, 30, 14"),
        limit=60,
        width="20",
    )
    keep_evidence_months = WholeNumberField(
        _l("The evidence of a test is kept for at least"),
        hint=_l("After the test. An open case keeps it longer"),
        least=6,
        most=240,
        width="3",
        suffix=_l("months"),
    )
    rate_least = WholeNumberField(
        _l("A rate is shown from"),
        hint=_l("At least 10. A share of fewer says next to nothing"),
        least=10,
        most=1000,
        width="4",
        suffix=_l("valid attempts"),
    )
    dispute_days = WholeNumberField(
        _l("A dispute is decided within"), least=1, most=180, width="3", suffix=_l("days of its receipt")
    )
    dispute_letter_days = WholeNumberField(
        _l("The trader is told in writing within"), least=1, most=60, width="3", suffix=_l("days of the decision")
    )
    carry_minutes = WholeNumberField(
        _l("A volunteer carries the item for at most"),
        hint=_l("Longer than this until it reaches an officer is shown as long"),
        least=1,
        most=120,
        width="3",
        suffix=_l("minutes"),
    )
    reason = TextAreaField(
        _l("Why is it set, and who decided it?"),
        limit=1000,
        rows=3,
        missing=_l("Say why the policy is set, and who decided it"),
    )

    def new_policy(self) -> NewPurchasePolicy:
        """Return the policy that was typed. Raises Refusal beside the days of the alerts when they are no numbers."""
        values = {name: self[name].data for name in asdict(PurchasePolicy())}
        policy = PurchasePolicy(**(values | {"alert_days": alert_days_from(self.alert_days.data or "")}))
        return NewPurchasePolicy(policy, self.in_force_from.data, self.reason.data)


def policy_values(policy: PurchasePolicy) -> dict[str, Any]:
    """Return what the form starts with: the policy that holds now."""
    return asdict(policy) | {"alert_days": ", ".join(str(day) for day in policy.alert_days)}

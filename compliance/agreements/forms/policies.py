"""The form of a policy of agreements from a day on."""

from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.agreements.rules import AFTER_FAILED_TEST_LABELS, AfterFailedTest, NewPolicy, Policy
from compliance.forms import DateField, Form, RadiosField, TextAreaField, WholeNumberField, choices

_ORDER = tuple(AFTER_FAILED_TEST_LABELS)


class PolicyForm(Form):
    """A policy from a day on."""

    in_force_from = DateField(_l("From which day does it apply?"), noun=_l("the day from which it applies"))
    months = WholeNumberField(
        _l("An agreement runs for"),
        least=1,
        most=120,
        width="3",
        suffix=_l("months"),
        hint=_l("Unless another day is agreed when it is signed"),
    )
    longest_months = WholeNumberField(_l("At most"), least=1, most=120, width="3", suffix=_l("months"))
    review_months = WholeNumberField(
        _l("Reviewed after"),
        least=0,
        most=60,
        width="3",
        suffix=_l("months"),
        hint=_l("After the signature and after each review. 0 sets no day"),
    )
    remind_days = WholeNumberField(
        _l("Shown as about to lapse or to be reviewed"), least=1, most=366, width="3", suffix=_l("days before")
    )
    on_failed_test = RadiosField(
        _l("What do officers do after a failed test?"),
        [one for after in _ORDER for one in choices(AfterFailedTest, AFTER_FAILED_TEST_LABELS) if one.data is after],
        hint=_l("It is asked of them on the page of the agreement. Nothing happens by itself"),
        noun=_l("what officers do after a failed test"),
    )
    act_days = WholeNumberField(_l("Within"), least=1, most=366, width="3", suffix=_l("days of the test"))
    failed_within_months = WholeNumberField(
        _l("A failed test counts for"),
        least=1,
        most=120,
        width="3",
        suffix=_l("months"),
        hint=_l("A completed illegal sale exactly this long ago still counts"),
    )
    reply_days = WholeNumberField(
        _l("A trader may reply to a proposal of removal for"), least=1, most=366, width="3", suffix=_l("days")
    )
    link_days = WholeNumberField(_l("A link to sign by works for"), least=1, most=366, width="3", suffix=_l("days"))
    reason = TextAreaField(
        _l("Why is it set, and who decided it?"),
        limit=1000,
        rows=3,
        missing=_l("Say why the policy is set, and who decided it"),
    )

    def new_policy(self) -> NewPolicy:
        """Return the policy that was typed."""
        names = policy_values(Policy())
        return NewPolicy(self.in_force_from.data, Policy(**{name: self[name].data for name in names}), self.reason.data)


def policy_values(policy: Policy) -> dict[str, Any]:
    """Return what the form starts with: the policy that holds now."""
    return asdict(policy)

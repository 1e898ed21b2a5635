"""What a form of a test keeps although it is not typed: what a signature holds still, and what other pages hold."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from compliance.forms import Form
from compliance.purchases.forms.fields import LATER
from compliance.purchases.rules import NewPurchase
from compliance.purchases.rules.record import read


def hold_still(form: Form, purchase: Any, frozen: Collection[str]) -> list[str]:
    """Have the columns that a signature holds still keep their value, whatever is sent, and return those of the form.

    They are drawn as text: a correction of what was observed is an addition to the officer's own account.
    """
    held = [name for name in vars(form)["_fields"] if name in frozen]
    for name in held:
        field: Any = form[name]
        field.process_data(getattr(purchase, name))
        field.process_errors = []
        field.macro = "held"
        field.held_words = read(name, field.data, {})
    return held


def kept_with(form: Any, purchase: Any) -> NewPurchase:
    """Return what the officer says happened, with what the record holds beside the form: its later sections."""
    new: NewPurchase = form.new_purchase()
    return replace(new, **{name: getattr(purchase, name) for name in LATER if name not in form})

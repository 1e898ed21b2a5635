"""What a form of a test keeps although it is not typed: what a signature holds still, and what other pages hold."""

from collections.abc import Collection
from dataclasses import fields, replace
from typing import Any

from compliance.forms import Form
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
    """Return what the officer says happened, with what the record holds that this form does not ask for."""
    new: NewPurchase = form.new_purchase()
    absent = [one.name for one in fields(NewPurchase) if one.name not in form and one.name not in ASKED_OTHERWISE]
    return replace(new, **{name: getattr(purchase, name) for name in absent})


ASKED_OTHERWISE = frozenset({"buyer_basis", "category"})
"""What a form asks for under another name: the buyer with the kind of test, and the kind of product."""

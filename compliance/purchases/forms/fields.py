"""What the forms of every test purchase share."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxField,
    Choice,
    DateField,
    Form,
    HiddenField,
    MoneyField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
    YesNoField,
)
from compliance.offences.rules import Category, categories_on, category_at
from compliance.purchases.rules import BuyerBasis, Type

LATER = ("product", "brand", "welfare_note")
"""What a form may leave to the sections of the record that are filled in later."""

TypeAndBasis = tuple[Type, BuyerBasis]


def kind(type_: Type, basis: BuyerBasis, label: Any, hint: Any = "", *, value: str = "") -> Choice:
    """Return a kind of test as one thing to tap: its type and who buys."""
    return Choice(value or type_.value, label, (type_, basis), hint)


def volunteer(needed_for: TypeAndBasis) -> TextField:
    """Return the field of the volunteer's code, which one kind of test cannot do without."""
    return TextField(
        _l("Volunteer’s code"),
        hint=_l("Such as V07. The age on the day is worked out from it. Not needed for a buyer of 18 or over"),
        missing=_l("Enter the volunteer’s code, such as V07"),
        limit=10,
        width="5",
        autocomplete="off",
        needed_when=("type", needed_for),
    )


class PurchaseForm(Form):
    """What is recorded of any attempt. `first` names the fields at the top of the page, in their order on it."""

    first: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        order = {name: place for place, name in enumerate(("again", "reason", *self.first))}
        drawn: dict[str, Any] = vars(self)["_fields"]
        self._fields = dict(sorted(drawn.items(), key=lambda field: order.get(field[0], len(order))))

    submission = HiddenField()
    again = CheckboxField(_l("Record this one too"))
    tested_on = DateField(_l("Date of the test"), past=True)
    started_at_time = TimeField(_l("Time in"), hint=_l("Such as 14:30"), required=False)
    ended_at_time = TimeField(_l("Time out"), required=False)
    volunteer_code = volunteer((Type.UNDERAGE, BuyerBasis.UNDER_18))
    age_years = WholeNumberField(
        _l("Age of an adult buyer"),
        hint=_l("In years, where the buyer has no code"),
        least=18,
        most=99,
        width="2",
        required=False,
    )
    officer_id = SelectField(_l("Officer who made the test"))
    second_officer_id = SelectField(
        _l("Second officer"), hint=_l("Needed when the attempt is void or aborted"), required=False
    )
    outcome_reason = TextAreaField(_l("If void or aborted, why"), limit=1000, rows=2, required=False)
    words_spoken = TextAreaField(
        _l("Words spoken"),
        hint=_l("Verbatim, both ways. Never the volunteer’s name"),
        limit=5000,
        rows=4,
        required=False,
    )
    product_category = SelectField(
        _l("Kind of product"),
        noun=_l("the kind of product"),
    )
    product = TextField(_l("Product"), hint=_l("As labelled, with the length of the blade"), limit=200, required=False)
    brand = TextField(_l("Brand"), limit=120, width="20", required=False)
    price_pence = MoneyField(_l("Price"), most_pence=1_000_000, required=False)
    operation_id = SelectField(_l("Operation"), blank=_l("Not part of an operation"), required=False)
    legal_sign_off = TextField(
        _l("Legal sign-off"),
        hint=_l("Only for a crossbow and a buyer under 18: who in legal services agreed, and when"),
        limit=200,
        required=False,
    )
    welfare_note = TextAreaField(_l("Welfare of the volunteer"), limit=1000, rows=2, required=False)
    notes = TextAreaField(_l("Notes"), limit=5000, rows=3, required=False)

    def offer(self, officers: Sequence[tuple[UUID, str]], operations: Sequence[tuple[UUID, str]]) -> None:
        """Set who and which operations there are to choose from, as pairs of identifier and name."""
        offered = ((self.officer_id, officers), (self.second_officer_id, officers), (self.operation_id, operations))
        for field, choices_ in offered:
            field.choices = choices_
            if not self.is_submitted():
                field.process_data(field.data)

    def offer_products(self, versions: Iterable[Category], day: date) -> None:
        """Set the kinds of product on the list on `day`; what a record names stays to choose from after that."""
        known = list(versions)
        offered = {one.code: one for one in categories_on(known, day)}
        kept = self.product_category.object_data
        if kept and kept not in offered:
            offered[kept] = category_at(known, kept, day)
        self.product_category.choices = [(one.code, one.label) for one in offered.values()]

    def shared(self) -> dict[str, Any]:
        """Return what every attempt has."""
        type_, basis = self.type.data
        return {
            "type": type_,
            "buyer_basis": basis,
            "channel": self.channel.data,
            "outcome": self.outcome.data,
            "tested_on": self.tested_on.data,
            "officer_id": self.officer_id.data,
            "category": self.product_category.data,
            "outcome_reason": self.outcome_reason.data or "",
            "second_officer_id": self.second_officer_id.data or None,
            "operation_id": self.operation_id.data or None,
            "volunteer_code": self.volunteer_code.data or "",
            "age_years": self.age_years.data,
            "started_at_time": self.started_at_time.data,
            "ended_at_time": self.ended_at_time.data,
            "price_pence": self.price_pence.data,
            "words_spoken": self.words_spoken.data or "",
            "legal_sign_off": self.legal_sign_off.data or "",
            "notes": self.notes.data or "",
            **{name: self[name].data or "" for name in LATER if name in self},
        }


class Correction:
    """What a correction adds to a form: the version it was filled from, and why."""

    version = HiddenField()
    reason = TextAreaField(
        _l("Why is it corrected?"), limit=1000, rows=2, missing=_l("Say why the record is corrected")
    )


def answer(label: Any, **kwargs: Any) -> YesNoField:
    """Return a question that an officer may have had no chance to see answered."""
    return YesNoField(label, required=False, **kwargs)

"""The form of a prohibited-weapon listing check: what is offered, where, and by whom. It has no buyer."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    MoneyField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
)
from compliance.offences.rules import Category, categories_on
from compliance.purchases.forms.fields import answer
from compliance.purchases.rules import NewListingCheck, Outcome

OUTCOMES = (
    (Outcome.OFFERED_FOR_SALE, _l("A prohibited weapon is offered for sale")),
    (Outcome.NOT_STOCKED, _l("No prohibited weapon is offered")),
    (Outcome.NOT_TRADING, _l("Website down or not trading")),
    (Outcome.ABORTED, _l("Aborted")),
    (Outcome.VOID, _l("Void: protocol not followed")),
)


class ListingCheckForm(Form):
    submission = HiddenField()
    outcome = RadiosField(
        _l("What was found"),
        [Choice(outcome.value, label, outcome) for outcome, label in OUTCOMES],
        noun=_l("what was found"),
    )
    product_category = SelectField(_l("Kind of product"), noun=_l("the kind of product"))
    product = TextField(
        _l("What is offered"),
        hint=_l("As the page calls it"),
        limit=200,
        required=False,
        needed_when=("outcome", Outcome.OFFERED_FOR_SALE),
    )
    url = TextField(_l("Web address of the page"), limit=500, inputmode="url")
    tested_on = DateField(_l("Day of the capture"), past=True)
    at_time = TimeField(
        _l("Time of the capture"),
        hint=_l("To the minute, such as 14:05"),
        required=False,
        needed_when=("outcome", Outcome.OFFERED_FOR_SALE),
    )
    words = TextAreaField(
        _l("What the page says"),
        hint=_l("Name, description and any claim, verbatim"),
        limit=5000,
        rows=4,
        required=False,
    )
    price_pence = MoneyField(_l("Price shown"), most_pence=1_000_000, required=False)
    age_warning = answer(_l("Was a warning about age shown?"))
    seller_name = TextField(_l("Seller’s name as shown"), limit=200, required=False)
    marketplace = TextField(
        _l("Marketplace"), hint=_l("Only when it is offered on somebody else’s website"), limit=200, required=False
    )
    officer_id = SelectField(_l("Officer who made the check"))
    operation_id = SelectField(_l("Operation"), blank=_l("Not part of an operation"), required=False)
    second_officer_id = SelectField(
        _l("Second officer"), hint=_l("Needed when the check is void or aborted"), required=False
    )
    outcome_reason = TextAreaField(_l("If void or aborted, why"), limit=1000, rows=2, required=False)
    notes = TextAreaField(_l("Notes"), limit=5000, rows=3, required=False)

    def offer(self, officers: Sequence[tuple[UUID, str]], operations: Sequence[tuple[UUID, str]]) -> None:
        """Set who and which operations there are to choose from, as pairs of identifier and name."""
        offered = ((self.officer_id, officers), (self.second_officer_id, officers), (self.operation_id, operations))
        for field, choices_ in offered:
            field.choices = choices_

    def offer_products(self, versions: Iterable[Category], day: date) -> None:
        """Offer the categories of a day, those of prohibited weapons first."""
        known = sorted(categories_on(versions, day), key=lambda one: not one.prohibited_weapon)
        self.product_category.choices = [(one.code, one.label) for one in known]

    def new_check(self) -> NewListingCheck:
        """Return what the officer says was offered."""
        return NewListingCheck(
            outcome=self.outcome.data,
            tested_on=self.tested_on.data,
            at_time=self.at_time.data,
            officer_id=self.officer_id.data,
            category=self.product_category.data,
            product=self.product.data or "",
            url=self.url.data or "",
            words=self.words.data or "",
            price_pence=self.price_pence.data,
            age_warning=self.age_warning.data,
            seller_name=self.seller_name.data or "",
            marketplace=self.marketplace.data or "",
            operation_id=self.operation_id.data or None,
            second_officer_id=self.second_officer_id.data or None,
            outcome_reason=self.outcome_reason.data or "",
            notes=self.notes.data or "",
        )

"""The short forms of what is recorded of a test after the counter, one for each section."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    DateField,
    Form,
    HiddenField,
    LengthField,
    MoneyField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
    YesNoField,
    choices,
)
from compliance.offences.rules import Category, categories_on, category_at
from compliance.purchases.forms.fields import answer
from compliance.purchases.rules import PAYMENT_LABELS, STORAGE_LABELS, Payment, Storage
from compliance.purchases.rules import sections as rules


class SectionForm(Form):
    """A section of a record: the columns that it holds, the version it was filled from, and why it is corrected."""

    key: ClassVar[str]
    title: ClassVar[Any]
    makes: ClassVar[type[rules.Section]]
    columns: ClassVar[tuple[str, ...]]

    version = HiddenField()
    reason = TextAreaField(
        _l("Why is it corrected?"),
        hint=_l("Needed when something that is recorded already changes"),
        limit=1000,
        rows=2,
        required=False,
    )

    def section(self) -> rules.Section:
        """Return what the officer says."""
        return self.makes(**{name: self.value(name) for name in self.columns})

    def value(self, name: str) -> Any:
        """Return what a column gets: blank words as an empty text."""
        field = self[name]
        blank = "" if isinstance(field, TextField | TextAreaField) and not isinstance(field, NOT_WORDS) else None
        return blank if field.data in (None, "") else field.data

    @property
    def parts(self) -> list[Any]:
        """The fields to draw, in their order, without the version and the reason."""
        return [self[name] for name in self.columns]


NOT_WORDS = (LengthField, MoneyField, TimeField, WholeNumberField)


class ProductForm(SectionForm):
    key, title, makes = "product", _l("The product"), rules.ProductSection
    columns = (
        "category_code",
        "product",
        "brand",
        "blade_length_mm",
        "folds",
        "barcode",
        "product_is_article",
        "product_is_bladed",
        "product_reason",
    )
    category_code = SelectField(_l("Kind of product"), noun=_l("the kind of product"))
    product = TextField(_l("Product"), hint=_l("As labelled"), limit=200, required=False)
    brand = TextField(_l("Brand"), hint=_l("“No brand” when it has none"), limit=120, width="20", required=False)
    blade_length_mm = LengthField(
        _l("Length of the cutting edge"),
        hint=_l(
            "In millimetres, along the whole edge. Near 3 inches (76.2 mm) to a tenth, never rounded: such as 76.4"
        ),
        width="5",
        required=False,
    )
    folds = answer(
        _l("Is it a folding pocket-knife?"),
        hint=_l("Yes only when it folds at any time by pressing on the blade. No when it locks open"),
    )
    barcode = TextField(_l("Barcode or batch"), limit=60, width="20", required=False)
    product_is_article = answer(
        _l("Is the product in hand an article under section 141A?"),
        hint=_l("Only when you depart from what its kind says"),
    )
    product_is_bladed = answer(
        _l("Is the product in hand a bladed product under section 41?"),
        hint=_l("Only when you depart from what its kind says"),
    )
    product_reason = TextAreaField(
        _l("Why it is not as its kind says"), hint=_l("What you measured or saw"), limit=500, rows=2, required=False
    )

    def offer_products(self, versions: Iterable[Category], day: date) -> None:
        """Set the kinds of product on the list on `day`, and the one that the record names."""
        known = list(versions)
        offered = {one.code: one for one in categories_on(known, day)}
        kept = self.category_code.object_data
        if kept and kept not in offered:
            offered[kept] = category_at(known, kept, day)
        self.category_code.choices = [(one.code, one.label) for one in offered.values()]
        if not self.is_submitted():
            self.category_code.process_data(self.category_code.data)


class DisplayForm(SectionForm):
    key, title, makes = "display", _l("Display and storage"), rules.DisplaySection
    columns = ("displayed_where", "storage", "poster_seen", "queue", "lighting_and_cctv")
    displayed_where = TextField(
        _l("Where it was displayed"), hint=_l("Aisle, height, what was beside it"), limit=300, required=False
    )
    storage = RadiosField(
        _l("How it was kept"), choices(Storage, STORAGE_LABELS), noun=_l("how it was kept"), required=False
    )
    poster_seen = answer(_l("Was a Challenge 25 poster to be seen?"))
    queue = WholeNumberField(
        _l("People waiting at the till"), hint=_l("0 when nobody waited"), most=500, width="3", required=False
    )
    lighting_and_cctv = TextAreaField(
        _l("Lighting and cameras"), hint=_l("How bright, and where cameras were"), limit=500, rows=2, required=False
    )


class PaymentForm(SectionForm):
    key, title, makes = "payment", _l("Payment"), rules.PaymentSection
    columns = ("payment", "change_pence", "receipt")
    payment = RadiosField(
        _l("How it was paid"), choices(Payment, PAYMENT_LABELS), noun=_l("how it was paid"), required=False
    )
    change_pence = MoneyField(_l("Change given"), most_pence=1_000_000, required=False)
    receipt = answer(_l("Was a receipt given?"))


class VolunteerForm(SectionForm):
    key, title, makes = "volunteer", _l("The buyer on the day"), rules.VolunteerSection
    columns = (
        "volunteer_sex",
        "volunteer_height_cm",
        "volunteer_clothing",
        "volunteer_photograph",
        "volunteer_consent",
        "briefed_at_time",
    )
    volunteer_sex = TextField(_l("Sex"), limit=20, width="10", required=False)
    volunteer_height_cm = WholeNumberField(
        _l("Height"), hint=_l("In centimetres"), least=50, most=250, width="3", required=False
    )
    volunteer_clothing = TextAreaField(
        _l("Clothing and appearance"),
        hint=_l("As the seller saw the buyer. Never a name"),
        limit=500,
        rows=3,
        required=False,
    )
    volunteer_photograph = TextField(
        _l("Reference of the photograph taken that day"), limit=60, width="20", required=False
    )
    volunteer_consent = TextField(
        _l("Consent for this operation"),
        hint=_l("Its reference and date, such as C/14, 1 October 2026. Never who signed it"),
        limit=120,
        required=False,
    )
    briefed_at_time = TimeField(_l("Time of the briefing"), hint=_l("Such as 13:30"), required=False)


class WelfareForm(SectionForm):
    key, title, makes = "welfare", _l("Welfare of the volunteer"), rules.WelfareSection
    columns = ("meal_offered", "debriefed", "welfare_note")
    meal_offered = answer(_l("Was a meal offered?"))
    debriefed = answer(_l("Was the volunteer debriefed?"))
    welfare_note = TextAreaField(
        _l("How the volunteer was"), hint=_l("By the code, never by name"), limit=1000, rows=3, required=False
    )


class ToldForm(SectionForm):
    key, title, makes = "told", _l("When the retailer was told"), rules.ToldSection
    columns = ("retailer_told_on", "retailer_told_at_time", "retailer_told_how")
    retailer_told_on = DateField(_l("Day on which the retailer was told"), past=True, required=False)
    retailer_told_at_time = TimeField(_l("At what time"), hint=_l("Such as 15:10"), required=False)
    retailer_told_how = TextField(
        _l("Who was told, and how"), hint=_l("Such as: the manager, at the counter"), limit=300, required=False
    )


SECTION_FORMS: dict[str, type[SectionForm]] = {
    form.key: form for form in (ProductForm, DisplayForm, PaymentForm, VolunteerForm, WelfareForm, ToldForm)
}
"""The form of each section, by the last part of its address."""

__all__ = ["SECTION_FORMS", "ProductForm", "SectionForm", "YesNoField"]

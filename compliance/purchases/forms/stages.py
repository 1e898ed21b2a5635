"""The forms of the stages of a test made online: a short one for each, saved by itself."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    MoneyField,
    RadiosField,
    TextAreaField,
    TextField,
    TimeField,
    choices,
)
from compliance.purchases.forms.fields import answer
from compliance.purchases.rules import (
    AGE_CHECK_LABELS,
    CHARGED_LABELS,
    HAND_OVER_PARTS,
    NOTICE_MEANS_LABELS,
    PAID_BY_LABELS,
    AgeCheck,
    Charged,
    Checkout,
    NewStage,
    NoticeMeans,
    PaidBy,
    RecordedState,
    StageKind,
)


def verbatim(label: Any, hint: Any = "", *, rows: int = 4) -> TextAreaField:
    """Return a field for words as they stood or were spoken."""
    return TextAreaField(label, hint=hint or _l("Verbatim, as it stands"), limit=5000, rows=rows, required=False)


HAPPENED = ("state", RecordedState.REACHED)
"""What a stage that happened cannot do without."""


def why(label: Any) -> TextAreaField:
    """Return the field of a reason that is asked for when it is needed."""
    return TextAreaField(
        label,
        limit=1000,
        rows=2,
        required=False,
        needed_when=("state", RecordedState.NOT_REACHED),
        missing=_l("Say why this stage was not reached"),
    )


class StageForm(Form):
    """What every stage has: whether it happened, its day and time, and why it was not reached.

    `stage` is which; `columns` are its own facts, drawn in that order. `version` is that of its row, `other_version`
    that of the hand-over or the test in which its other facts stand.
    """

    stage: ClassVar[StageKind]
    columns: ClassVar[tuple[str, ...]] = ()
    version = HiddenField()
    other_version = HiddenField()
    state = RadiosField(
        _l("Did it happen?"),
        [
            Choice("reached", _l("Yes"), RecordedState.REACHED),
            Choice("not_reached", _l("No, this stage was not reached"), RecordedState.NOT_REACHED),
        ],
        reveals={"not_reached": "why"},
        noun=_l("whether it happened"),
    )
    why = why(_l("Why was it not reached?"))
    reason = TextAreaField(
        _l("Why is it corrected?"),
        hint=_l("Only when something that is recorded already changes"),
        limit=1000,
        rows=2,
        required=False,
    )

    @property
    def shown(self) -> list[str]:
        """The fields to draw after the day and the time."""
        return list(self.columns)

    def _when(self, name: str) -> Any:
        return self[name].data if name in self and self.state.data is RecordedState.REACHED else None

    def new_stage(self) -> NewStage:
        """Return what the officer says of this stage."""
        own: dict[str, Any] = {
            name: "" if self[name].data is None and name in _TEXTS else self[name].data
            for name in self.columns
            if name in NewStage.__dataclass_fields__
        }
        return NewStage(
            stage=self.stage,
            state=self.state.data,
            happened_on=self._when("happened_on"),
            at_time=self._when("at_time"),
            why=self.why.data or "",
            **own,
        )


_TEXTS = frozenset({"words", "letter_reference", "url", "declared", "card_ending", "order_number", "item", "condition"})


class DatedStageForm(StageForm):
    happened_on = DateField(_l("Day"), past=True, required=False, needed_when=HAPPENED)
    at_time = TimeField(_l("Time"), hint=_l("Such as 14:30"), required=False)


class NoticeStageForm(DatedStageForm):
    stage = StageKind.ADVANCE_NOTICE
    columns = ("notice_means", "letter_reference", "words")
    state = RadiosField(
        _l("Was a notice sent?"),
        [
            Choice("reached", _l("Yes"), RecordedState.REACHED),
            Choice("not_reached", _l("No"), RecordedState.NOT_REACHED),
        ],
        reveals={"not_reached": "why"},
        noun=_l("whether a notice was sent"),
    )
    happened_on = DateField(_l("Day it was sent"), past=True, required=False, needed_when=HAPPENED)
    why = why(_l("Why was no notice sent?"))
    notice_means = RadiosField(
        _l("How was it sent?"),
        choices(NoticeMeans, NOTICE_MEANS_LABELS),
        required=False,
        small=True,
        needed_when=HAPPENED,
        noun=_l("how it was sent"),
    )
    letter_reference = TextField(_l("Reference of the letter"), limit=60, width="20", required=False)
    words = verbatim(_l("What it said"), _l("The sentence that says that a test is likely"), rows=3)


class ListingStageForm(DatedStageForm):
    stage = StageKind.LISTING
    columns = ("url", "words", "price_pence", "age_warning")
    happened_on = DateField(_l("Day of the capture"), past=True, required=False, needed_when=HAPPENED)
    at_time = TimeField(
        _l("Time of the capture"), hint=_l("To the minute, such as 14:05"), required=False, needed_when=HAPPENED
    )
    url = TextField(_l("Web address of the page"), limit=500, inputmode="url", required=False, needed_when=HAPPENED)
    words = verbatim(_l("What the advert and the listing say"), _l("Name, description and any claim, verbatim"))
    price_pence = MoneyField(_l("Price shown"), most_pence=1_000_000, required=False)
    age_warning = answer(_l("Was a warning about age shown?"))


class CheckoutStageForm(DatedStageForm):
    stage = StageKind.CHECKOUT
    asked = (
        "age_check",
        "age_asked",
        "id_asked",
        "declared_age_true",
        "declared_name_true",
        "declaration_authorised_by",
    )
    columns = (
        "age_check",
        "age_asked",
        "id_asked",
        "declared_age_true",
        "declared_name_true",
        "declared",
        "declaration_authorised_by",
        "words",
        "stopped",
    )
    age_check = RadiosField(_l("Age check"), choices(AgeCheck, AGE_CHECK_LABELS), required=False, small=True)
    age_asked = answer(_l("Was the buyer’s age or date of birth asked?"))
    id_asked = answer(_l("Was proof of age asked for?"))
    declared_age_true = answer(_l("Was the true age given?"))
    declared_name_true = answer(_l("Was the true name given?"))
    declared = verbatim(
        _l("What exactly was declared"),
        _l("Box ticked, year of birth given, cover name used. Never the volunteer’s own name"),
        rows=2,
    )
    declaration_authorised_by = TextField(
        _l("Who authorised a false age or name"), hint=_l("Name and job title"), limit=120, required=False
    )
    words = verbatim(_l("What the page said"))
    stopped = answer(_l("Did the check stop the order?"))

    def checkout(self) -> Checkout:
        """Return what stands with the order: what the checkout asked and what was declared."""
        values: dict[str, Any] = {name: self[name].data for name in self.asked}
        return Checkout(**(values | {"declaration_authorised_by": values["declaration_authorised_by"] or ""}))


class PaymentStageForm(DatedStageForm):
    stage = StageKind.PAYMENT
    columns = ("paid_by", "card_ending", "price_pence", "charged", "words")
    paid_by = RadiosField(
        _l("How it was paid"),
        choices(PaidBy, PAID_BY_LABELS),
        required=False,
        small=True,
        needed_when=HAPPENED,
        noun=_l("how it was paid"),
    )
    card_ending = TextField(
        _l("Last 4 digits of the card"),
        hint=_l("Never the whole number"),
        limit=4,
        width="4",
        inputmode="numeric",
        autocomplete="off",
        required=False,
    )
    price_pence = MoneyField(_l("Amount"), most_pence=1_000_000, required=False)
    charged = RadiosField(_l("When the money was taken"), choices(Charged, CHARGED_LABELS), required=False, small=True)
    words = verbatim(_l("What the page or the statement says"), rows=2)


class ConfirmationStageForm(DatedStageForm):
    stage = StageKind.CONFIRMATION
    columns = ("order_number", "words")
    order_number = TextField(_l("Order number"), limit=80, width="20", required=False)
    words = verbatim(_l("What the confirmation says"))


class UnpackingStageForm(DatedStageForm):
    stage = StageKind.UNPACKING
    columns = ("item", "condition", "matches_listing")
    item = TextField(
        _l("What was in the parcel"), hint=_l("As labelled, with the length of the blade"), limit=300, required=False
    )
    condition = TextAreaField(_l("Its condition and its packing"), limit=2000, rows=3, required=False)
    matches_listing = answer(_l("Does it match the listing?"))


class ParcelPartForm(StageForm):
    """A stage whose facts stand in the record of the hand-over; `day_name` is the column of its day."""

    day_name: ClassVar[str]

    def values(self) -> dict[str, Any]:
        """Return the columns of the hand-over that this stage records."""
        found = {name: self[name].data for name in HAND_OVER_PARTS[self.stage] if name in self}
        return {name: "" if value is None and name in _PARCEL_TEXTS else value for name, value in found.items()}


_PARCEL_TEXTS = frozenset({"delivery_company", "tracking_number", "package_marking"})


class DispatchStageForm(ParcelPartForm):
    stage = StageKind.DISPATCH
    day_name = "dispatched_on"
    columns = ("delivery_company", "tracking_number", "age_verified_delivery")
    dispatched_on = DateField(_l("Day of dispatch"), past=True, required=False, needed_when=HAPPENED)
    dispatched_at_time = TimeField(_l("Time"), hint=_l("Such as 14:30"), required=False)
    delivery_company = TextField(_l("Delivery company"), limit=200, required=False)
    tracking_number = TextField(_l("Tracking number"), limit=60, width="20", required=False)
    age_verified_delivery = answer(_l("Did the seller ask for delivery with an age check?"))


class ParcelStageForm(ParcelPartForm):
    stage = StageKind.PARCEL
    day_name = "parcel_on"
    columns = ("package_marking", "marked_blade", "marked_18")
    parcel_on = DateField(_l("Day it was photographed, unopened"), past=True, required=False, needed_when=HAPPENED)
    parcel_at_time = TimeField(_l("Time"), hint=_l("Such as 14:30"), required=False)
    package_marking = verbatim(_l("Marking on the package"), _l("Every word on it, verbatim. Write “none” for none"))
    marked_blade = answer(_l("Does it say that it contains a blade or a sharp point?"))
    marked_18 = answer(_l("Does it say that it may only be given into the hands of a person of 18 or over?"))


STAGE_FORMS: dict[StageKind, type[StageForm]] = {
    form.stage: form
    for form in (
        NoticeStageForm,
        ListingStageForm,
        CheckoutStageForm,
        PaymentStageForm,
        ConfirmationStageForm,
        DispatchStageForm,
        ParcelStageForm,
        UnpackingStageForm,
    )
}
"""The form of each stage but the delivery, which has its own page."""

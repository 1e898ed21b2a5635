"""The forms of a test made online: the order or the listing, and the hand-over that follows an order."""

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    DateField,
    Form,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.purchases.forms.fields import Correction, PurchaseForm, answer, kind, volunteer
from compliance.purchases.rules import (
    ADDRESS_KIND_LABELS,
    AGE_CHECK_LABELS,
    CHANNEL_LABELS,
    HAND_OVER_LABELS,
    ONLINE_CHANNELS,
    AddressKind,
    AgeCheck,
    BuyerBasis,
    Channel,
    HandOverResult,
    NewHandOver,
    NewPurchase,
    Outcome,
    Type,
)

ONLINE_KINDS = [
    kind(
        Type.ONLINE_ORDER,
        BuyerBasis.UNDER_18,
        _l("Online order, volunteer under 18"),
        _l("A completed sale is an offence. The hand-over is recorded later"),
        value="online_order_under_18",
    ),
    kind(
        Type.ONLINE_ORDER,
        BuyerBasis.ADULT,
        _l("Online order, buyer 18 or over"),
        _l("Looks at the checkout and the hand-over. Never a sale to a person under 18"),
        value="online_order_adult",
    ),
    kind(
        Type.LISTING_CHECK,
        BuyerBasis.NONE,
        _l("Prohibited-weapon listing check"),
        _l("Looks at what is offered. Nobody buys, so it needs no volunteer"),
    ),
]
ONLINE_OUTCOMES = {
    Outcome.REFUSED_NO_ID: "Order refused: no proof of age given",
    Outcome.REFUSED_AGE_ASKED: "Order refused: age asked",
    Outcome.REFUSED_OTHER: "Order refused: other reason",
    Outcome.SOLD_AFTER_ID_NOT_VERIFIED: "Order accepted: age asked but not verified",
    Outcome.SOLD_UNCHALLENGED: "Order accepted: no challenge",
    Outcome.OFFERED_FOR_SALE: "Listing check: prohibited weapon offered for sale",
    Outcome.NOT_STOCKED: "Product not offered",
    Outcome.NOT_TRADING: "Website down or not trading",
    Outcome.ABORTED: "Aborted",
    Outcome.VOID: "Void: protocol not followed",
}


class OnlineForm(PurchaseForm):
    first = (
        "type",
        "outcome",
        "tested_on",
        "volunteer_code",
        "age_years",
        "product_category",
        "channel",
        "url",
        "seller_name",
        "age_check",
        "age_asked",
        "id_asked",
        "declared_age_true",
        "declared_name_true",
        "declaration_authorised_by",
        "price_pence",
        "started_at_time",
        "ended_at_time",
        "words_spoken",
        "officer_id",
        "second_officer_id",
    )
    type = RadiosField(_l("Kind of test"), ONLINE_KINDS)
    channel = RadiosField(
        _l("How it is sold and delivered"),
        choices(Channel, CHANNEL_LABELS, leave_out=[channel for channel in Channel if channel not in ONLINE_CHANNELS]),
        noun=_l("how it is sold and delivered"),
    )
    outcome = RadiosField(
        _l("Outcome"),
        choices(Outcome, ONLINE_OUTCOMES, leave_out=[outcome for outcome in Outcome if outcome not in ONLINE_OUTCOMES]),
    )
    volunteer_code = volunteer((Type.ONLINE_ORDER, BuyerBasis.UNDER_18))
    url = TextField(_l("Web address of the listing"), limit=500, inputmode="url", required=False)
    seller_name = TextField(_l("Seller’s name as shown"), limit=200, required=False)
    age_check = RadiosField(
        _l("Age check at the checkout"), choices(AgeCheck, AGE_CHECK_LABELS), required=False, small=True
    )
    age_asked = answer(_l("Was the buyer’s age or date of birth asked?"))
    id_asked = answer(_l("Was proof of age asked for?"))
    declared_age_true = answer(_l("Was the true age given?"))
    declared_name_true = answer(_l("Was the true name given?"))
    declaration_authorised_by = TextField(
        _l("Who authorised a false age or name"), hint=_l("Name and job title"), limit=120, required=False
    )

    def new_purchase(self) -> NewPurchase:
        """Return what the officer says happened."""
        return NewPurchase(
            **self.shared(),
            url=self.url.data or "",
            seller_name=self.seller_name.data or "",
            age_check=self.age_check.data,
            age_asked=self.age_asked.data,
            id_asked=self.id_asked.data,
            declared_age_true=self.declared_age_true.data,
            declared_name_true=self.declared_name_true.data,
            declaration_authorised_by=self.declaration_authorised_by.data or "",
        )


class OnlineCorrectionForm(Correction, OnlineForm):
    pass


class HandOverForm(Form):
    version = HiddenField()
    result = RadiosField(_l("How it ended"), choices(HandOverResult, HAND_OVER_LABELS), noun=_l("how it ended"))
    handed_over_on = DateField(
        _l("Day of the hand-over"),
        hint=_l("Or of the refusal, or the day it was known not to come"),
        past=True,
        required=False,
    )
    dispatched_on = DateField(_l("Day it was dispatched"), past=True, required=False)
    delivery_company = TextField(_l("Delivery company"), limit=200, required=False)
    address_kind = RadiosField(
        _l("Where it was sent"), choices(AddressKind, ADDRESS_KIND_LABELS), required=False, small=True
    )
    handed_to_age_years = WholeNumberField(
        _l("Age of the person who took it"), hint=_l("In years"), most=120, width="3", required=False
    )
    id_looked_at = answer(_l("Was ID looked at?"))
    package_marking = TextAreaField(
        _l("Marking on the package"), hint=_l("The words as they stand on it"), limit=2000, rows=2, required=False
    )
    words_spoken = TextAreaField(
        _l("Words spoken at the door or counter"),
        hint=_l("Verbatim. Never the volunteer’s name"),
        limit=5000,
        rows=3,
        required=False,
    )
    reason = TextAreaField(
        _l("Why is it corrected?"),
        hint=_l("Only when a result that is recorded already changes"),
        limit=1000,
        rows=2,
        required=False,
    )

    def new_hand_over(self) -> NewHandOver:
        """Return what the officer says of the hand-over."""
        return NewHandOver(
            result=self.result.data,
            dispatched_on=self.dispatched_on.data,
            handed_over_on=self.handed_over_on.data,
            delivery_company=self.delivery_company.data or "",
            address_kind=self.address_kind.data,
            handed_to_age_years=self.handed_to_age_years.data,
            id_looked_at=self.id_looked_at.data,
            package_marking=self.package_marking.data or "",
            words_spoken=self.words_spoken.data or "",
        )

"""The forms of a test made online: the order, the listing check, and the hand-over that follows an order."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
    choices,
)
from compliance.purchases.forms.fields import Correction, PurchaseForm, answer, kind, volunteer
from compliance.purchases.rules import (
    ADDRESS_KIND_LABELS,
    AGE_CHECK_LABELS,
    CHANNEL_LABELS,
    HAND_OVER_LABELS,
    HAND_OVER_PARTS,
    NOTICE_MEANS_LABELS,
    ONLINE_CHANNELS,
    AddressKind,
    AgeCheck,
    BuyerBasis,
    Channel,
    HandOverResult,
    NewNotice,
    NewOrder,
    NewPurchase,
    NoticeMeans,
    Outcome,
    StageKind,
    Type,
)

ORDER_KINDS = [
    kind(
        Type.ONLINE_ORDER,
        BuyerBasis.UNDER_18,
        _l("Online order, volunteer under 18"),
        _l("A completed sale is an offence. The parcel is recorded later, as stages"),
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
        Type.DELIVERY_CHECK,
        BuyerBasis.UNDER_18,
        _l("Delivery or collection test, volunteer under 18"),
        _l("What was ordered before is delivered, collected or left in a locker. The date is that day"),
        value="delivery_check_under_18",
    ),
    kind(
        Type.DELIVERY_CHECK,
        BuyerBasis.ADULT,
        _l("Delivery or collection test, buyer 18 or over"),
        _l("Looks at the hand-over only. The date is that day"),
        value="delivery_check_adult",
    ),
]
ONLINE_KINDS = [
    *ORDER_KINDS,
    kind(
        Type.LISTING_CHECK,
        BuyerBasis.NONE,
        _l("Prohibited-weapon listing check"),
        _l("Looks at what is offered. Nobody buys, so it needs no volunteer"),
    ),
]
ADDRESS_HINTS = {
    AddressKind.RESIDENTIAL: "The only kind of address at which sections 38 and 39 look at the delivery",
    AddressKind.RESIDENCE_WITH_BUSINESS: "Not residential premises: cannot prove sections 38 and 39",
    AddressKind.BUSINESS: "Not residential premises: cannot prove sections 38 and 39",
    AddressKind.MAILBOX: "Not residential premises: cannot prove sections 38 and 39",
    AddressKind.LOCKER: "Section 38 looks at lockers too, section 39 does not",
    AddressKind.COLLECTION_POINT: "Not residential premises: cannot prove sections 38 and 39",
}
"""What an address can prove (OWA 2019 ss.38 and 39): it is chosen before the order, for the offence to be tested."""


def address_kind() -> RadiosField:
    """Return the question where a parcel goes, with what each kind of address can prove."""
    return RadiosField(
        _l("Where it is sent"),
        choices(AddressKind, ADDRESS_KIND_LABELS, hints=ADDRESS_HINTS),
        noun=_l("where it is sent"),
        required=False,
        small=True,
    )


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


LISTING_OUTCOME_CHOICES = (
    Outcome.OFFERED_FOR_SALE,
    Outcome.NOT_STOCKED,
    Outcome.NOT_TRADING,
    Outcome.ABORTED,
    Outcome.VOID,
)


class OnlineForm(PurchaseForm):
    """What is known at the order: the stages are recorded as they come."""

    first = (
        "type",
        "outcome",
        "tested_on",
        "started_at_time",
        "volunteer_code",
        "age_years",
        "product_category",
        "channel",
        "url",
        "seller_name",
        "price_pence",
        "address_kind",
        "notice_sent_on",
        "notice_means",
        "letter_reference",
        "notice_reason",
        "officer_id",
        "second_officer_id",
    )
    type = RadiosField(_l("Kind of test"), ORDER_KINDS)
    channel = RadiosField(
        _l("How it is sold and delivered"),
        choices(Channel, CHANNEL_LABELS, leave_out=[channel for channel in Channel if channel not in ONLINE_CHANNELS]),
        noun=_l("how it is sold and delivered"),
    )
    outcome = RadiosField(
        _l("Outcome of the order"),
        [
            Choice(outcome.value, _l(label), outcome)
            for outcome, label in ONLINE_OUTCOMES.items()
            if outcome is not Outcome.OFFERED_FOR_SALE
        ],
        noun=_l("the outcome"),
    )
    volunteer_code = volunteer((Type.ONLINE_ORDER, BuyerBasis.UNDER_18))
    url = TextField(_l("Web address of the listing"), limit=500, inputmode="url", required=False)
    seller_name = TextField(_l("Seller’s name as shown"), limit=200, required=False)
    address_kind = address_kind()
    notice_sent_on = DateField(
        _l("Day the advance notice was sent"), hint=_l("Leave empty when none was sent"), past=True, required=False
    )
    notice_means = RadiosField(
        _l("How the notice was sent"), choices(NoticeMeans, NOTICE_MEANS_LABELS), required=False, small=True
    )
    letter_reference = TextField(_l("Reference of the notice"), limit=60, width="20", required=False)
    notice_reason = TextAreaField(
        _l("Why was the order made without the notice that the policy asks for?"),
        limit=1000,
        rows=2,
        required=False,
    )

    def new_purchase(self) -> NewPurchase:
        """Return what the officer says happened."""
        return NewPurchase(**self.shared(), url=self.url.data or "", seller_name=self.seller_name.data or "")

    def new_order(self) -> NewOrder:
        """Return the order with its notice and its address."""
        return NewOrder(
            purchase=self.new_purchase(),
            notice=NewNotice(
                sent_on=self.notice_sent_on.data,
                means=self.notice_means.data,
                letter_reference=self.letter_reference.data or "",
                reason=self.notice_reason.data or "",
            ),
            address_kind=self.address_kind.data,
        )


class OnlineRecordForm(PurchaseForm):
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


class OnlineCorrectionForm(Correction, OnlineRecordForm):
    """All that is recorded of an order or a listing check with the test itself."""


class HandOverForm(Form):
    """The delivery or collection: how it ended, by whom, into whose hands."""

    version = HiddenField()
    result = RadiosField(_l("How it ended"), choices(HandOverResult, HAND_OVER_LABELS), noun=_l("how it ended"))
    handed_over_on = DateField(
        _l("Day of the hand-over"),
        hint=_l("Or of the refusal, or the day it was known not to come"),
        past=True,
        required=False,
    )
    handed_over_at_time = TimeField(_l("Time"), hint=_l("Such as 14:30"), required=False)
    delivery_company = TextField(_l("Delivery company"), limit=200, required=False)
    address_kind = address_kind()
    handed_to = TextField(
        _l("Who took it"),
        hint=_l(
            "A volunteer’s code such as V07, or a description such as “woman of about 40, neighbour”. Never a name"
        ),
        limit=200,
        required=False,
    )
    handed_to_age_years = WholeNumberField(
        _l("Age of the person who took it"),
        hint=_l("In years. Leave empty for the volunteer’s code: it is worked out"),
        most=120,
        width="3",
        required=False,
    )
    id_asked = answer(_l("Was ID asked for?"))
    id_looked_at = answer(_l("Was ID looked at?"))
    driver = TextField(
        _l("Who delivered or handed it over"),
        hint=_l("Uniform, vehicle, what they looked like. Never a name"),
        limit=300,
        required=False,
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
        hint=_l("Only when something that is recorded already changes"),
        limit=1000,
        rows=2,
        required=False,
    )

    def values(self) -> dict[str, Any]:
        """Return the columns of the hand-over that the delivery records."""
        texts = {"delivery_company", "handed_to", "driver", "words_spoken"}
        found = {name: self[name].data for name in HAND_OVER_PARTS[StageKind.DELIVERY]}
        return {name: "" if value is None and name in texts else value for name, value in found.items()}

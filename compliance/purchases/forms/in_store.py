"""The form of a test made in store: what must be taken at the door first."""

from flask_babel import lazy_gettext as _l

from compliance.forms import RadiosField, TextField, TimeField, choices
from compliance.purchases.forms.fields import Correction, PurchaseForm, answer, kind
from compliance.purchases.rules import (
    CHANNEL_LABELS,
    IN_STORE_CHANNELS,
    OUTCOME_LABELS,
    BuyerBasis,
    Channel,
    NewPurchase,
    Outcome,
    Type,
)

IN_STORE_KINDS = [
    kind(
        Type.UNDERAGE,
        BuyerBasis.UNDER_18,
        _l("Underage test purchase"),
        _l("A volunteer under 18 tries to buy. A completed sale is an offence"),
    ),
    kind(
        Type.CHALLENGE_25,
        BuyerBasis.ADULT,
        _l("Challenge 25 test"),
        _l("The buyer is 18 or over. Never an offence"),
    ),
    kind(
        Type.INTERCEPTED,
        BuyerBasis.UNDER_18,
        _l("Intercepted test, volunteer under 18"),
        _l("Stopped before payment. Never a sale"),
        value="intercepted_under_18",
    ),
    kind(
        Type.INTERCEPTED,
        BuyerBasis.ADULT,
        _l("Intercepted test, buyer 18 or over"),
        _l("Stopped before payment. Never a sale"),
        value="intercepted_adult",
    ),
    kind(
        Type.DELIVERY_CHECK,
        BuyerBasis.UNDER_18,
        _l("Delivery or collection test, volunteer under 18"),
        _l("An order is collected at the counter"),
        value="delivery_check_under_18",
    ),
    kind(
        Type.DELIVERY_CHECK,
        BuyerBasis.ADULT,
        _l("Delivery or collection test, buyer 18 or over"),
        _l("An order is collected at the counter"),
        value="delivery_check_adult",
    ),
]


class InStoreForm(PurchaseForm):
    first = (
        "type",
        "outcome",
        "started_at_time",
        "ended_at_time",
        "words_spoken",
        "age_asked",
        "id_asked",
        "id_shown",
        "id_looked_at",
        "till_prompt_seen",
        "staff_description",
        "price_pence",
        "handed_to_officer_at_time",
        "volunteer_code",
        "age_years",
        "product_category",
        "tested_on",
        "channel",
        "officer_id",
        "second_officer_id",
    )
    type = RadiosField(_l("Kind of test"), IN_STORE_KINDS)
    channel = RadiosField(
        _l("Where in the shop"),
        choices(
            Channel, CHANNEL_LABELS, leave_out=[channel for channel in Channel if channel not in IN_STORE_CHANNELS]
        ),
        noun=_l("where in the shop"),
        default=Channel.TILL,
        inline=True,
    )
    outcome = RadiosField(_l("Outcome"), choices(Outcome, OUTCOME_LABELS, leave_out=[Outcome.OFFERED_FOR_SALE]))
    age_asked = answer(_l("Was the buyer’s age asked?"))
    id_asked = answer(_l("Was ID asked for?"))
    id_shown = answer(_l("Was ID shown?"))
    id_looked_at = answer(_l("Was the ID looked at?"))
    till_prompt_seen = answer(_l("Did a till prompt appear?"))
    staff_description = TextField(
        _l("Who served"), hint=_l("Description, name badge, till number"), limit=500, required=False
    )
    handed_to_officer_at_time = TimeField(
        _l("When the item reached the officer"),
        hint=_l("A volunteer must not carry a knife in public longer than it takes (CJA 1988 s.139)"),
        required=False,
    )

    def new_purchase(self) -> NewPurchase:
        """Return what the officer says happened."""
        return NewPurchase(
            **self.shared(),
            age_asked=self.age_asked.data,
            id_asked=self.id_asked.data,
            id_shown=self.id_shown.data,
            id_looked_at=self.id_looked_at.data,
            till_prompt_seen=self.till_prompt_seen.data,
            staff_description=self.staff_description.data or "",
            handed_to_officer_at_time=self.handed_to_officer_at_time.data,
        )


class InStoreCorrectionForm(Correction, InStoreForm):
    pass

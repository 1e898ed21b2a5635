"""The form of a test made in store: what must be taken at the door first."""

from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import RadiosField, TextField, TimeField, choices
from compliance.purchases.forms.fields import LATER, Correction, PurchaseForm, answer, kind
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
    """What must be taken at the counter, in the order things happen. The rest is filled in later, by sections."""

    first = (
        "type",
        "outcome",
        "started_at_time",
        "ended_at_time",
        "words_spoken",
        "age_asked",
        "id_asked",
        "id_shown",
        "id_kind_shown",
        "id_looked_at",
        "till_prompt_seen",
        "staff_description",
        "staff_badge",
        "till_number",
        "price_pence",
        "held_by",
        "handed_to_officer_at_time",
        "volunteer_code",
        "age_years",
        "product_category",
        "tested_on",
        "channel",
        "officer_id",
        "second_officer_id",
        "outcome_reason",
        "operation_id",
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
    id_shown = answer(_l("Was ID shown?"), reveals={"yes": "id_kind_shown"})
    id_kind_shown = TextField(_l("What was shown"), hint=_l("Such as: a driving licence"), limit=60, required=False)
    id_looked_at = answer(_l("Was the ID looked at?"))
    till_prompt_seen = answer(_l("Did a till prompt appear?"))
    staff_description = TextField(_l("Who served"), hint=_l("What the person looked like"), limit=500, required=False)
    staff_badge = TextField(_l("Name badge"), hint=_l("As it reads"), limit=60, width="20", required=False)
    till_number = TextField(_l("Till number"), limit=20, width="5", required=False)
    held_by = TextField(
        _l("Who held the item on the way to the officer"),
        hint=_l("The volunteer by code, an officer by name"),
        limit=200,
        required=False,
    )
    handed_to_officer_at_time = TimeField(
        _l("When the item reached the officer"),
        hint=_l("A volunteer must not carry a knife in public longer than it takes (CJA 1988 s.139)"),
        required=False,
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in LATER:
            del self[name]

    def new_purchase(self) -> NewPurchase:
        """Return what the officer says happened."""
        return NewPurchase(
            **self.shared(),
            age_asked=self.age_asked.data,
            id_asked=self.id_asked.data,
            id_shown=self.id_shown.data,
            id_kind_shown=self.id_kind_shown.data or "" if self.id_shown.data else "",
            id_looked_at=self.id_looked_at.data,
            till_prompt_seen=self.till_prompt_seen.data,
            staff_description=self.staff_description.data or "",
            staff_badge=self.staff_badge.data or "",
            till_number=self.till_number.data or "",
            held_by=self.held_by.data or "",
            handed_to_officer_at_time=self.handed_to_officer_at_time.data,
        )

    def fill_now(self, name: str, now: time) -> bool:
        """Put the time that it is into one of the fields of a time, and say whether it is one."""
        field = self[name] if name in TIMES else None
        if field is None:
            return False
        field.process_data(now)
        return True


TIMES = ("started_at_time", "ended_at_time", "handed_to_officer_at_time")
"""The times for which a button offers that it is now."""


class InStoreCorrectionForm(Correction, InStoreForm):
    pass

"""The form of one party to a test made online: who it is, and how it did."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.purchases.forms.fields import answer
from compliance.purchases.rules import PARTY_OUTCOME_LABELS, NewParty, PartyOutcome, PartyRole


class PartyForm(Form):
    version = HiddenField()
    other_version = HiddenField()
    entity_id = SelectField(
        _l("From the register of entities"), blank=_l("Not in the register: type its name"), required=False
    )
    name = TextField(_l("Name"), hint=_l("As it stands on its page, invoice or vehicle"), limit=200, required=False)
    in_uk = answer(_l("Does it trade from premises in the United Kingdom?"))
    incorporated = answer(_l("Is it a company or other body corporate?"))
    company_number = TextField(_l("Company number"), limit=20, width="10", required=False)
    arranged_before_sale = answer(_l("Had it arranged with the seller, before the sale, to deliver?"))
    told_of_blades = answer(_l("Did it know that the arrangement covers bladed products?"))
    outcome = RadiosField(_l("How did it do?"), choices(PartyOutcome, PARTY_OUTCOME_LABELS), noun=_l("how it did"))
    outcome_reason = TextAreaField(
        _l("Why?"),
        hint=_l("What it did and what it did not do. Never the volunteer’s name"),
        limit=2000,
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

    def offer(self, entities: Sequence[tuple[UUID, str]]) -> None:
        """Set the entities of the register to choose from, as pairs of identifier and name."""
        self.entity_id.choices = entities
        if not self.is_submitted():
            self.entity_id.process_data(self.entity_id.data)

    def new_party(self, role: PartyRole) -> NewParty:
        """Return what the officer says of this party."""
        return NewParty(
            role=role,
            entity_id=self.entity_id.data or None,
            name=self.name.data or "",
            in_uk=self.in_uk.data,
            incorporated=self.incorporated.data,
            company_number=self.company_number.data or "",
            outcome=self.outcome.data,
            outcome_reason=self.outcome_reason.data or "",
        )

    def asked_of_company(self) -> dict[str, Any]:
        """Return the two questions of a delivery company (OWA 2019 s.39)."""
        return {"arranged_before_sale": self.arranged_before_sale.data, "told_of_blades": self.told_of_blades.data}

"""What an officer records of a test purchase, before it is judged (pure)."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from compliance.errors import Refusal
from compliance.purchases.rules.attempt import Attempt, Kind
from compliance.purchases.rules.words import AgeCheck, BuyerBasis, Outcome, Type
from compliance.retailers.rules import Channel

TYPED = (
    "words_spoken",
    "staff_description",
    "staff_badge",
    "till_number",
    "id_kind_shown",
    "held_by",
    "outcome_reason",
    "product",
    "brand",
    "url",
    "seller_name",
    "declaration_authorised_by",
    "legal_sign_off",
    "welfare_note",
    "notes",
)
"""What an officer types of a test in words of their own: none of it may name the volunteer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPurchase:
    """One attempt as it was recorded. `age_years` is what is known of an adult buyer who has no volunteer's code.

    `category` is the code of a kind of product on the list on that day.
    """

    type: Type
    buyer_basis: BuyerBasis
    channel: Channel
    outcome: Outcome
    tested_on: date
    officer_id: UUID
    category: str
    outcome_reason: str = ""
    second_officer_id: UUID | None = None
    operation_id: UUID | None = None
    volunteer_code: str = ""
    age_years: int | None = None
    started_at_time: time | None = None
    ended_at_time: time | None = None
    product: str = ""
    brand: str = ""
    price_pence: int | None = None
    age_asked: bool | None = None
    id_asked: bool | None = None
    id_shown: bool | None = None
    id_looked_at: bool | None = None
    till_prompt_seen: bool | None = None
    staff_description: str = ""
    staff_badge: str = ""
    till_number: str = ""
    id_kind_shown: str = ""
    words_spoken: str = ""
    held_by: str = ""
    handed_to_officer_at_time: time | None = None
    url: str = ""
    seller_name: str = ""
    age_check: AgeCheck | None = None
    declared_age_true: bool | None = None
    declared_name_true: bool | None = None
    declaration_authorised_by: str = ""
    legal_sign_off: str = ""
    welfare_note: str = ""
    notes: str = ""

    @property
    def kind(self) -> Kind:
        """What decides whether it counts."""
        return Kind(self.type, self.buyer_basis, self.outcome)

    def attempt(self, code: str | None, years: int | None, months: int | None) -> Attempt:
        """Return the attempt to be judged, with the code and the age on the day as the vault gave them."""
        return Attempt(
            type=self.type,
            buyer_basis=self.buyer_basis,
            outcome=self.outcome,
            tested_on=self.tested_on,
            volunteer_code=code,
            age_years=years,
            age_months=months,
            reason=self.outcome_reason,
            second_officer=self.second_officer_id is not None,
            channel=self.channel,
            url=self.url,
            started_at_time=self.started_at_time,
            ended_at_time=self.ended_at_time,
            handed_to_officer_at_time=self.handed_to_officer_at_time,
            age_asked=self.age_asked,
            id_asked=self.id_asked,
        )


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """Where a past test comes from: the import's reference, and the months that the spreadsheet adds to the years.

    The age of a volunteer who is not in the vault is what the spreadsheet says it was on the day.
    """

    reference: str
    age_months: int | None = None


@dataclass(frozen=True, slots=True)
class PastTest:
    """One purchase as the repeat rule asks for it. `entity_id` is the operator on that day, None when not confirmed."""

    purchase_id: UUID
    reference: str
    on: date
    type: Type
    outcome: Outcome
    buyer_basis: BuyerBasis
    proof: str
    outlet_id: UUID
    entity_id: UUID | None
    overturned: bool
    disputed: bool
    category_code: str


def check_officers(officer_id: UUID, second_officer_id: UUID | None) -> None:
    """Raise Refusal beside `second_officer_id` when the second officer is the first."""
    if second_officer_id == officer_id:
        raise Refusal(
            "The second officer must be somebody other than the officer who made the test", "second_officer_id"
        )


def check_declaration(new: NewPurchase) -> None:
    """Raise Refusal when a false age or name was given and nobody is named who authorised it.

    A volunteer tells the truth about their age unless somebody has authorised otherwise (domain section 2.2).
    """
    if False in (new.declared_age_true, new.declared_name_true) and not new.declaration_authorised_by.strip():
        raise Refusal("Enter who authorised giving a false age or name", "declaration_authorised_by")

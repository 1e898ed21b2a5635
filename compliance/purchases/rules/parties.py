"""The parties to a sale online, seller, marketplace and delivery company, each judged by itself (pure)."""

from dataclasses import asdict, dataclass
from uuid import UUID

from compliance.errors import Refusal
from compliance.purchases.rules.cards import check_no_card_number
from compliance.purchases.rules.stage_words import PARTY_ROLE_LABELS, PartyOutcome, PartyRole


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """One party: an entity of the register, or a name as typed. None says that it is not known.

    `in_uk`: of a seller, whether it trades from premises in the United Kingdom (OWA 2019 ss.39 and 42).
    `incorporated`: whether it is a body corporate, as s.39 asks of a delivery company.
    """

    role: PartyRole
    entity_id: UUID | None = None
    name: str = ""
    in_uk: bool | None = None
    incorporated: bool | None = None
    company_number: str = ""
    outcome: PartyOutcome = PartyOutcome.NOT_JUDGED
    outcome_reason: str = ""


def check_party(new: NewParty, *, operator: tuple[UUID, str] | None) -> None:
    """Raise Refusal, beside the field to mend, when a party cannot be as it says.

    `operator` is who operated the outlet on the day, by identifier and name, where that is confirmed: the seller of
    record, and no other party can be entered as the seller then.
    """
    check_no_card_number(asdict(new))
    if new.role is PartyRole.SELLER and operator is not None and new.entity_id != operator[0]:
        raise Refusal(
            f"The register says that {operator[1]} operated this outlet on that day, so it is the seller. Correct the "
            "operator in the register first",
            "entity_id",
        )
    if not new.name.strip():
        raise Refusal(f"Enter who the {PARTY_ROLE_LABELS[new.role].lower()} is", "name")
    if new.incorporated is False and new.company_number.strip():
        raise Refusal("Only a company or other body corporate has a company number", "company_number")
    if new.outcome is not PartyOutcome.NOT_JUDGED and not new.outcome_reason.strip():
        raise Refusal("Say why: what it did, and what it did not do", "outcome_reason")

"""Which letters are owed for disputes and by the chain, and one that is owed (pure)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.letters.rules.runs import RunItem

LOOK_BACK_DAYS = 90
"""How far back a result, a cancelled session, an offer or a signature is still owed a letter; an old record is not."""
MOST_SHOWN = 500
"""How many of one kind are shown at once: as many as one print run holds. All are counted."""


class OwedKind(StrEnum):
    """Why a letter is owed, the most pressing first."""

    CORRECTION = "correction"
    DECISION = "decision"
    CANCELLED = "cancelled"
    REMOVAL = "removal"
    REMOVED = "removed"
    PLACE = "place"
    REMINDER = "reminder"
    RESULT = "result"
    SIGNED = "signed"
    OFFER = "offer"
    LAPSING = "lapsing"


OWED_LABELS = {
    OwedKind.CORRECTION: "Letters to correct",
    OwedKind.DECISION: "Disputes decided, not told in writing",
    OwedKind.CANCELLED: "Sessions that were cancelled",
    OwedKind.REMOVAL: "Removal of agreements proposed, not told in writing",
    OwedKind.REMOVED: "Agreements removed, not told in writing",
    OwedKind.PLACE: "Places booked, not confirmed in writing",
    OwedKind.REMINDER: "Reminders of a session that is soon",
    OwedKind.RESULT: "Training results to tell",
    OwedKind.SIGNED: "Agreements signed, not confirmed in writing",
    OwedKind.OFFER: "Agreements offered, not sent to be signed",
    OwedKind.LAPSING: "Agreements about to lapse, not warned",
}
OWED_NOTHING = {
    OwedKind.CORRECTION: "Every letter in force fits the record.",
    OwedKind.DECISION: "Everybody whose dispute was decided has been told.",
    OwedKind.REMOVAL: "Everybody whose agreement is proposed to be removed has been told.",
    OwedKind.REMOVED: "Everybody whose agreement was removed has been told.",
    OwedKind.CANCELLED: "Everybody who had a place at a cancelled session has been written to.",
    OwedKind.PLACE: "Every place booked has been confirmed in writing.",
    OwedKind.REMINDER: "Nobody with a place soon is still to be reminded.",
    OwedKind.RESULT: "Everybody who attended has been told their result.",
    OwedKind.SIGNED: "Every agreement signed has been confirmed in writing.",
    OwedKind.OFFER: "Every agreement offered has been sent to be signed.",
    OwedKind.LAPSING: "Everybody whose agreement is about to lapse has been warned.",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter that is owed: to which retailer, about whom, because of which day; and its draft, if there is one."""

    item: RunItem
    outlet_id: UUID | None
    name: str
    where: str
    person: str
    on: date
    note: str = ""
    draft_id: UUID | None = None
    draft_reference: str = ""


def fits(row: Owed, search: str) -> bool:
    """Whether every word that is searched for is in a retailer's name, its postcode or the person's name."""
    heard = f"{row.name} {row.where} {row.where.replace(' ', '')} {row.person}".casefold()
    return all(word in heard for word in search.casefold().split())

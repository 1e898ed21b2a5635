"""The words of a visit: what it was for, what was seen, who came along, what was answered (pure)."""

from enum import StrEnum


class VisitKind(StrEnum):
    """What a visit was for."""

    ADVICE = "advice"
    RRA_SIGN_UP = "rra_sign_up"
    ROUTINE_INSPECTION = "routine_inspection"
    FOLLOW_UP = "follow_up"
    JOINT_WITH_POLICE = "joint_with_police"
    COMPLAINT = "complaint"


VISIT_KIND_LABELS = {
    VisitKind.ADVICE: "Advice visit",
    VisitKind.RRA_SIGN_UP: "Responsible Retailer Agreement sign-up",
    VisitKind.ROUTINE_INSPECTION: "Routine inspection",
    VisitKind.FOLLOW_UP: "Follow-up",
    VisitKind.JOINT_WITH_POLICE: "Joint visit with police",
    VisitKind.COMPLAINT: "Complaint",
}


class Storage(StrEnum):
    """How knives are kept where customers are."""

    LOCKED = "locked"
    BEHIND_COUNTER = "behind_counter"
    OPEN_SHELF = "open_shelf"
    NEAR_EXIT = "near_exit"
    NOT_SOLD = "not_sold"


STORAGE_LABELS = {
    Storage.LOCKED: "Locked cabinet",
    Storage.BEHIND_COUNTER: "Behind the counter",
    Storage.OPEN_SHELF: "Open shelf",
    Storage.NEAR_EXIT: "Open shelf near the exit",
    Storage.NOT_SOLD: "No knives sold here",
}


class Display(StrEnum):
    """What customers can see and touch."""

    SECURE_PACKAGING = "secure_packaging"
    DUMMY_STOCK = "dummy_stock"
    UNPACKAGED = "unpackaged"
    NONE_ON_DISPLAY = "none_on_display"


DISPLAY_LABELS = {
    Display.SECURE_PACKAGING: "In packaging that covers the blade",
    Display.DUMMY_STOCK: "Empty boxes or dummy stock",
    Display.UNPACKAGED: "Unpackaged or easily opened",
    Display.NONE_ON_DISPLAY: "None on display",
}


class OfferAnswer(StrEnum):
    """What a trader answered to an offer made at a visit."""

    NOT_OFFERED = "not_offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WILL_CONSIDER = "will_consider"
    HAS_ALREADY = "has_already"


OFFER_LABELS = {
    OfferAnswer.NOT_OFFERED: "Not offered",
    OfferAnswer.ACCEPTED: "Offered and accepted",
    OfferAnswer.DECLINED: "Offered and declined",
    OfferAnswer.WILL_CONSIDER: "Offered; will consider",
    OfferAnswer.HAS_ALREADY: "Has it already",
}

NOT_RECORDED = "Not recorded"
"""How an observation that nobody made is shown: never as No."""


class Agency(StrEnum):
    """Whose people came along to a visit, beside the authority's own officers."""

    POLICE = "police"
    ANOTHER_AUTHORITY = "another_authority"
    LICENSING = "licensing"
    COMMUNITY_SAFETY = "community_safety"
    FIRE = "fire"
    OTHER = "other"


AGENCY_LABELS = {
    Agency.POLICE: "Police",
    Agency.ANOTHER_AUTHORITY: "Another council’s Trading Standards",
    Agency.LICENSING: "Licensing",
    Agency.COMMUNITY_SAFETY: "Community safety",
    Agency.FIRE: "Fire and rescue",
    Agency.OTHER: "Another agency",
}


class Basis(StrEnum):
    """Whether what a trader was asked to do is law, or good practice that they may choose."""

    LAW = "law"
    GOOD_PRACTICE = "good_practice"


BASIS_LABELS = {Basis.LAW: "Required by law", Basis.GOOD_PRACTICE: "Good practice"}


def in_words(value: bool | None) -> str:
    """Return a yes-or-no observation as it is read: None is “Not recorded”, never “No”."""
    return NOT_RECORDED if value is None else "Yes" if value else "No"

"""The words of a visit (pure)."""

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

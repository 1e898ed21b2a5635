"""The words of a visit, and what may be recorded of one (pure).

A visit keeps what was heard at the counter: whether the agreement and training were offered, the answer, and the
trader's words. Where an outlet stands with either never follows from a visit: it follows from the agreement's dated
events and from the invitations alone. So an answer given at a visit is carried over, once, into the record that counts
(`next_steps`), which names the visit it came from: nothing is typed twice, and no two records are read for one fact.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal


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


@dataclass(frozen=True, slots=True)
class VisitDetails:
    """What an officer says of a visit. None in an observation means that it was not recorded."""

    kind: VisitKind
    visited_on: date
    officer_id: UUID
    started_at_time: time | None = None
    accompanied_by: str = ""
    spoke_to: str = ""
    capacity: str = ""
    storage: Storage | None = None
    display: Display | None = None
    challenge_25_poster: bool | None = None
    refusals_log: bool | None = None
    refusals_log_last_on: date | None = None
    till_prompt: bool | None = None
    advice_law: str = ""
    advice_good_practice: str = ""
    agreement_offer: OfferAnswer = OfferAnswer.NOT_OFFERED
    training_offer: OfferAnswer = OfferAnswer.NOT_OFFERED
    offer_words: str = ""
    notes: str = ""


def check_visit(details: VisitDetails, *, now: datetime, opened_on: date | None, closed_on: date | None = None) -> None:
    """Raise Refusal unless a visit may be recorded.

    `now` is this moment as London clocks show it; `opened_on` the first day of the outlet, None when not known;
    `closed_on` the day it closed, None while it trades. A visit is not in the future, not before the outlet existed
    and not after it closed (that day is allowed); a last entry belongs to a refusals log that was seen, and is
    not after the visit.
    """
    today = now.date()
    if details.visited_on > today:
        raise Refusal("The day of the visit must be today or in the past", "visited_on")
    if opened_on is not None and details.visited_on < opened_on:
        raise Refusal("The visit is before this outlet existed. Check the day, or when the outlet opened", "visited_on")
    if closed_on is not None and details.visited_on > closed_on:
        raise Refusal(
            f"This outlet is recorded as closed since {closed_on.day} {closed_on:%B %Y}. Check the day, or set the "
            "outlet trading again first",
            "visited_on",
        )
    later = details.started_at_time is not None and details.started_at_time > now.time()
    if details.visited_on == today and later:
        raise Refusal("The time of the visit is still to come today. Check the time and the day", "started_at_time")
    if details.refusals_log_last_on is None:
        return
    if details.refusals_log is not True:
        raise Refusal(
            "Only a refusals log that was seen has a last entry. Choose Yes, or clear its day", "refusals_log"
        )
    if details.refusals_log_last_on > details.visited_on:
        raise Refusal("The last entry in the log cannot be after the visit", "refusals_log_last_on")


class NextStep(StrEnum):
    """The record that an answer given at a visit leads to."""

    SIGNATURE = "signature"
    REFUSED_AGREEMENT = "refused_agreement"
    INVITATION = "invitation"
    REFUSED_TRAINING = "refused_training"


NEXT_STEP_LABELS = {
    NextStep.SIGNATURE: "Record the signature",
    NextStep.REFUSED_AGREEMENT: "Record that the agreement was declined",
    NextStep.INVITATION: "Record the training invitation that was accepted",
    NextStep.REFUSED_TRAINING: "Record the training invitation that was declined",
}


def next_steps(agreement_offer: OfferAnswer, training_offer: OfferAnswer) -> tuple[NextStep, ...]:
    """Return which records the answers to the two offers lead to, the agreement's first."""
    agreement = {OfferAnswer.ACCEPTED: NextStep.SIGNATURE, OfferAnswer.DECLINED: NextStep.REFUSED_AGREEMENT}
    training = {OfferAnswer.ACCEPTED: NextStep.INVITATION, OfferAnswer.DECLINED: NextStep.REFUSED_TRAINING}
    found = (agreement.get(agreement_offer), training.get(training_offer))
    return tuple(step for step in found if step is not None)


def in_words(value: bool | None) -> str:
    """Return a yes-or-no observation as it is read: None is “Not recorded”, never “No”."""
    return NOT_RECORDED if value is None else "Yes" if value else "No"

"""What may be recorded of a visit, and what follows from it (pure).

A visit keeps what was heard at the counter: whether the agreement and training were offered, the answer, and the
trader's words. Where an outlet stands with either never follows from a visit: it follows from the agreement's dated
events and from the invitations alone. So an answer given at a visit is carried over, once, into the record that counts
(`next_steps`), which names the visit it came from: nothing is typed twice, and no two records are read for one fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.visits.rules.actions import NewAction
from compliance.visits.rules.notice import Exemption, Notice, NoticeHow
from compliance.visits.rules.words import Agency, Display, OfferAnswer, Storage, VisitKind


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
    left_at_time: time | None = None
    staff_training_record: bool | None = None
    age_check_online: bool | None = None
    visit_again_by: date | None = None
    notice_received_on: date | None = None
    notice_how: NoticeHow | None = None
    notice_exemption: Exemption | None = None
    exemption_reason: str = ""

    @property
    def notice(self) -> Notice:
        """What is recorded about the written notice of a routine inspection."""
        return Notice(self.notice_received_on, self.notice_how, self.notice_exemption, self.exemption_reason)


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody of another agency at a visit: who, as they gave their name and rank or number."""

    agency: Agency
    person: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Who was at a visit beside the officer who leads it: officers of the authority, and other agencies."""

    officers: tuple[UUID, ...] = ()
    partners: tuple[Partner, ...] = ()


@dataclass(frozen=True, slots=True)
class Besides:
    """What a visit holds beside its own columns.

    `checklist_id` is the checklist that was asked, None for the standard one; `answers` are to the authority's own
    questions of it, by number. `actions` are asked for when a visit is recorded; later they go their own way.
    """

    company: Company = Company()
    checklist_id: UUID | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
    actions: tuple[NewAction, ...] = ()


NOTHING_BESIDES = Besides()


def check_company(kind: VisitKind, lead: UUID, company: Company) -> None:
    """Raise Refusal unless the company fits: each person once, and the police at a joint visit with police."""
    if lead in company.officers:
        raise Refusal(
            "The officer who led the visit is ticked as another officer too. Untick them, or choose who led it",
            "officers",
        )
    agencies = [partner.agency for partner in company.partners]
    if len(set(agencies)) != len(agencies) or len(set(company.officers)) != len(company.officers):
        raise Refusal("Each officer and each agency is named once", "officers")
    police = [partner for partner in company.partners if partner.agency is Agency.POLICE]
    if kind is VisitKind.JOINT_WITH_POLICE and not (police and police[0].person.strip()):
        raise Refusal(
            "Tick Police and enter who was with you, with their rank or number, or choose another kind of visit",
            "agencies",
        )


def check_visit(details: VisitDetails, *, now: datetime, opened_on: date | None, closed_on: date | None = None) -> None:
    """Raise Refusal unless a visit may be recorded.

    `now` is this moment as London clocks show it; `opened_on` the first day of the outlet, None when not known;
    `closed_on` the day it closed, None while it trades. A visit is not in the future, not before the outlet existed
    and not after it closed (that day is allowed); nobody left before they came; a last entry belongs to a refusals log
    that was seen, and is not after the visit; a day to visit again by is after it.
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
    _check_leaving(details, now)
    if details.visit_again_by is not None and details.visit_again_by <= details.visited_on:
        raise Refusal("The day to visit again by must be after the visit", "visit_again_by")
    if details.refusals_log_last_on is None:
        return
    if details.refusals_log is not True:
        raise Refusal(
            "Only a refusals log that was seen has a last entry. Choose Yes, or clear its day", "refusals_log"
        )
    if details.refusals_log_last_on > details.visited_on:
        raise Refusal("The last entry in the log cannot be after the visit", "refusals_log_last_on")


def _check_leaving(details: VisitDetails, now: datetime) -> None:
    if details.left_at_time is None:
        return
    if details.started_at_time is None:
        raise Refusal("Enter when the visit began, or clear when you left", "started_at_time")
    if details.left_at_time < details.started_at_time:
        raise Refusal("The time you left must not be before the visit began", "left_at_time")
    if details.visited_on == now.date() and details.left_at_time > now.time():
        raise Refusal("The time you left is still to come today. Check it, or leave it blank", "left_at_time")


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

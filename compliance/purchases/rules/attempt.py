"""What an attempt can be, what counts as a sale, and what a correction may do to it (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from compliance.errors import Refusal
from compliance.purchases.rules.place import check_place
from compliance.purchases.rules.words import (
    BASIS_BY_TYPE,
    BUYER_BASIS_LABELS,
    CHANNELS_BY_TYPE,
    LISTING_OUTCOMES,
    NEEDS_SECOND_OFFICER,
    OFFENCE_TYPES,
    ONLINE_TYPES,
    SOLD,
    TYPE_LABELS,
    BuyerBasis,
    Outcome,
    Type,
)
from compliance.retailers.rules import Channel, OutletKind


def counts_as_sale(type_: Type, buyer_basis: BuyerBasis, outcome: Outcome) -> bool:
    """Say whether an attempt is a completed sale to a person under 18, the only thing that a repeat rule may count.

    A Challenge 25, intercepted or listing check, a hand-over alone, and a void or aborted attempt never are
    (CJA 1988 s.141A; domain of test types). The table's generated column `counts_as_sale` says the same in SQL.
    """
    return type_ in OFFENCE_TYPES and buyer_basis is BuyerBasis.UNDER_18 and outcome in SOLD


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an officer says happened, before it is judged. Age is in completed years and months on the day."""

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome
    tested_on: date
    volunteer_code: str | None = None
    age_years: int | None = None
    age_months: int | None = None
    reason: str = ""
    second_officer: bool = False
    channel: Channel | None = None
    url: str = ""
    started_at_time: time | None = None
    ended_at_time: time | None = None
    handed_to_officer_at_time: time | None = None
    age_asked: bool | None = None
    id_asked: bool | None = None


def check_day(tested_on: date, *, today: date, outlet_opened_on: date | None = None) -> None:
    """Raise Refusal beside `tested_on` for a test in the future, or before its outlet opened (that day is allowed)."""
    if tested_on > today:
        raise Refusal("The date of the test must be today or in the past", "tested_on")
    if outlet_opened_on is not None and tested_on < outlet_opened_on:
        raise Refusal("This outlet was not yet open on that day. Check the date, or the day it opened", "tested_on")


def check_attempt(attempt: Attempt, *, today: date, outlet_kind: OutletKind) -> None:
    """Raise Refusal, beside the field to mend, when an attempt cannot be what it says it is.

    An underage test needs a volunteer's code and an age under 18 on the day (CJA 1988 s.141A); a Challenge 25 test a
    buyer of 18 or over; an intercepted test was stopped before payment and so was never a sale; void and aborted
    attempts need a reason and a second officer (Code of Practice; domain section 6.8). `outlet_kind` is where it was
    made (see `check_place`); `today` is in Europe/London.
    """
    check_day(attempt.tested_on, today=today)
    if attempt.buyer_basis not in BASIS_BY_TYPE[attempt.type]:
        raise Refusal(_basis_message(attempt.type), "buyer_basis")
    if attempt.channel is not None and attempt.channel not in CHANNELS_BY_TYPE[attempt.type]:
        raise Refusal(f"{TYPE_LABELS[attempt.type]}: it cannot be made by this channel", "channel")
    check_place(attempt.type, attempt.channel, url=attempt.url, outlet_kind=outlet_kind)
    _check_buyer(attempt)
    _check_outcome(attempt)
    _check_times(attempt)
    check_answers(attempt.outcome, age_asked=attempt.age_asked, id_asked=attempt.id_asked)


def _check_buyer(attempt: Attempt) -> None:
    if attempt.buyer_basis is BuyerBasis.UNDER_18:
        _check_volunteer(attempt)
    elif attempt.buyer_basis is BuyerBasis.ADULT and attempt.age_years is not None and attempt.age_years < 18:
        label = TYPE_LABELS[attempt.type]
        field = "volunteer_code" if attempt.volunteer_code else "age_years"
        raise Refusal(f"{label}: the buyer must have been 18 or over on the day", field)
    elif attempt.buyer_basis is BuyerBasis.NONE and attempt.volunteer_code:
        raise Refusal("A listing check has no buyer. Leave the volunteer’s code empty", "volunteer_code")


def _check_volunteer(attempt: Attempt) -> None:
    if not attempt.volunteer_code:
        raise Refusal("Enter the volunteer’s code, such as V07", "volunteer_code")
    if attempt.age_years is None:
        raise Refusal("No age is known for this volunteer on the day of the test", "volunteer_code")
    if attempt.age_years >= 18:
        raise Refusal(
            f"Volunteer {attempt.volunteer_code} was {attempt.age_years} on the day of the test. A test with a "
            "volunteer under 18 needs a volunteer who was under 18 on that day",
            "volunteer_code",
        )


def _check_outcome(attempt: Attempt) -> None:
    if attempt.type is Type.INTERCEPTED and attempt.outcome in SOLD:
        raise Refusal(
            "An intercepted test was stopped before payment, so it cannot be a sale. Choose “Would have sold: "
            "intercepted before payment”, or record an underage test purchase if the sale was completed",
            "outcome",
        )
    if attempt.type is not Type.INTERCEPTED and attempt.outcome is Outcome.WOULD_HAVE_SOLD_INTERCEPTED:
        raise Refusal("Only an intercepted test can end this way. Change the type of test or the outcome", "outcome")
    if attempt.type is Type.LISTING_CHECK and attempt.outcome not in LISTING_OUTCOMES:
        raise Refusal("Nobody tries to buy in a listing check, so nothing is sold or refused", "outcome")
    if attempt.type is not Type.LISTING_CHECK and attempt.outcome is Outcome.OFFERED_FOR_SALE:
        raise Refusal("Only a listing check can end this way. Change the type of test or the outcome", "outcome")
    if attempt.outcome in NEEDS_SECOND_OFFICER:
        if not attempt.reason.strip():
            raise Refusal("Say why the attempt was void or aborted", "outcome_reason")
        if not attempt.second_officer:
            raise Refusal("A second officer must agree that the attempt was void or aborted", "second_officer_id")


def _check_times(attempt: Attempt) -> None:
    started = attempt.started_at_time
    if started is None:
        return
    if attempt.ended_at_time is not None and attempt.ended_at_time < started:
        raise Refusal("The time out must be at or after the time in", "ended_at_time")
    if attempt.handed_to_officer_at_time is not None and attempt.handed_to_officer_at_time < started:
        raise Refusal("The item cannot have reached the officer before the time in", "handed_to_officer_at_time")


def check_answers(outcome: Outcome, *, age_asked: bool | None, id_asked: bool | None) -> None:
    """Raise Refusal for an outcome and an answer that contradict each other: one of the two was mistyped."""
    if outcome is Outcome.REFUSED_AGE_ASKED and age_asked is False:
        raise Refusal("The outcome says that the age was asked. Change the outcome or this answer", "age_asked")
    if outcome in {Outcome.REFUSED_NO_ID, Outcome.SOLD_AFTER_ID_NOT_VERIFIED} and id_asked is False:
        raise Refusal("The outcome says that ID was asked for. Change the outcome or this answer", "id_asked")
    if outcome is Outcome.SOLD_UNCHALLENGED and id_asked is True:
        raise Refusal("The outcome says that nobody was challenged. Change the outcome or this answer", "id_asked")


def _basis_message(type_: Type) -> str:
    allowed = " or ".join(BUYER_BASIS_LABELS[b].lower() for b in sorted(BASIS_BY_TYPE[type_], reverse=True))
    return f"{TYPE_LABELS[type_]}: the buyer must be: {allowed}"


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides whether an attempt counts: its type, its buyer and its outcome."""

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome

    @property
    def counts(self) -> bool:
        """Whether this is a completed sale to a person under 18."""
        return counts_as_sale(self.type, self.buyer_basis, self.outcome)


def check_again(counted: Sequence[str], tested_on: date, *, again: bool) -> None:
    """Raise Refusal beside `again` for another sale at an outlet on one day, unless the officer says that it is one.

    `counted` are the references of the sales recorded there on that day. Two attempts on one day can be true and are
    both kept, but a second record is more often the first one recorded twice; of a day the repeat rule counts one.
    """
    if counted and not again:
        raise Refusal(
            f"A sale at this outlet on {tested_on.day} {tested_on:%B %Y} is recorded already: {', '.join(counted)}. "
            "If this is another attempt on the same day, tick “Record this one too”",
            "again",
        )


def check_correction(before: Kind, after: Kind, *, independent: bool) -> None:
    """Raise Refusal when a correction may not be made by this officer.

    A test keeps to its way in: one made in store cannot become one made online. Taking a sale to a person under 18 out
    of the count, by its type, its buyer or its outcome, is for somebody who may decide disputes and did not make the
    test (`independent`): no officer can make their own sale disappear (domain section 6.28).
    """
    if (before.type in ONLINE_TYPES) is not (after.type in ONLINE_TYPES):
        raise Refusal(
            "A test in store and a test online are recorded apart. Void this one and record the other", "type"
        )
    if before.counts and not after.counts and not independent:
        same = (before.type, before.buyer_basis) == (after.type, after.buyer_basis)
        raise Refusal(
            "This is recorded as a sale to a person under 18. Only somebody who may decide disputes, and who did not "
            "make the test, can correct it into something that does not count",
            "outcome" if same else "type",
        )

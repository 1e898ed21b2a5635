"""The stages of a test made online: what each may say, in which order their days stand, and which are due (pure)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time, timedelta
from typing import Any

from compliance.errors import Refusal
from compliance.purchases.rules.attempt import check_answers
from compliance.purchases.rules.cards import check_card_ending, check_no_card_number
from compliance.purchases.rules.place import check_url
from compliance.purchases.rules.policies import PurchasePolicy
from compliance.purchases.rules.stage_words import (
    STAGE_LABELS,
    Charged,
    NoticeMeans,
    PaidBy,
    RecordedState,
    StageKind,
    StageState,
)
from compliance.purchases.rules.words import REFUSED, SOLD, AgeCheck, HandOverResult, Outcome, Type

STAGE_ORDER = tuple(STAGE_LABELS)
"""The stages in the order of a page: the parcel is photographed when it has come."""
IN_HAND_OVER = frozenset({StageKind.DISPATCH, StageKind.PARCEL, StageKind.DELIVERY})
"""Stages whose facts stand in the record of the hand-over."""
STAGED_TYPES = frozenset({Type.ONLINE_ORDER, Type.DELIVERY_CHECK, Type.LISTING_CHECK})
CAME = frozenset(
    {
        HandOverResult.HANDED_OVER_UNCHECKED,
        HandOverResult.HANDED_OVER_AFTER_ID,
        HandOverResult.LEFT_UNATTENDED,
        HandOverResult.LEFT_WITH_NEIGHBOUR,
        HandOverResult.LOCKER,
    }
)
"""Results after which there is a parcel to unpack."""
NEVER_CAME = frozenset({HandOverResult.REFUSED, HandOverResult.NOT_DELIVERED})
_NOTHING_TRIED = frozenset({Outcome.NOT_STOCKED, Outcome.NOT_TRADING})
_NO_ATTEMPT = frozenset({Outcome.NOT_STOCKED, Outcome.NOT_TRADING, Outcome.ABORTED, Outcome.VOID})
_BEFORE_THE_ORDER = frozenset({StageKind.ADVANCE_NOTICE, StageKind.CHECKOUT})
_AFTER_THE_ORDER = frozenset({StageKind.PAYMENT, StageKind.CONFIRMATION, StageKind.UNPACKING})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStage:
    """What is recorded of one stage. `words` are verbatim: of the notice, the advert, the page, or the e-mail."""

    stage: StageKind
    state: RecordedState = RecordedState.REACHED
    happened_on: date | None = None
    at_time: time | None = None
    why: str = ""
    words: str = ""
    notice_means: NoticeMeans | None = None
    letter_reference: str = ""
    url: str = ""
    price_pence: int | None = None
    age_warning: bool | None = None
    declared: str = ""
    stopped: bool | None = None
    paid_by: PaidBy | None = None
    card_ending: str = ""
    charged: Charged | None = None
    order_number: str = ""
    item: str = ""
    condition: str = ""
    matches_listing: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What else is recorded of the test: its kind, its day and how it ended, and the days of the parcel.

    `tested_on` is the day of an order, of a listing check, and of the delivery or collection of a delivery check.
    """

    type: Type
    outcome: Outcome
    tested_on: date
    result: HandOverResult | None = None
    dispatched_on: date | None = None
    parcel_on: date | None = None
    handed_over_on: date | None = None
    unpacked_on: date | None = None


def check_stage(new: NewStage, around: Around, *, today: date, now: time) -> None:
    """Raise Refusal, beside the field to mend, when a stage cannot be as it says.

    No stage is in the future (`today` and `now`, Europe/London; this minute is allowed). Notice and checkout are on or
    before the day of the order; payment, confirmation and unpacking on or after it; unpacking not before the parcel was
    handed over or photographed. The same day is always allowed. A stage that was not reached says why, and has no day.
    """
    if around.type not in STAGED_TYPES:
        raise Refusal("Only a test made online, or of a delivery, has stages")
    if around.type is Type.LISTING_CHECK and new.stage is not StageKind.LISTING:
        raise Refusal("A listing check has no buyer and no order: only its listing is recorded")
    check_no_card_number(asdict(new))
    if new.state is RecordedState.NOT_REACHED:
        _check_not_reached(new, around)
        return
    if new.stage in IN_HAND_OVER:
        raise Refusal("What happened to the parcel is recorded with its hand-over")
    if new.happened_on is None:
        raise Refusal("Enter the day, or say that this stage was not reached", "happened_on")
    check_moment(new.happened_on, new.at_time, today=today, now=now, day_field="happened_on", time_field="at_time")
    _check_order(new.stage, new.happened_on, around)
    _check_facts(new)


def check_moment(
    day: date, at: time | None, *, today: date, now: time, day_field: str, time_field: str, what: str = "This day"
) -> None:
    """Raise Refusal beside its field for a day after `today`, or a time of today after `now` (to the minute)."""
    if day > today:
        raise Refusal(f"{what} must be today or in the past", day_field)
    if at is not None and day == today and at.replace(second=0, microsecond=0) > now:
        raise Refusal("This time has not come yet. Check the time, or the day", time_field)


def _check_not_reached(new: NewStage, around: Around) -> None:
    if not new.why.strip():
        raise Refusal("Say why this stage was not reached", "why")
    if new.happened_on is not None:
        raise Refusal("A stage that was not reached has no day. Leave it empty", "happened_on")
    known = {
        StageKind.DISPATCH: around.dispatched_on,
        StageKind.PARCEL: around.parcel_on,
        StageKind.DELIVERY: around.handed_over_on,
    }.get(new.stage)
    if known is not None:
        raise Refusal(f"It is recorded for {known.day} {known:%B %Y} already. Correct that record instead", "state")
    if new.stage is StageKind.DELIVERY:
        raise Refusal("Record how the delivery ended: “Never delivered” is one of its results", "state")


def _check_order(stage: StageKind, day: date, around: Around) -> None:
    anchor = "delivery or collection" if around.type is Type.DELIVERY_CHECK else "order"
    said = f"{around.tested_on.day} {around.tested_on:%B %Y}"
    if stage in _BEFORE_THE_ORDER and day > around.tested_on:
        raise Refusal(f"This must be on or before the day of the {anchor}, {said}", "happened_on")
    if around.type is Type.LISTING_CHECK and day != around.tested_on:
        raise Refusal(f"The listing is captured on the day of the check, {said}. Correct that day first", "happened_on")
    if around.type is Type.DELIVERY_CHECK:
        if stage is StageKind.UNPACKING and day < around.tested_on:
            raise Refusal(f"This must be on or after the day of the {anchor}, {said}", "happened_on")
    elif stage in _AFTER_THE_ORDER and day < around.tested_on:
        raise Refusal(f"This must be on or after the day of the {anchor}, {said}", "happened_on")
    if stage is StageKind.UNPACKING:
        _check_unpacking(day, around)


def check_corrected_order(around: Around, days: Mapping[StageKind, date]) -> None:
    """Raise Refusal beside `tested_on` or `type` when a corrected test does not fit what is recorded of its stages.

    `around` is the test as it would be; `days` are the days of the stages that have a row of their own. The order is
    not after its dispatch, its parcel or its hand-over; a delivery that was tested is on the day of its hand-over.
    """
    parcel = [day for day in (around.dispatched_on, around.parcel_on, around.handed_over_on) if day is not None]
    if around.type not in STAGED_TYPES and (days or parcel):
        raise Refusal("Stages are recorded for this test, so it was made online or was a delivery", "type")
    if around.type is Type.LISTING_CHECK and (parcel or set(days) - {StageKind.LISTING, StageKind.ADVANCE_NOTICE}):
        raise Refusal("An order is recorded for this test, so it was no listing check", "type")
    if around.type is Type.DELIVERY_CHECK:
        if around.handed_over_on is not None and around.tested_on != around.handed_over_on:
            raise Refusal("The hand-over is recorded for another day. Correct that record first", "tested_on")
        if around.dispatched_on is not None and around.tested_on < around.dispatched_on:
            raise Refusal("It was dispatched after this day. Correct that record first", "tested_on")
    elif parcel and around.tested_on > min(parcel):
        raise Refusal("The order cannot be after the day it was dispatched or handed over", "tested_on")
    for stage, day in days.items():
        try:
            _check_order(stage, day, around)
        except Refusal:
            label = STAGE_LABELS[stage]
            raise Refusal(
                f"{label} is recorded for {day.day} {day:%B %Y}, which does not fit this day. Correct that first",
                "tested_on",
            ) from None


def _check_unpacking(day: date, around: Around) -> None:
    if around.result in NEVER_CAME:
        raise Refusal("The parcel was not handed over, so there was nothing to unpack", "state")
    if around.handed_over_on is not None and day < around.handed_over_on:
        raise Refusal("It cannot have been unpacked before it was handed over", "happened_on")
    if around.parcel_on is not None and day < around.parcel_on:
        raise Refusal("It was photographed unopened after this day, so it was unpacked later", "happened_on")


def _check_facts(new: NewStage) -> None:
    """Refuse a stage without what makes it worth recording."""
    if new.stage is StageKind.ADVANCE_NOTICE and new.notice_means is None:
        raise Refusal("Select how the notice was sent", "notice_means")
    if new.stage is StageKind.LISTING:
        if not new.url.strip():
            raise Refusal("Enter the web address of the page that was captured", "url")
        check_url(new.url)
        if new.at_time is None:
            raise Refusal("Enter the time of the capture, to the minute, such as 14:05", "at_time")
    if new.stage is StageKind.PAYMENT:
        if new.paid_by is None:
            raise Refusal("Select how it was paid", "paid_by")
        check_card_ending(new.card_ending)
    if new.stage is StageKind.UNPACKING and not new.item.strip():
        raise Refusal("Enter what was in the parcel", "item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """What the checkout asked and what was declared to it: kept with the result of the order."""

    age_check: AgeCheck | None = None
    age_asked: bool | None = None
    id_asked: bool | None = None
    declared_age_true: bool | None = None
    declared_name_true: bool | None = None
    declaration_authorised_by: str = ""


def check_checkout(new: NewStage, checkout: Checkout, outcome: Outcome) -> None:
    """Raise Refusal, beside the field, when what the checkout did does not fit the outcome of the order, or itself.

    A false age or name needs somebody who authorised it (domain section 2.2); an order that the checkout stopped was
    not accepted.
    """
    check_no_card_number(asdict(checkout))
    check_answers(outcome, age_asked=checkout.age_asked, id_asked=checkout.id_asked)
    if checkout.age_check is AgeCheck.NONE and checkout.age_asked is True:
        raise Refusal("It asked the age, so there was an age check. Change one of the two", "age_check")
    if False in (checkout.declared_age_true, checkout.declared_name_true):
        if not checkout.declaration_authorised_by.strip():
            raise Refusal("Enter who authorised giving a false age or name", "declaration_authorised_by")
        if not new.declared.strip():
            raise Refusal("Enter exactly what was declared", "declared")
    if new.stopped is True and outcome in SOLD:
        raise Refusal("The outcome says that the order was accepted. Change the outcome or this answer", "stopped")


def check_notice(
    sent_on: date | None, reason: str, policy: PurchasePolicy, *, ordered_on: date, today: date, type_: Type
) -> None:
    """Raise Refusal beside `notice_reason` for an order without the notice that the policy of its day asks for.

    A notice sent at least `policy.advance_notice_days` before the order needs no reason (exactly so many is enough);
    a later one, or none, does (domain section 6.21). A day after the order or in the future is no notice.
    """
    if sent_on is not None and sent_on > today:
        raise Refusal("This day must be today or in the past", "notice_sent_on")
    if sent_on is not None and sent_on > ordered_on:
        raise Refusal("The notice comes before the order. Check the day", "notice_sent_on")
    if not notice_lacks(sent_on, policy, ordered_on=ordered_on, type_=type_) or reason.strip():
        return
    days = policy.advance_notice_days
    if sent_on is None:
        raise Refusal(
            "Your authority’s policy asks for an advance notice to the seller. Enter the day it was sent, or say why "
            "the order was made without it",
            "notice_reason",
        )
    raise Refusal(
        f"The policy asks for at least {days} days from the notice to the order. Say why it was sent later",
        "notice_reason",
    )


def notice_lacks(sent_on: date | None, policy: PurchasePolicy, *, ordered_on: date, type_: Type) -> bool:
    """Say whether the policy asks for an advance notice that was not sent, or not early enough."""
    if not policy.advance_notice_asked or type_ is not Type.ONLINE_ORDER:
        return False
    return sent_on is None or sent_on > ordered_on - timedelta(days=policy.advance_notice_days)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    """One stage as it stands: recorded, not reached, still to do or not needed; `hint` says why of the latter two.

    `facts` are its facts by name (see NewStage and NewHandOver); `version` is that of the row they stand in, 0 without
    one; `with_the_order` says that its facts were recorded with the order and have no day of their own.
    """

    stage: StageKind
    state: StageState
    on: date | None = None
    at: time | None = None
    words: str = ""
    why: str = ""
    hint: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0
    with_the_order: bool = False

    @property
    def label(self) -> str:
        """What the stage is called."""
        return STAGE_LABELS[self.stage]

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to record of it."""
        return self.state is not StageState.TO_DO


def why_not_due(stage: StageKind, around: Around, policy: PurchasePolicy) -> str:
    """Return why a stage is not asked for, in words; "" when it is due. It may be recorded all the same."""
    if stage is StageKind.ADVANCE_NOTICE:
        asked = policy.advance_notice_asked and around.type is Type.ONLINE_ORDER
        return "" if asked else "Not asked for by the policy of that day"
    if stage is StageKind.LISTING:
        if around.type is Type.DELIVERY_CHECK:
            return "The delivery is tested, not the listing"
        return "There was nothing to capture" if around.outcome in _NOTHING_TRIED else ""
    if around.type is Type.DELIVERY_CHECK and stage not in {StageKind.PARCEL, StageKind.DELIVERY, StageKind.UNPACKING}:
        return "The delivery is tested, not the order"
    if around.outcome in _NO_ATTEMPT:
        return "No order was made"
    return "" if stage is StageKind.CHECKOUT else _why_no_parcel(stage, around)


def _why_no_parcel(stage: StageKind, around: Around) -> str:
    if around.outcome in REFUSED and not (around.type is Type.DELIVERY_CHECK and stage is StageKind.DELIVERY):
        return "It was refused at hand-over" if around.type is Type.DELIVERY_CHECK else "The order was refused"
    if around.outcome not in SOLD | REFUSED:
        return "No order was made"
    if stage in {StageKind.PARCEL, StageKind.UNPACKING} and around.result is HandOverResult.NOT_DELIVERED:
        return "Never delivered"
    if stage is StageKind.UNPACKING and around.result is HandOverResult.REFUSED:
        return "It was refused at hand-over"
    return ""


def listing_after_order(stage: StageView, around: Around) -> bool:
    """Say whether a listing was captured after the order: it shows the page as it was then, not as the buyer saw it."""
    return (
        stage.stage is StageKind.LISTING
        and around.type is Type.ONLINE_ORDER
        and stage.on is not None
        and stage.on > around.tested_on
    )

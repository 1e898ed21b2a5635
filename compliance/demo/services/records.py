"""The invented year: tests with their disputes, visits, agreements and training."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from uuid import UUID

from sqlmodel import Session

from compliance.agreements import services as agreements
from compliance.agreements.rules import TEXT_VERSION, AgreementEventKind, NewAgreement, NewEvent
from compliance.dates import months_after, months_before
from compliance.demo.rules import OPERATION_TESTS, Person, PlannedTest, planned_tests
from compliance.demo.services.people import Cast
from compliance.offences.rules import ProductCategory
from compliance.operations.models import Operation
from compliance.purchases import services as purchases
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.rules import (
    SOLD,
    AddressKind,
    AgeCheck,
    BuyerBasis,
    Channel,
    DisputeCameBy,
    DisputeDecision,
    HandOverResult,
    NewDispute,
    NewHandOver,
    NewPurchase,
    Outcome,
    Type,
)
from compliance.retailers.models import Outlet
from compliance.training import services as training
from compliance.training.models import TrainingSession
from compliance.training.rules import (
    AttendanceStatus,
    CourseKind,
    NewInvitation,
    NewPlace,
    NewSession,
    Reply,
    ReplyGiven,
    Result,
    ServedHow,
)
from compliance.visits import services as visits
from compliance.visits.models import Visit
from compliance.visits.rules import Display, OfferAnswer, Storage, VisitDetails, VisitKind

VISITED = range(8, 76)
INVITED = range(8, 40)
AGREED = range(8, 48)
WITH_THE_MANAGER = 57
"""The shop that a manager went to as second officer."""


def record_tests(
    session: Session, cast: Cast, outlets: Sequence[Outlet], operation: Operation, today: date
) -> list[Purchase]:
    """Record the 60 invented tests, oldest first, with hand-overs and disputes."""
    made = []
    for number, test in enumerate(planned_tests(today)):
        new = _attempt(cast, test, number, operation.id if test.business in OPERATION_TESTS else None)
        purchase = purchases.record_purchase(session, cast[Person.OFFICER], outlets[test.business].id, new)
        made.append(purchase)
        if test.type is Type.ONLINE_ORDER and test.outcome in SOLD and test.on < today - timedelta(days=60):
            _hand_over(session, cast, purchase)
        if test.dispute == "waiting":
            _dispute(session, cast, purchase)
    return made


def overturn(session: Session, cast: Cast, made: Sequence[Purchase], today: date) -> None:
    """Have the trader whose result does not stand dispute it and be believed, after their letter has gone out."""
    for purchase, test in zip(made, planned_tests(today), strict=True):
        if test.dispute == "overturned":
            purchases.decide_dispute(
                session,
                cast[Person.MANAGER],
                _dispute(session, cast, purchase).id,
                DisputeDecision.OVERTURNED,
                "The shop’s recording shows another customer paying. The result cannot stand.",
                considered="The recording from the shop’s till of the day of the test, and the record of the test.",
            )


def _attempt(cast: Cast, test: PlannedTest, number: int, operation_id: UUID | None) -> NewPurchase:
    online = test.type is Type.ONLINE_ORDER
    adult = test.type is Type.CHALLENGE_25
    tried = test.outcome not in {Outcome.NOT_TRADING, Outcome.NOT_STOCKED, Outcome.ABORTED, Outcome.VOID}
    asked = test.outcome in {Outcome.REFUSED_NO_ID, Outcome.SOLD_AFTER_ID_NOT_VERIFIED}
    reasons = {
        Outcome.ABORTED: "The volunteer recognised a neighbour behind the counter",
        Outcome.VOID: "The volunteer carried a bag that hid her face from the till",
    }
    return NewPurchase(
        type=test.type,
        buyer_basis=BuyerBasis.ADULT if adult else BuyerBasis.UNDER_18,
        channel=Channel.HOME_DELIVERY if online else Channel.TILL,
        outcome=test.outcome,
        tested_on=test.on,
        officer_id=cast.officer_id(Person.OFFICER),
        second_officer_id=cast.officer_id(
            Person.MANAGER if test.business == WITH_THE_MANAGER else Person.SECOND_OFFICER
        ),
        category=ProductCategory.KITCHEN_KNIFE,
        operation_id=operation_id,
        outcome_reason=reasons.get(test.outcome, ""),
        volunteer_code="V10" if adult else "V02" if online else "V01",
        started_at_time=None if online else time(10 + number % 6, 5),
        ended_at_time=None if online else time(10 + number % 6, 11),
        product="Kitchen knife, 8 inch" if number % 2 else "Vegetable knife",
        price_pence=399 + 50 * (number % 9),
        age_asked=test.outcome is Outcome.REFUSED_AGE_ASKED if tried and not online else None,
        id_asked=asked if tried and not online else None,
        id_shown=False if asked and tried and not online else None,
        handed_to_officer_at_time=time(10 + number % 6, 12) if test.outcome in SOLD and not online else None,
        age_check=AgeCheck.TICK_BOX if online else None,
        declared_age_true=False if online else None,
        declared_name_true=False if online else None,
        declaration_authorised_by="Rhiannon Castellow" if online else "",
        url="https://shop.example/knives" if online else "",
    )


def _hand_over(session: Session, cast: Cast, purchase: Purchase) -> None:
    new = NewHandOver(
        result=HandOverResult.HANDED_OVER_UNCHECKED,
        dispatched_on=purchase.tested_on + timedelta(days=1),
        handed_over_on=purchase.tested_on + timedelta(days=3),
        delivery_company="Swiftlark Parcels Limited",
        address_kind=AddressKind.RESIDENTIAL,
        handed_to_age_years=15,
        id_looked_at=False,
        package_marking="Nothing about age on the parcel",
    )
    purchases.record_hand_over(session, cast[Person.OFFICER], purchase.id, new)


def _dispute(session: Session, cast: Cast, purchase: Purchase) -> Dispute:
    new = NewDispute(
        raised_on=purchase.tested_on + timedelta(days=6),
        raised_by="The shop’s manager",
        capacity="Manager",
        came_by=DisputeCameBy.EMAIL,
        asks_for="That the result is taken off our record.",
        words="Our till shows that the sale was refused and the knife put back. Please look at the recording.",
    )
    return purchases.record_dispute(session, cast[Person.OFFICER], purchase.id, new)


def record_visits(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> list[Visit]:
    """Record a visit to about half of the premises over the last year."""
    made = []
    for place, number in enumerate(VISITED):
        declined = number % 9 == 0
        details = VisitDetails(
            kind=VisitKind.RRA_SIGN_UP if number % 3 else VisitKind.ADVICE,
            visited_on=today - timedelta(days=4 + place * 5),
            officer_id=cast.officer_id(Person.OFFICER if number % 2 else Person.SECOND_OFFICER),
            started_at_time=time(9 + number % 8, 15 * (number % 4)),
            spoke_to="The person in charge",
            capacity="Manager" if number % 2 else "Owner",
            storage=(Storage.LOCKED, Storage.BEHIND_COUNTER, Storage.OPEN_SHELF, Storage.NEAR_EXIT)[number % 4],
            display=Display.UNPACKAGED if number % 4 > 1 else Display.SECURE_PACKAGING,
            challenge_25_poster=number % 3 != 0,
            refusals_log=number % 2 == 0,
            refusals_log_last_on=today - timedelta(days=5 + place * 5) if number % 2 == 0 else None,
            till_prompt=number % 4 == 0,
            advice_law="Selling a knife to anybody under 18 is an offence, whoever stands at the till.",
            advice_good_practice="Keep knives in a locked cabinet, ask everybody who looks under 25 for ID.",
            agreement_offer=OfferAnswer.DECLINED if declined else OfferAnswer.ACCEPTED,
            training_offer=OfferAnswer.DECLINED if declined else OfferAnswer.WILL_CONSIDER,
            offer_words="We have no time for a course." if declined else "",
        )
        made.append(visits.record_visit(session, cast[Person.OFFICER], outlets[number].id, details))
    return made


def record_agreements(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> int:
    """Record agreements: most in force, some declined, some about to lapse, one lapsed. Return how many."""
    officer = cast[Person.OFFICER]
    for place, number in enumerate(AGREED):
        signed_on = today - timedelta(days=8 + place * 5)
        if number % 9 == 0:
            event = NewEvent(AgreementEventKind.DECLINED, signed_on, words="We would rather not sign anything.")
        else:
            if place in {3, 5, 6}:
                signed_on = months_before(today, 12) + timedelta(days=12 * place)
            elif place == 10:
                signed_on = months_before(today, 13)
            event = NewEvent(
                AgreementEventKind.SIGNED,
                signed_on,
                signatory="The person in charge",
                capacity="Manager",
                lapses_on=months_after(signed_on, 12),
            )
        agreements.record_agreement(
            session, officer, outlets[number].id, NewAgreement(event=event, text_version=TEXT_VERSION)
        )
    return len(AGREED)


def record_training(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> int:
    """Record two past sessions and one to come, invitations with every kind of reply, and who came. Return how many."""
    past = [_session(session, cast, today - timedelta(days=days)) for days in (220, 95)]
    coming = _session(session, cast, today + timedelta(days=16))
    for place, number in enumerate(INVITED):
        _invite(session, cast, outlets[number].id, place, past, coming, today)
    for number, days in ((0, 250), (0, 120), (1, 60)):
        _unanswered(session, cast, outlets[number].id, today - timedelta(days=days))
    return len(INVITED) + 3


def _session(session: Session, cast: Cast, on: date) -> TrainingSession:
    new = NewSession(
        course=CourseKind.ACCREDITED,
        on=on,
        venue="Larkmere Town Hall, Committee Room 2",
        minutes=150,
        capacity=20,
        starts_at_time=time(9, 30),
        venue_address="1 Market Cross\nLondon\nE21 1AA",
        pass_mark=70,
        trainer="Larkmere Training Partnership",
    )
    return training.add_session(session, cast[Person.OFFICER], new)


def _invite(
    session: Session,
    cast: Cast,
    outlet_id: UUID,
    place: int,
    past: Sequence[TrainingSession],
    coming: TrainingSession,
    today: date,
) -> None:
    clerk = cast[Person.CLERK]
    held = past[place % 2]
    invited_on = held.on - timedelta(days=40)
    story = place % 8
    reply = {3: Reply.DECLINED, 4: Reply.NONE, 7: Reply.OWN_SCHEME}.get(story, Reply.ACCEPTED)
    if story == 6:
        held, invited_on = coming, today - timedelta(days=20)
    given = None
    if reply is not Reply.NONE:
        words = "No, thank you. We know what we are doing." if reply is Reply.DECLINED else ""
        given = ReplyGiven(reply, invited_on + timedelta(days=9), replied_by="The manager", reply_words=words)
    new = NewInvitation(
        course=CourseKind.ACCREDITED,
        invited_on=invited_on,
        served_how=ServedHow.LETTER,
        served_on=invited_on + timedelta(days=2),
        reply_by_on=invited_on + timedelta(days=21),
        session_id=held.id,
    )
    training.record_invitation(session, clerk, outlet_id, new, given)
    if story == 6 or reply is not Reply.ACCEPTED:
        return
    place_taken = training.book_place(session, clerk, held.id, outlet_id, NewPlace("The manager", "Manager"))
    came = story != 5
    result = Result(
        AttendanceStatus.ATTENDED if came else AttendanceStatus.DID_NOT_ATTEND,
        minutes=150 if came else None,
        mark=(58 if story == 2 else 84) if came else None,
    )
    training.record_attendance(session, clerk, place_taken.id, result, version=place_taken.version, reason="")


def _unanswered(session: Session, cast: Cast, outlet_id: UUID, invited_on: date) -> None:
    new = NewInvitation(
        course=CourseKind.ACCREDITED,
        invited_on=invited_on,
        served_how=ServedHow.LETTER,
        served_on=invited_on + timedelta(days=2),
        reply_by_on=invited_on + timedelta(days=21),
    )
    training.record_invitation(session, cast[Person.CLERK], outlet_id, new)

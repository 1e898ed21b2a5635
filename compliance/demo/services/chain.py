"""The rest of the invented scheme: actions of visits, the courses, a full session and a cancelled one, consent."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from uuid import UUID

from sqlmodel import Session

from compliance.agreements import queries
from compliance.agreements import services as agreements
from compliance.agreements.rules import (
    TEXT_VERSION,
    AgreementEventKind,
    NewAgreement,
    NewConsent,
    NewEvent,
    NewSigning,
)
from compliance.database import new_id
from compliance.dates import months_after, months_before
from compliance.demo.rules import Person
from compliance.demo.services.people import Cast
from compliance.retailers.models import Outlet
from compliance.training import services as training
from compliance.training.models import Attendance, TrainingSession
from compliance.training.rules import AttendanceStatus, CourseKind, NewCourse, NewPlace, NewSession, Result
from compliance.visits import services as visits
from compliance.visits.models import Visit
from compliance.visits.rules import (
    STANDARD,
    Agency,
    Basis,
    Besides,
    Checklist,
    Company,
    Done,
    NewAction,
    NewChecklist,
    OfferAnswer,
    Partner,
    Question,
    QuestionKind,
    Storage,
    VisitDetails,
    VisitKind,
)

FULL = range(60, 65)
CANCELLED = range(66, 69)
REFRESH = range(52, 56)
SIGNED_THEN_SOLD = 0
JOINT = 70
NAMED = range(8, 30)
VENUE = "Larkmere Library, Reading Room"


def finish_the_chain(
    session: Session, cast: Cast, outlets: Sequence[Outlet], seen: Sequence[Visit], today: date
) -> None:
    """Add what a scheme in full swing has on its lists: something of every kind is due."""
    _checklist(session, cast, today)
    _joint_visit(session, cast, outlets, today)
    _actions(session, cast, seen, today)
    _courses(session, cast)
    _full_session(session, cast, outlets, today)
    _cancelled_session(session, cast, outlets, today)
    _refresh_due(session, cast, outlets, today)
    _agreements(session, cast, outlets, today)


def _checklist(session: Session, cast: Cast, today: date) -> None:
    """Ask two questions of the authority's own beside the standard ones, from today on."""
    own = (
        Question("Are kitchen scissors kept out of reach too?", QuestionKind.YES_NO),
        Question("Who orders the stock of knives?", QuestionKind.TEXT),
    )
    new = NewChecklist(today, Checklist("Larkmere checklist", (*STANDARD.questions, *own)), "Asked for by the wardens")
    visits.set_checklist(session, cast[Person.MANAGER], new, checklist_id=new_id())


def _joint_visit(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> None:
    """Visit a shop together with a second officer and the police."""
    details = VisitDetails(
        kind=VisitKind.JOINT_WITH_POLICE,
        visited_on=today - timedelta(days=3),
        officer_id=cast.officer_id(Person.OFFICER),
        started_at_time=time(15, 30),
        spoke_to="The person in charge",
        capacity="Manager",
        storage=Storage.BEHIND_COUNTER,
        challenge_25_poster=True,
        advice_law="Selling a knife to anybody under 18 is an offence, whoever stands at the till.",
        advice_good_practice="Keep the key of the cabinet with whoever is in charge.",
        agreement_offer=OfferAnswer.WILL_CONSIDER,
        training_offer=OfferAnswer.WILL_CONSIDER,
        offer_words="I will ask the owner.",
    )
    partner = Partner(Agency.POLICE, "PC 1234 Invented, Larkmere Safer Neighbourhoods")
    company = Company((cast.officer_id(Person.SECOND_OFFICER),), (partner,))
    visits.record_visit(session, cast[Person.OFFICER], outlets[JOINT].id, details, besides=Besides(company))


def _actions(session: Session, cast: Cast, seen: Sequence[Visit], today: date) -> None:
    """Ask something of the traders of the latest visits: one is overdue, one was done."""
    officer = cast[Person.OFFICER]
    asked = (
        ("Keep the knives in a locked cabinet.", Basis.GOOD_PRACTICE, today - timedelta(days=2)),
        ("Put up the Challenge 25 poster.", Basis.GOOD_PRACTICE, today + timedelta(days=9)),
        ("Stop selling the folding knife that locks open to anybody under 18.", Basis.LAW, today + timedelta(days=1)),
        ("Write down every sale that is refused.", Basis.GOOD_PRACTICE, today - timedelta(days=1)),
    )
    for visit, (text, basis, due_on) in zip(seen, asked, strict=False):
        action = visits.add_action(session, officer, visit.id, NewAction(text, basis, due_on), action_id=new_id())
    done = Done(today, "The log was sent by e-mail.")
    visits.complete_action(session, officer, action.id, done, version=action.version)


def _courses(session: Session, cast: Cast) -> None:
    for new in (
        NewCourse(CourseKind.ACCREDITED, "Selling Knives Safely", 150, 70, provider="Larkmere Training Partnership"),
        NewCourse(
            CourseKind.E_LEARNING,
            "Responsible retailer modules",
            50,
            modules=("Storage and display", "Assess", "Challenge", "Check", "When to call the police"),
        ),
        NewCourse(CourseKind.DELIVERY_STAFF, "Handing over to adults only", 45),
    ):
        training.add_course(session, cast[Person.MANAGER], new)


def _session(session: Session, cast: Cast, on: date, capacity: int) -> TrainingSession:
    new = NewSession(
        course=CourseKind.ACCREDITED,
        on=on,
        venue=VENUE,
        minutes=150,
        capacity=capacity,
        starts_at_time=time(18, 0),
        venue_address="9 Lark Hill\nLondon\nN23 1AA",
        pass_mark=70,
        trainer="Larkmere Training Partnership",
    )
    return training.add_session(session, cast[Person.OFFICER], new)


def _book(session: Session, cast: Cast, held: TrainingSession, outlets: Sequence[Outlet]) -> list[Attendance]:
    clerk = cast[Person.CLERK]
    return [training.book_place(session, clerk, held.id, one.id, NewPlace("The owner", "Owner")) for one in outlets]


def _full_session(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> None:
    """Fill a session so that two wait; somebody cannot come, and the first who waits moves up."""
    held = _session(session, cast, today + timedelta(days=23), len(FULL) - 2)
    places = _book(session, cast, held, outlets[FULL.start : FULL.stop])
    why = "The owner is in hospital that week."
    training.excuse_place(session, cast[Person.CLERK], places[0].id, reason=why, version=places[0].version)


def _cancelled_session(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> None:
    held = _session(session, cast, today + timedelta(days=9), 12)
    _book(session, cast, held, outlets[CANCELLED.start : CANCELLED.stop])
    why = "The library is closed for repairs."
    training.cancel_session(session, cast[Person.OFFICER], held.id, reason=why, version=held.version)


def _refresh_due(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> None:
    """Have some people pass nearly a year ago, so that their refresh is due soon; two hold their certificates."""
    held = _session(session, cast, months_before(today, 12) + timedelta(days=21), 12)
    places = _book(session, cast, held, outlets[REFRESH.start : REFRESH.stop])
    for place in places:
        result = Result(AttendanceStatus.ATTENDED, minutes=150, mark=84)
        training.record_attendance(session, cast[Person.CLERK], place.id, result, version=place.version, reason="")
    for place in places[:2]:
        training.issue_certificate(session, cast[Person.OFFICER], place.id)


def _agreements(session: Session, cast: Cast, outlets: Sequence[Outlet], today: date) -> None:
    """Have a seller sign before it sold; name on the public list who consented; offer one that nobody answered."""
    _sign(session, cast, outlets[SIGNED_THEN_SOLD].id, months_before(today, 8))
    for outlet in outlets[NAMED.start : NAMED.stop : 2]:
        _consent(session, cast, outlet.id, today)
    offered = NewEvent(AgreementEventKind.OFFERED, today - timedelta(days=3), signatory="The owner", capacity="Owner")
    agreement = NewAgreement(event=offered, text_version=TEXT_VERSION)
    agreements.record_agreement(session, cast[Person.OFFICER], outlets[FULL.start].id, agreement)
    here = agreements.record_agreement(session, cast[Person.OFFICER], outlets[FULL.stop].id, agreement)
    signing = NewSigning("Mx Pennant", "Owner", agreed=True, scope_confirmed=True, publish=True)
    agreements.sign_on_phone(session, cast[Person.OFFICER], here.id, signing, form_id=new_id())


def _sign(session: Session, cast: Cast, outlet_id: UUID, on: date) -> None:
    event = NewEvent(
        AgreementEventKind.SIGNED,
        on,
        signatory="The person in charge",
        capacity="Manager",
        lapses_on=months_after(on, 12),
    )
    new = NewAgreement(event=event, text_version=TEXT_VERSION)
    agreements.record_agreement(session, cast[Person.OFFICER], outlet_id, new)


def _consent(session: Session, cast: Cast, outlet_id: UUID, today: date) -> None:
    """Consent to be named, where an agreement is in force."""
    officer = cast[Person.OFFICER]
    standing = queries.standing_of(session, officer, outlet_id, today)
    if standing.in_force:
        consent = NewConsent("The person in charge", "Manager", premises_confirmed=True)
        agreements.give_consent(session, officer, UUID(standing.agreement), consent)

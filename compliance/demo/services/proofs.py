"""What stands behind the invented tests: full records, signed accounts, exhibits, stages online, what still waits."""

import io
from collections.abc import Sequence
from datetime import datetime, time

from PIL import Image, ImageDraw
from sqlmodel import Session

from compliance import clock, files, pictures
from compliance.accounts.rules import Confirmation, Lockout
from compliance.demo.rules import PASSWORD, Person, PlannedTest
from compliance.demo.services.people import Cast
from compliance.demo.services.records import WITH_THE_MANAGER
from compliance.evidence import services as evidence
from compliance.evidence.models import Exhibit
from compliance.evidence.rules import ExhibitKind, Hand, NewExhibit, NewItem, NewTransfer, Purpose
from compliance.offences.rules import ProductCategory
from compliance.permissions import Actor
from compliance.purchases import queries
from compliance.purchases import services as purchases
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.rules import (
    SOLD,
    AgeCheck,
    Charged,
    Checkout,
    NewParty,
    NewStage,
    Outcome,
    PaidBy,
    PartyOutcome,
    PartyRole,
    Payment,
    StageKind,
    Storage,
    Type,
)
from compliance.purchases.rules.reviews import CHECKS, Answer, NewReview, ReviewOutcome
from compliance.purchases.rules.sections import (
    DisplaySection,
    PaymentSection,
    ProductSection,
    Section,
    ToldSection,
    WelfareSection,
)
from compliance.purchases.services.sections import record_section
from compliance.purchases.services.voiding import propose_voiding

REVIEWED, WAITING_FOR_REVIEW, SECOND_SIGNED = 7, 0, 1
"""The shops whose latest sale has a reviewed record, one that waits for review, and one only the second signed."""
FIRST_SIGNED = (3, WITH_THE_MANAGER)
"""The shops of whose latest sale only the first officer has signed."""
DOUBTED = 61
"""The shop whose refusal somebody proposes to make void."""


def prove_tests(
    session: Session, cast: Cast, planned: Sequence[PlannedTest], made: Sequence[Purchase]
) -> dict[str, int]:
    """Put behind some of the invented tests what a real one has, and return how many exhibits there are.

    One sale has all: every section, both accounts, the knife under seal in the store, a photograph, and a review.
    """
    tests = list(zip(planned, made, strict=True))
    exhibits = 0
    for business in (REVIEWED, WAITING_FOR_REVIEW, *FIRST_SIGNED, SECOND_SIGNED):
        purchase = next(one for test, one in reversed(tests) if test.business == business and test.outcome in SOLD)
        exhibits += _in_store(session, cast, purchase, business)
    online = next(one for test, one in tests if test.type is Type.ONLINE_ORDER and _is_delivered(session, cast, one))
    exhibits += _online(session, cast, online)
    disputed = next(one for test, one in tests if test.dispute == "waiting")
    exhibits += _trader_sent(session, cast, disputed)
    doubted = next(one for test, one in tests if test.business == DOUBTED)
    why = "The till was closed before the volunteer came to it."
    propose_voiding(session, cast[Person.SECOND_OFFICER], doubted.id, Outcome.VOID, why)
    return {"exhibits": exhibits}


def _is_delivered(session: Session, cast: Cast, purchase: Purchase) -> bool:
    return queries.find_hand_over(session, cast[Person.OFFICER], purchase.id) is not None


def _in_store(session: Session, cast: Cast, purchase: Purchase, business: int) -> int:
    officer, second = cast[Person.OFFICER], cast[Person.SECOND_OFFICER]
    for section in _sections(purchase):
        record_section(session, officer, purchase.id, section, version=purchase.version)
        session.refresh(purchase)
    knife = _knife(session, officer, purchase)
    _store(session, officer, knife, purchase)
    _picture(session, officer, purchase, ExhibitKind.PHOTOGRAPH, "The shelf with the knives, seen from the door")
    if business != SECOND_SIGNED:
        _sign(session, officer, purchase, _first_account(purchase))
    if business not in FIRST_SIGNED:
        _sign(session, second, purchase, _second_account(purchase))
    if business == REVIEWED:
        review = NewReview(outcome=ReviewOutcome.ACCEPTED, checklist=dict.fromkeys(CHECKS, Answer.YES), reasons="")
        purchases.review_purchase(session, cast[Person.MANAGER], purchase.id, review)
        purchases.begin_statement(session, officer, purchase.id)
    return 2


def _sections(purchase: Purchase) -> tuple[Section, ...]:
    return (
        ProductSection(
            category_code=ProductCategory.KITCHEN_KNIFE.value,
            product=purchase.product,
            brand="Larkblade",
            blade_length_mm=203,
            folds=False,
            barcode="0 00000 12345 7",
        ),
        DisplaySection(
            displayed_where="End of the second aisle, at eye level, beside the tea towels",
            storage=Storage.OPEN,
            poster_seen=False,
            queue=2,
            lighting_and_cctv="Bright. One camera above the till",
        ),
        PaymentSection(payment=Payment.CASH, change_pence=51, receipt=True),
        WelfareSection(meal_offered=True, debriefed=True, welfare_note=f"{purchase.volunteer_code} was calm and well"),
        ToldSection(
            retailer_told_on=purchase.tested_on,
            retailer_told_at_time=time(16, 30),
            retailer_told_how="The manager, at the counter",
        ),
    )


def _at(purchase: Purchase, moment: time) -> datetime:
    return datetime.combine(purchase.tested_on, moment, tzinfo=clock.LONDON)


def _knife(session: Session, officer: Actor, purchase: Purchase) -> Exhibit:
    item = NewItem(
        description=f"{purchase.product}, in its packaging, with the receipt",
        received_from=str(purchase.volunteer_code),
        produced_at=_at(purchase, purchase.handed_to_officer_at_time or time(16, 0)),
        produced_where="Outside the shop",
        place="Locked box in the officer’s car",
        packaging="Knife tube in a tamper-evident bag",
        seal=f"LK{purchase.tested_on:%y%m%d}",
    )
    return evidence.produce_item(session, officer, purchase.id, item)


def _store(session: Session, officer: Actor, knife: Exhibit, purchase: Purchase) -> None:
    stored = NewTransfer(
        to=Hand(name=officer.name, officer_id=officer.officer_id),
        at=_at(purchase, time(17, 5)),
        place="Evidence store, shelf 4",
        purpose=Purpose.STORED,
    )
    evidence.transfer_exhibit(session, officer, knife.id, stored, after=1)


def _picture(
    session: Session,
    officer: Actor,
    purchase: Purchase,
    kind: ExhibitKind,
    what: str,
    dispute: Dispute | None = None,
) -> Exhibit:
    drawn = Image.new("RGB", (900, 600), "#f3f2f1")
    draw = ImageDraw.Draw(drawn)
    draw.rectangle((60, 60, 840, 540), outline="#505a5f", width=6)
    draw.text((90, 90), f"Demonstration: {what}", fill="#0b0c0c", font_size=28)
    draw.text((90, 480), purchase.reference, fill="#0b0c0c", font_size=28)
    written = io.BytesIO()
    drawn.save(written, "PNG")
    content = written.getvalue()
    picture = pictures.derive(content)
    return evidence.produce_exhibit(
        session,
        officer,
        purchase.id,
        NewExhibit(
            kind=kind,
            description=what,
            sha256=files.keep(content),
            size=len(content),
            media_type="image/png",
            suffix="png",
            produced_at=datetime.combine(
                dispute.raised_on if dispute else purchase.tested_on, time(16, 40), tzinfo=clock.LONDON
            ),
            shown_sha256=files.keep(picture.jpeg),
            dispute_id=dispute.id if dispute else None,
            tells_place=picture.tells_place,
        ),
    )


def _sign(session: Session, officer: Actor, purchase: Purchase, words: str) -> None:
    confirmation = Confirmation(
        password=PASSWORD,
        address="127.0.0.1",
        lockout=Lockout(attempts=5, minutes=15),
        address_limit=30,
        key="demonstration",
    )
    purchases.sign_account(session, officer, purchase.id, words, declared=True, confirmation=confirmation)


def _first_account(purchase: Purchase) -> str:
    return (
        f"I waited outside while {purchase.volunteer_code} went in. I saw the till through the window. The volunteer "
        "put one knife on the counter. The man at the till said “Anything else?” and took the money. The volunteer "
        "came out and gave me the knife at once. I put it into a knife tube and sealed it."
    )


def _second_account(purchase: Purchase) -> str:
    return (
        f"I stood in the queue behind {purchase.volunteer_code}, two people away. I heard “Anything else?” and nothing "
        "about age. No one asked for identification. The till made no sound that I heard. I left the shop after the "
        "volunteer and saw my colleague take the knife."
    )


def _online(session: Session, cast: Cast, purchase: Purchase) -> int:
    officer, ordered = cast[Person.OFFICER], purchase.tested_on
    for stage in (
        NewStage(
            stage=StageKind.LISTING,
            happened_on=ordered,
            at_time=time(10, 12),
            url="https://shop.example/knives",
            words="Chef’s knife, 8 inch. Razor sharp. In stock",
            price_pence=purchase.price_pence,
            age_warning=False,
        ),
        NewStage(
            stage=StageKind.PAYMENT,
            happened_on=ordered,
            paid_by=PaidBy.PREPAID_CARD,
            card_ending="4821",
            price_pence=purchase.price_pence,
            charged=Charged.AT_THE_ORDER,
        ),
        NewStage(
            stage=StageKind.CONFIRMATION,
            happened_on=ordered,
            order_number="LK-77120",
            words="Thank you for your order. It will be with you in three days.",
        ),
    ):
        purchases.record_stage(session, officer, purchase.id, stage)
    checkout = NewStage(
        stage=StageKind.CHECKOUT,
        happened_on=ordered,
        at_time=time(10, 19),
        declared="Box ticked: “I am over 18”. Cover name used",
        words="Tick to say that you are over 18",
        stopped=False,
    )
    asked = Checkout(
        age_check=AgeCheck.TICK_BOX,
        age_asked=True,
        id_asked=False,
        declared_age_true=False,
        declared_name_true=False,
        declaration_authorised_by=purchase.declaration_authorised_by,
    )
    purchases.record_checkout(session, officer, purchase.id, checkout, asked, purchase_version=purchase.version)
    company = NewParty(
        role=PartyRole.DELIVERY_COMPANY,
        name="Swiftlark Parcels Limited",
        incorporated=True,
        outcome=PartyOutcome.FAILED,
        outcome_reason="Handed it to a person of 15 without asking",
    )
    hand_over = queries.find_hand_over(session, officer, purchase.id)
    purchases.record_party(
        session,
        officer,
        purchase.id,
        company,
        arranged_before_sale=True,
        told_of_blades=True,
        hand_over_version=hand_over.version if hand_over else None,
    )
    _picture(session, officer, purchase, ExhibitKind.SCREENSHOT, "The listing, captured before the order")
    return 1


def _trader_sent(session: Session, cast: Cast, purchase: Purchase) -> int:
    officer = cast[Person.OFFICER]
    waiting = next(one for one in queries.list_disputes(session, officer, purchase.id) if one.decided_on is None)
    _picture(session, officer, purchase, ExhibitKind.DOCUMENT, "The shop’s till roll of that day", waiting)
    return 1

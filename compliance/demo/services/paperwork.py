"""The invented letters: most results have been told, a few notices are owed, and a warning waits to be printed."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.demo.rules import Person
from compliance.demo.services.people import Cast
from compliance.letters import services as letters
from compliance.letters.models import Letter
from compliance.letters.rules import About, Kind
from compliance.letters.rules.drafting import Decided, Offer, Suggested, product_words, steps, suggest, suggest_reason
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.purchases.models import Purchase
from compliance.purchases.rules import FAILED, VALID, Type
from compliance.visits.models import Visit

OWED = 6
INVITED = 5


def write_letters(
    session: Session, cast: Cast, purchases: Sequence[Purchase], disputed: Collection[UUID], visits: Sequence[Visit]
) -> int:
    """Issue the letters of the year but the newest few, and return how many. All but the last three have been served.

    A warning after a sale, a notice after every other valid result, none about a result in `disputed`.
    """
    today = clock.today()
    told = [
        purchase
        for purchase in purchases
        if purchase.outcome in VALID and purchase.id not in disputed and (today - purchase.tested_on).days <= 365
    ]
    issued = [_about_a_purchase(session, cast, purchase, today) for purchase in told[:-OWED]]
    issued += [_invitation(session, cast, visit, today) for visit in visits[:INVITED]]
    for letter in issued[:-3]:
        serving = NewServing(how=ServedBy.FIRST_CLASS, served_on=today)
        letters.serve_letter(session, cast[Person.CLERK], letter.id, serving)
    return len(issued)


def _about_a_purchase(session: Session, cast: Cast, purchase: Purchase, today: date) -> Letter:
    kind = Kind.PASS_NOTICE
    if purchase.outcome in FAILED:
        kind = Kind.WRITTEN_WARNING if purchase.counts_as_sale else Kind.FAIL_NOTICE
    decided = _decided(cast, suggest(online=purchase.type is Type.ONLINE_ORDER, today=today))
    decided = replace(decided, product=product_words(purchase.product, ""))
    letter = letters.draft_letter(session, cast[Person.OFFICER], kind, decided, About(purchase_id=purchase.id))
    return letters.issue_letter(session, cast[Person.OFFICER], letter.id)


def _invitation(session: Session, cast: Cast, visit: Visit, today: date) -> Letter:
    decided = _decided(cast, suggest(online=False, today=today))
    about = About(visit_id=visit.id)
    letter = letters.draft_letter(session, cast[Person.OFFICER], Kind.TRAINING_INVITATION, decided, about)
    return letters.issue_letter(session, cast[Person.OFFICER], letter.id)


def _decided(cast: Cast, words: Suggested) -> Decided:
    return Decided(
        officer_id=cast.officer_id(Person.OFFICER),
        reason=suggest_reason(()),
        duties=steps(words.duties_now, "", None),
        advice=steps(words.advice_now, words.advice_later, words.step_by_on),
        discuss_by_on=words.discuss_by_on,
        appeal_by_on=words.appeal_by_on,
        offer=Offer(course="Accredited trader training", book_by_on=words.book_by_on),
    )

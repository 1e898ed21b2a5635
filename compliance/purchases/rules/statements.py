"""A witness statement drafted from the record, in the first person, for the officer to finish (pure).

Nothing is invented: what the record does not say stands in square brackets, to be completed by the officer.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from compliance.errors import Refusal
from compliance.purchases.rules.accounts import canonical, check_words, moment
from compliance.purchases.rules.stages import StageView
from compliance.purchases.rules.statement_stages import BEFORE_THE_ORDER, THE_ORDER, THE_PARCEL, tell_stages
from compliance.purchases.rules.words import (
    ADDRESS_KIND_LABELS,
    AGE_CHECK_LABELS,
    HAND_OVER_LABELS,
    ONLINE_TYPES,
    PAYMENT_LABELS,
    REFUSED,
    SOLD,
    AddressKind,
    AgeCheck,
    BuyerBasis,
    HandOverResult,
    Outcome,
    Payment,
    Type,
)

HEADING = "Witness statement"
AUTHORITY = "Criminal Justice Act 1967, section 9; Criminal Procedure Rules, rule 16.2"
DECLARATION = (
    "This statement (consisting of ___ pages each signed by me) is true to the best of my knowledge and belief and I "
    "make it knowing that, if it is tendered in evidence, I shall be liable to prosecution if I have wilfully stated "
    "in it anything which I know to be false, or do not believe to be true."
)
LEAST_GIVEN = 4
"""Words in a row that a statement must share with its draft to count as taken from it, and not as typed."""
DRAFT = "Draft, for the officer to finish. It is not legal advice."


@dataclass(frozen=True, slots=True)
class Produced:
    """An exhibit as a statement names it. `produced_by` is None when the officer of the statement produces it."""

    reference: str
    description: str
    produced_by: str | None


@dataclass(frozen=True, slots=True)
class Parcel:
    """The hand-over of an online order, as far as it is recorded."""

    result: HandOverResult
    dispatched_on: date | None
    handed_over_on: date | None
    company: str
    address_kind: AddressKind | None
    handed_to: str
    handed_to_age: int | None
    id_looked_at: bool | None
    marking: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the record tells an officer's statement. Days are London's; times are as noted; money is in pence."""

    name: str
    job_title: str
    employer: str
    other_officer: str
    type: Type
    outcome: Outcome
    outcome_reason: str
    tested_on: date
    place: str
    operation: str
    authorised_by: str
    buyer_basis: BuyerBasis
    volunteer_code: str
    age_years: int | None
    age_months: int | None
    category: str
    product: str
    brand: str
    price_pence: int | None
    blade_length_mm: float | None
    displayed_where: str
    payment: Payment | None
    started: time | None
    ended: time | None
    item_reached_officer: time | None
    held_by: str
    words_spoken: str
    age_asked: bool | None
    id_asked: bool | None
    id_shown: bool | None
    id_looked_at: bool | None
    till_prompt_seen: bool | None
    till_number: str
    staff_description: str
    staff_badge: str
    retailer_told: str
    url: str
    seller_name: str
    age_check: AgeCheck | None
    declared_age_true: bool | None
    declared_name_true: bool | None
    declaration_authorised_by: str
    parcel: Parcel | None
    exhibits: tuple[Produced, ...]
    account: str
    account_signed_at: datetime | None
    stages: tuple[StageView, ...] = ()


def draft(told: Told) -> str:
    """Return the paragraphs of a statement, an empty line between them. They are numbered when it is printed."""
    parts: tuple[Callable[[Told], Iterator[str]], ...] = (
        _who,
        _why_there,
        _buyer,
        *((_order,) if told.type in ONLINE_TYPES else (_visit, _served)),
        _item,
        _outcome,
        *(() if told.type in ONLINE_TYPES else (_ended,)),
        *((_parcel,) if told.type in ONLINE_TYPES or told.parcel else ()),
        lambda told: tell_stages(told.stages, THE_PARCEL),
        _exhibits,
        _account,
    )
    return "\n\n".join(paragraph for part in parts for paragraph in part(told))


def _who(told: Told) -> Iterator[str]:
    title = told.job_title or "[your job title]"
    yield f"I am {told.name}, {title}, employed by {told.employer}. [Say since when, and what training you have had.]"


def _why_there(told: Told) -> Iterator[str]:
    with_whom = f" with {told.other_officer}" if told.other_officer else ""
    doing = "made a check online" if told.type in ONLINE_TYPES else "was on duty"
    if not told.operation:
        yield f"On {_day(told.tested_on)} I {doing}{with_whom}. [Say under which authority and plan this was done.]"
        return
    by = f"authorised by {told.authorised_by}" if told.authorised_by else "authorised by [who authorised it, and when]"
    yield f"On {_day(told.tested_on)} I {doing}{with_whom} for the operation {told.operation}, {by}."


def _buyer(told: Told) -> Iterator[str]:
    if told.buyer_basis is BuyerBasis.NONE:
        return
    code = told.volunteer_code or "[the volunteer’s code]"
    age = "[the age on that day]" if told.age_years is None else _age(told.age_years, told.age_months)
    if told.buyer_basis is BuyerBasis.UNDER_18:
        yield (
            f"The person who tried to buy was a volunteer who is known in the record as {code}, whose name I do not "
            f"give here. According to the record kept by my authority, {code} was {age} old on that day."
        )
    else:
        known = f"known in the record as {code}, " if told.volunteer_code else ""
        yield f"The person who tried to buy was {known}aged 18 or over: {age} on that day."


def _visit(told: Told) -> Iterator[str]:
    at = f"At {_at(told.started)}" if told.started else "At [time in]"
    yield f"{at} the test began at {told.place}. [Say where you stood, and what you could see and hear from there.]"


def _served(told: Told) -> Iterator[str]:
    who = told.staff_description or "[describe the person who served]"
    badge = f", with a badge that read “{told.staff_badge}”" if told.staff_badge else ""
    till = f" at till {told.till_number}" if told.till_number else ""
    yield f"The person who served{till} was {who}{badge}."
    yield f"These words were spoken: {_quoted(told.words_spoken)}"
    whose = "volunteer" if told.buyer_basis is BuyerBasis.UNDER_18 else "buyer"
    yes, no = f"The {whose}’s age was asked.", f"The {whose}’s age was not asked."
    asked = _answer(told.age_asked, yes, no, "the age was asked")
    yes, no = "Proof of age was asked for.", "No proof of age was asked for."
    proof = _answer(told.id_asked, yes, no, "proof of age was asked for")
    yield " ".join((asked, proof, *_identity(told)))


def _identity(told: Told) -> Iterator[str]:
    if told.id_shown is not None:
        yield "Proof of age was shown." if told.id_shown else "No proof of age was shown."
    if told.id_looked_at is not None and told.id_shown:
        yield "It was looked at." if told.id_looked_at else "It was not looked at."
    if told.till_prompt_seen is not None:
        yield "A prompt on the till was noted." if told.till_prompt_seen else "No prompt on the till was noted."


def _ended(told: Told) -> Iterator[str]:
    ended = f"The test ended at {_at(told.ended)}." if told.ended else ""
    first = ended and told.ended and told.item_reached_officer and told.ended <= told.item_reached_officer
    if first:
        yield ended
    if told.outcome in SOLD:
        reached = f"At {_at(told.item_reached_officer)}" if told.item_reached_officer else "At [time]"
        held = f" Until then it was held by {told.held_by}." if told.held_by else ""
        yield f"{reached} the item reached an officer.{held} [Say who took it from whom, and where.]"
    if ended and not first:
        yield ended
    if told.retailer_told:
        yield f"The retailer was told of the test: {told.retailer_told}."


def _order(told: Told) -> Iterator[str]:
    yield from tell_stages(told.stages, BEFORE_THE_ORDER)
    where = told.url or "[the web address]"
    seller = f", where the seller’s name was shown as “{told.seller_name}”" if told.seller_name else ""
    at = f" at {_at(told.started)}" if told.started else ""
    if told.type is Type.LISTING_CHECK:
        yield f"{_day(told.tested_on)}{at}: I looked at a listing at {where}{seller}. [Say what you saw there.]"
    else:
        yield (
            f"An order was tried{at} at {where}{seller}. [Say who placed it, on which device, who was present and who "
            "supervised.]"
        )
        check = AGE_CHECK_LABELS[told.age_check].lower() if told.age_check else "[what the checkout asked]"
        yield f"Age check at the checkout: {check}.{_declared(told)}"
    if told.words_spoken:
        yield f"These words were shown or spoken: {_quoted(told.words_spoken)}"
    yield from tell_stages(told.stages, THE_ORDER)


def _declared(told: Told) -> str:
    given = {True: "true", False: "false"}
    said = [
        f" A {given[value]} {what} was given."
        for value, what in ((told.declared_age_true, "age"), (told.declared_name_true, "name"))
        if value is not None
    ]
    if False in (told.declared_age_true, told.declared_name_true):
        said.append(f" This was authorised by {told.declaration_authorised_by or '[who authorised it]'}.")
    return "".join(said)


def _parcel(told: Told) -> Iterator[str]:
    parcel = told.parcel
    if parcel is None:
        if told.type is not Type.LISTING_CHECK and told.outcome in SOLD and not told.stages:
            yield "[Say whether and how the order was handed over.]"
        return
    sent = f"The order was dispatched on {_day(parcel.dispatched_on)}. " if parcel.dispatched_on else ""
    on = f" on {_day(parcel.handed_over_on)}" if parcel.handed_over_on else ""
    by = f", by {parcel.company}" if parcel.company else ""
    to = f" to: {ADDRESS_KIND_LABELS[parcel.address_kind].lower()}" if parcel.address_kind else ""
    yield f"{sent}It was sent{to}{by}. How it ended{on}: {HAND_OVER_LABELS[parcel.result].lower()}."
    if parcel.handed_to:
        yield f"The parcel was taken by: {parcel.handed_to}."
    if parcel.handed_to_age is not None:
        yield f"The person who took the parcel was {parcel.handed_to_age} years old."
    if parcel.id_looked_at is not None:
        yield "Proof of age was looked at." if parcel.id_looked_at else "Proof of age was not looked at."
    if parcel.marking:
        yield f"The package was marked: {_quoted(parcel.marking)}"
    if parcel.words:
        yield f"At the hand-over these words were spoken: {_quoted(parcel.words)}"


def _item(told: Told) -> Iterator[str]:
    described = ", ".join(part for part in (told.product, told.brand, told.category.lower()) if part)
    blade = f" Its cutting edge is {told.blade_length_mm} mm long." if told.blade_length_mm else ""
    shown = f" It was displayed: {told.displayed_where}." if told.displayed_where else ""
    yield f"The item: {described}.{blade}{shown}{'' if told.product else ' [Describe the item as it was labelled.]'}"


def _outcome(told: Told) -> Iterator[str]:
    if told.outcome in SOLD:
        price = f" for £{told.price_pence / 100:,.2f}" if told.price_pence is not None else " for [price]"
        paid = f" Payment: {PAYMENT_LABELS[told.payment].lower()}." if told.payment else ""
        whom = told.volunteer_code or "the buyer"
        yield f"The item was sold to {whom}{price}.{paid}"
    elif told.outcome in REFUSED:
        yield "The sale was refused, and nothing was bought."
    elif told.outcome is Outcome.WOULD_HAVE_SOLD_INTERCEPTED:
        yield "An officer stopped the sale before payment, so no sale was completed."
    elif told.outcome is Outcome.OFFERED_FOR_SALE:
        yield "The item was offered for sale. Nothing was ordered."
    else:
        why = f" The reason recorded is: {told.outcome_reason}" if told.outcome_reason else ""
        yield f"No sale was completed or refused. [Say how the attempt ended.]{why}"


def _exhibits(told: Told) -> Iterator[str]:
    for exhibit in told.exhibits:
        described = exhibit.description.rstrip(".")
        if exhibit.produced_by is None:
            yield f"I produce {described} as exhibit {exhibit.reference}."
        else:
            by = f"which {exhibit.produced_by} produces as exhibit {exhibit.reference}"
            yield f"I saw {described}, {by}. [Leave this in only if you saw it.]"
    if not any(exhibit.produced_by is None for exhibit in told.exhibits):
        yield "[Say what you produce, with the reference of each exhibit, or take this paragraph out.]"


def _account(told: Told) -> Iterator[str]:
    if told.account and told.account_signed_at:
        yield f"I wrote an account of this test and signed it on {_day(told.account_signed_at.date())}. I wrote in it:"
        yield from (part.strip() for part in re.split(r"\n\s*\n", told.account) if part.strip())


def _answer(value: bool | None, yes: str, no: str, gap: str) -> str:
    return f"[Say whether {gap}.]" if value is None else yes if value else no


def _quoted(words: str) -> str:
    text = words.strip()
    return text or "[the words, as they were spoken]"


def _age(years: int, months: int | None) -> str:
    also = f" and {months} month{'' if months == 1 else 's'}" if months is not None else ""
    return f"{years} years{also}"


def _at(value: time) -> str:
    return f"{value:%H:%M}"


def _day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}"


def paragraphs(words: str) -> tuple[str, ...]:
    """Return the paragraphs of a statement, in order: what stands between empty lines."""
    return tuple(part.strip() for part in re.split(r"\n[ \t]*\n", words) if part.strip())


def typed_in(words: str, drafted: str) -> str:
    """Return what stands in a statement beside what the record drafted: words put in, a line for each place.

    The draft names the officers, the shop and the operation, whose names may be part of anybody's; only what the
    officer typed is held to the volunteer's name.
    """
    given = set(paragraphs(drafted))
    mine = " ".join(one for one in paragraphs(words) if one not in given).split()
    left = " ".join(one for one in paragraphs(drafted) if one not in paragraphs(words)).split()
    typed, at = [], 0
    for block in difflib.SequenceMatcher(None, left, mine, autojunk=False).get_matching_blocks():
        if block.size >= LEAST_GIVEN or block.b == len(mine):
            typed.append(" ".join(mine[at : block.b]))
            at = block.b + block.size
    return "\n".join(one for one in typed if one)


def gaps(words: str) -> tuple[str, ...]:
    """Return what stands in square brackets and is to be completed, in order."""
    return tuple(re.findall(r"\[[^\[\]]+\]", words))


def check_finished(words: str) -> str:
    """Return the words of a statement that may be finished, tidied. Raises Refusal while a gap is left."""
    text = check_words(words)
    left = gaps(text)
    if left:
        raise Refusal(f"Complete what stands in square brackets, or take it out. The first is: {left[0]}", "words")
    return text


def statement_document(*, reference: str, officer: str, officer_id: str, number: int, words: str, at: datetime) -> str:
    """Return what is hashed of a finished statement, as canonical JSON."""
    return canonical(
        {
            "statement_about": reference,
            "officer": officer,
            "officer_id": officer_id,
            "number": number,
            "declaration": DECLARATION,
            "words": words,
            "finished_at": moment(at),
        }
    )

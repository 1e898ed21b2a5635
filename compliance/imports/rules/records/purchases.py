"""A test purchase as a spreadsheet has it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from compliance.errors import Refusal
from compliance.imports.rules.mapping import Field, Shape
from compliance.imports.rules.records import cells
from compliance.imports.rules.records.cells import YES_NO, YES_NO_WORDS, Fields
from compliance.imports.rules.records.which import WHICH_FIELDS, Which, names, read_which
from compliance.offences.rules import Category, ProductCategory
from compliance.purchases.rules import (
    BASIS_BY_TYPE,
    BUYER_BASIS_LABELS,
    OUTCOME_LABELS,
    TYPE_LABELS,
    BuyerBasis,
    NewPurchase,
    Outcome,
    Type,
)
from compliance.retailers.rules import CHANNEL_LABELS, Channel, sort_name
from compliance.volunteers.rules import CODE, check_code

PURCHASE_FIELDS = (
    *WHICH_FIELDS,
    Field(
        "tested_on",
        "Day of the test",
        names("date of test, test date, tested on, date of test purchase, date of attempt, purchase date, date"),
        required=True,
        shape=Shape.DATE,
    ),
    Field(
        "started_at_time",
        "Time in",
        names("time in, time of test, time of attempt, start time, time"),
        shape=Shape.TIME,
    ),
    Field("ended_at_time", "Time out", names("time out, end time"), shape=Shape.TIME),
    Field(
        "type",
        "Type of test",
        names("type of test, test type, kind of test, type"),
        required=True,
        values={word.value: TYPE_LABELS[word] for word in Type},
        words={
            Type.UNDERAGE: names("underage, under 18, tp, test purchase, underage sale, child"),
            Type.CHALLENGE_25: names("challenge 25, c25, think 25, over 18"),
            Type.INTERCEPTED: names("intercepted, intercept"),
            Type.ONLINE_ORDER: names("online, online order, internet, web"),
            Type.DELIVERY_CHECK: names("delivery, collection, click and collect"),
            Type.LISTING_CHECK: names("listing, listing check, website check"),
        },
    ),
    Field(
        "outcome",
        "Outcome",
        names("outcome, result, sale, test result, sold, outcome of test, sale made, pass or fail"),
        required=True,
        values={word.value: OUTCOME_LABELS[word] for word in Outcome},
        words={
            Outcome.REFUSED_NO_ID: names("refused no id, no id, refused id, asked for id, id requested, id asked"),
            Outcome.REFUSED_AGE_ASKED: names("refused age, asked age, age asked, refused age asked"),
            Outcome.REFUSED_OTHER: names("refused other, refused suspicious, other refusal"),
            Outcome.SOLD_AFTER_ID_NOT_VERIFIED: names("sold after id, id asked but sold, sold id not checked"),
            Outcome.SOLD_UNCHALLENGED: names(
                "sold no challenge, sold unchallenged, sold without challenge, no challenge"
            ),
            Outcome.NOT_STOCKED: names("not stocked, no stock, none in stock, does not sell"),
            Outcome.NOT_TRADING: names("closed, not trading, shut, premises closed"),
            Outcome.ABORTED: names("aborted, abandoned, called off"),
            Outcome.NO_SUITABLE_STAFF: names("no suitable staff, unsuitable staff"),
            Outcome.VOID: names("void, invalid, cancelled"),
        },
    ),
    Field(
        "outcome_reason",
        "Why it was void or aborted",
        names("reason, reason aborted, reason void, why aborted"),
    ),
    Field(
        "buyer_basis",
        "Buyer",
        names("buyer, buyer type, volunteer type, who bought"),
        values={word.value: BUYER_BASIS_LABELS[word] for word in BuyerBasis},
        words={
            BuyerBasis.UNDER_18: names("child, volunteer, cadet, young person, minor"),
            BuyerBasis.ADULT: names("adult, over 18, officer"),
            BuyerBasis.NONE: names("none, n/a, nobody"),
        },
        hint="Where it does not follow from the type of test",
    ),
    Field(
        "volunteer_code",
        "Code of the volunteer",
        names("volunteer code, volunteer, code, cadet code, young person code, volunteer number"),
        hint="Such as V07. Never a name: a row in which this is not a code is rejected",
    ),
    Field(
        "age_years", "Age of the buyer in years", names("age, age of volunteer, age of buyer, volunteer age, age years")
    ),
    Field("age_months", "and months", names("age months, months")),
    Field(
        "channel",
        "Where in the shop or how it was bought",
        names("channel, method, where bought, how bought, sales channel"),
        required=True,
        values={word.value: CHANNEL_LABELS[word] for word in Channel},
        words={
            Channel.TILL: names("till, counter, shop, in store, staffed till, cashier"),
            Channel.SELF_CHECKOUT: names("self checkout, self service, self scan, sco"),
            Channel.CLICK_AND_COLLECT: names("click and collect, click collect, collection"),
            Channel.HOME_DELIVERY: names("home delivery, delivery, online, post, courier"),
            Channel.RAPID_DELIVERY: names("rapid delivery, deliveroo, uber eats, just eat, quick commerce"),
            Channel.MARKETPLACE: names("marketplace, amazon, ebay"),
        },
    ),
    Field(
        "category",
        "Kind of product",
        names("product category, kind of product, type of product, product type, category, type of knife, item type"),
        required=True,
        values={},
        words={
            ProductCategory.KITCHEN_KNIFE: names("kitchen knife, knife, kitchen knives, chef knife, paring knife"),
            ProductCategory.DIY_BLADE: names("stanley knife, craft knife, diy blade, utility knife, box cutter"),
            ProductCategory.OUTDOOR_KNIFE: names("hunting knife, outdoor knife, camping knife"),
            ProductCategory.FOLDING_KNIFE: names("folding knife, pocket knife, penknife, pen knife"),
            ProductCategory.AXE: names("axe, hatchet"),
            ProductCategory.RAZOR_BLADE: names("razor blade, razor blades, razor"),
            ProductCategory.SWORD: names("sword, machete"),
            ProductCategory.CORROSIVE: names("acid, corrosive, drain cleaner"),
        },
    ),
    Field("product", "Product", names("product, item, product bought, description, item description")),
    Field("brand", "Brand", names("brand, make")),
    Field("price", "Price in pounds", names("price, cost, price paid, amount")),
    Field(
        "officer",
        "Officer",
        names("officer, lead officer, officer in case, oic, testing officer, officer name"),
        required=True,
        hint="Name, e-mail address or initials of an officer of this service",
    ),
    Field("second_officer", "Second officer", names("second officer, witness, officer 2, other officer, second")),
    *(
        Field(code, label, names(headings), values=YES_NO, words=YES_NO_WORDS)
        for code, label, headings in (
            ("age_asked", "Age asked", "age asked, asked age, asked for age"),
            ("id_asked", "ID asked for", "id asked, asked for id, id requested, id challenge"),
            ("id_shown", "ID shown", "id shown, id produced"),
            ("id_looked_at", "ID looked at", "id looked at, id checked, id verified"),
            ("till_prompt_seen", "Till prompt seen", "till prompt, till prompt seen, epos prompt"),
        )
    ),
    Field(
        "staff_description",
        "Description of the staff",
        names("staff description, seller description, description of seller"),
    ),
    Field("words_spoken", "Words spoken", names("words spoken, what was said, conversation")),
    Field("url", "Web address of the page", names("url, web address, link, page"), shape=Shape.WEB_ADDRESS),
    Field("seller_name", "Name of the seller online", names("seller name, online seller, seller")),
    Field("legal_sign_off", "Legal sign-off", names("legal sign off, legal approval")),
    Field("notes", "Notes", names("notes, comments, remarks, details")),
)


def fields_with(categories: Iterable[Category]) -> tuple[Field, ...]:
    """Return the fields of a test purchase, where the kind of product is one of these: all that ever were."""
    labels = {one.code: one.label for one in categories}
    return tuple(replace(each, values=labels) if each.code == "category" else each for each in PURCHASE_FIELDS)


@dataclass(frozen=True, slots=True)
class PastPurchase:
    """A test purchase as a row says it: which premises, who is named as the officers, the buyer, and the rest.

    `age_months` goes with the years of a volunteer under 18, whose age the spreadsheet says and not the vault.
    """

    which: Which
    officer: str
    second_officer: str
    age_months: int | None
    values: dict[str, Any]

    def new(self, officer_id: UUID, second_officer_id: UUID | None) -> NewPurchase:
        """Return the attempt with the officers who were found for it."""
        return NewPurchase(officer_id=officer_id, second_officer_id=second_officer_id, **self.values)


def read_purchase(fields: Fields) -> PastPurchase:
    """Return the test purchase that a row is, its cells given as our fields. Raises Refusal beside the field to mend.

    Who bought follows from the type of test where it can only be one (domain section 2.3). Where the file has a name in
    place of a volunteer's code, the row is refused without repeating it.
    """
    type_ = cells.one_of(fields, "type", Type, TYPE_LABELS)
    outcome = cells.one_of(fields, "outcome", Outcome, OUTCOME_LABELS)
    channel = cells.one_of(fields, "channel", Channel, CHANNEL_LABELS)
    category = cells.text(fields, "category", 120) or None
    for value, code, what in (
        (type_, "type", "which type of test it was"),
        (outcome, "outcome", "how it ended"),
        (channel, "channel", "how it was bought"),
        (category, "category", "which kind of product it was"),
    ):
        if value is None:
            raise Refusal(f"The row does not say {what}", code)
    which = read_which(fields)
    return PastPurchase(
        which=which,
        officer=cells.needed(fields, "officer", "officer", 254),
        second_officer=cells.text(fields, "second_officer", 254),
        age_months=cells.whole(fields, "age_months", 11),
        values={
            "type": type_,
            "outcome": outcome,
            "channel": channel,
            "category": category,
            "buyer_basis": _basis(fields, type_),
            "tested_on": cells.needed_day(fields, "tested_on", "day of the test"),
            "started_at_time": cells.clock_time(fields, "started_at_time"),
            "ended_at_time": cells.clock_time(fields, "ended_at_time"),
            "outcome_reason": cells.text(fields, "outcome_reason", 10_000),
            "volunteer_code": _code(fields),
            "age_years": cells.whole(fields, "age_years", 120),
            "product": cells.text(fields, "product", 200),
            "brand": cells.text(fields, "brand", 120),
            "price_pence": cells.pence(fields, "price"),
            **{
                code: cells.yes_or_no(fields, code)
                for code in ("age_asked", "id_asked", "id_shown", "id_looked_at", "till_prompt_seen")
            },
            "staff_description": cells.text(fields, "staff_description", 500),
            "words_spoken": cells.text(fields, "words_spoken", 10_000),
            "url": cells.text(fields, "url", 500),
            "seller_name": cells.text(fields, "seller_name", 200),
            "legal_sign_off": cells.text(fields, "legal_sign_off", 200),
            "notes": cells.text(fields, "notes", 10_000),
        },
    )


def _basis(fields: Fields, type_: Type | None) -> BuyerBasis:
    said = cells.one_of(fields, "buyer_basis", BuyerBasis, BUYER_BASIS_LABELS)
    possible = BASIS_BY_TYPE[type_] if type_ else frozenset(BuyerBasis)
    if said is not None:
        return said
    if len(possible) == 1:
        return next(iter(possible))
    raise Refusal("The row does not say whether the buyer was a volunteer under 18 or an adult", "buyer_basis")


def _code(fields: Fields) -> str:
    """Return a volunteer’s code in capitals, "" when blank. What is no code may be a name, and is never repeated."""
    said = fields.get("volunteer_code", "").strip()
    try:
        return check_code(said, "volunteer_code") if said else ""
    except Refusal as refusal:
        raise Refusal(
            f"{refusal.message}. Replace names by codes in the file before it is sent: a volunteer is never named "
            "outside the vault",
            "volunteer_code",
        ) from None


def unnamed_cells(columns: Mapping[str, str], cells: Mapping[str, str]) -> dict[str, str]:
    """Return the cells of a row that may be kept: of the columns that are read, and no word in place of a code.

    `columns` gives the column of each of our fields. What nobody matched may name a volunteer, say when they were born
    or where they live; of that the vault alone knows.
    """
    read, coded = set(columns.values()), columns.get("volunteer_code")
    return {
        column: cell
        for column, cell in cells.items()
        if column in read and (column != coded or CODE.fullmatch(cell.strip().upper()))
    }


_TELLS_WHO = re.compile(
    r"(?:volunteer|young person|cadet|child|buyer|purchaser)s? (?:full |first |last |sur)?name|"
    r"name of (?:the )?(?:volunteer|young person|cadet|child|buyer|purchaser)|date of birth|birth ?(?:day|date)|\bdob\b"
)
_SHOWN = 10


def check_unnamed(columns: Sequence[str], coded: str, rows: Iterable[tuple[int, Mapping[str, str]]]) -> None:
    """Raise Refusal for a file of test purchases that says who a volunteer is: the vault alone may hold that.

    `coded` is the column of the volunteers' codes, "" for none, in which every cell must be a code or blank. No other
    column may be headed as a volunteer's name or date of birth. The words themselves are never repeated.
    """
    telling = next((column for column in columns if column != coded and _TELLS_WHO.search(sort_name(column))), None)
    if telling is not None:
        raise Refusal(
            f"The column “{telling[:60]}” looks as if it says who a volunteer is. Take it out of the file, leave only "
            "the codes of volunteers, and send it again: a volunteer is never named outside the vault"
        )
    said = ((number, cells.get(coded, "").strip()) for number, cells in rows) if coded else ()
    wrong = [number for number, word in said if word and not CODE.fullmatch(word.upper())]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        numbers = f"{'row' if len(wrong) == 1 else 'rows'} {', '.join(map(str, wrong[:_SHOWN]))}{more}"
        raise Refusal(
            f"The column “{coded[:60]}” holds what is no volunteer’s code, such as V07, in {numbers}. Replace names by "
            "codes and send the file again: a volunteer is never named outside the vault"
        )

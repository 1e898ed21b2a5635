"""A Responsible Retailer Agreement as a spreadsheet has it: one row an agreement."""

from dataclasses import dataclass

from compliance.agreements.rules import TEXT_VERSION, AgreementEventKind, NewAgreement, NewEvent
from compliance.errors import Refusal
from compliance.imports.rules.mapping import Field, Shape
from compliance.imports.rules.records import cells
from compliance.imports.rules.records.cells import YES_NO, YES_NO_WORDS, Fields
from compliance.imports.rules.records.which import WHICH_FIELDS, Which, names, read_which

_BEGINS = {
    AgreementEventKind.SIGNED: "Signed",
    AgreementEventKind.OFFERED: "Offered, not answered",
    AgreementEventKind.DECLINED: "Declined",
}

AGREEMENT_FIELDS = (
    *WHICH_FIELDS,
    Field(
        "kind",
        "What happened",
        names("what happened, rra status, agreement status, rra, signed, outcome, status, answer"),
        required=True,
        values={kind.value: label for kind, label in _BEGINS.items()},
        words={
            AgreementEventKind.SIGNED: names("signed up, yes, y, member, accepted, agreed, in place"),
            AgreementEventKind.OFFERED: names("pending, sent, left with trader, awaiting, not returned, invited"),
            AgreementEventKind.DECLINED: names("no, n, refused, would not sign, not interested"),
        },
    ),
    Field(
        "on",
        "On which day",
        names("date signed, signed on, date of agreement, rra date, agreement date, signature date, date of rra, date"),
        required=True,
        shape=Shape.DATE,
    ),
    Field(
        "signatory", "Signed by", names("signed by, signatory, name of signatory, signed name, contact, contact name")
    ),
    Field(
        "capacity",
        "In what capacity",
        names("capacity, position, role, job title"),
        hint="Every signed agreement needs it: give one word for all rows where the spreadsheet has none",
    ),
    Field(
        "words", "What the trader said", names("trader said, reason, reason declined, words of the trader, comments")
    ),
    Field(
        "lapses_on",
        "Lapses on",
        names("lapses on, expiry date, expires, expiry, review date, renewal date, valid until"),
        shape=Shape.DATE,
    ),
    Field("text_version", "Which text", names("text, version, agreement version, which agreement, scheme")),
    *(
        Field(code, label, names(headings), values=YES_NO, words=YES_NO_WORDS)
        for code, label, headings in (
            ("covers_stores", "Covers sales in store", "covers stores, in store, instore"),
            ("covers_online", "Covers sales online", "covers online, online, online sales"),
            ("covers_delivery", "Covers delivery", "covers delivery, delivery, deliveries"),
        )
    ),
    Field(
        "withdrawn_on",
        "Withdrawn on",
        names("withdrawn on, date withdrawn, removed on, date removed, left scheme"),
        shape=Shape.DATE,
    ),
    Field("withdrawn_words", "Why it was withdrawn", names("reason withdrawn, why withdrawn, reason removed")),
)


@dataclass(frozen=True, slots=True)
class PastAgreement:
    """An agreement as a row says it: which premises, how it began and, where it was withdrawn, that."""

    which: Which
    new: NewAgreement
    withdrawn: NewEvent | None


def read_agreement(fields: Fields) -> PastAgreement:
    """Return the agreement that a row is, its cells given as our fields. Raises Refusal beside the field to mend.

    It covers sales in store unless the row says what it covers, and is of the usual text unless another is named.
    """
    kind = cells.one_of(fields, "kind", AgreementEventKind, _BEGINS)
    if kind is None:
        raise Refusal("The row does not say whether the agreement was signed, offered or declined", "kind")
    covers = {code: cells.yes_or_no(fields, code) for code in ("covers_stores", "covers_online", "covers_delivery")}
    if True not in covers.values() and covers["covers_stores"] is None:
        covers["covers_stores"] = True
    withdrawn_on = cells.day(fields, "withdrawn_on")
    event = NewEvent(
        kind=kind,
        on=cells.needed_day(fields, "on", "day"),
        signatory=cells.text(fields, "signatory", 120),
        capacity=cells.text(fields, "capacity", 120),
        words=cells.text(fields, "words", 10_000),
        lapses_on=cells.day(fields, "lapses_on"),
    )
    return PastAgreement(
        which=read_which(fields),
        new=NewAgreement(
            event=event,
            text_version=cells.text(fields, "text_version", 60) or TEXT_VERSION,
            **{code: bool(said) for code, said in covers.items()},
        ),
        withdrawn=None
        if withdrawn_on is None
        else NewEvent(
            kind=AgreementEventKind.WITHDRAWN,
            on=withdrawn_on,
            words=cells.needed(fields, "withdrawn_words", "reason for the withdrawal", 10_000),
        ),
    )

"""A visit as a spreadsheet has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from compliance.imports.rules.mapping import Field, Shape
from compliance.imports.rules.records import cells
from compliance.imports.rules.records.cells import YES_NO, YES_NO_WORDS, Fields
from compliance.imports.rules.records.which import WHICH_FIELDS, Which, names, read_which
from compliance.visits.rules import (
    DISPLAY_LABELS,
    OFFER_LABELS,
    STORAGE_LABELS,
    VISIT_KIND_LABELS,
    Display,
    OfferAnswer,
    Storage,
    VisitDetails,
    VisitKind,
)

_OFFER_WORDS: Mapping[str, tuple[str, ...]] = {
    OfferAnswer.ACCEPTED: names("yes, y, accepted, agreed, signed, interested"),
    OfferAnswer.DECLINED: names("no, n, declined, refused, not interested"),
    OfferAnswer.WILL_CONSIDER: names("maybe, will consider, thinking about it, considering"),
    OfferAnswer.HAS_ALREADY: names("already, already has, already signed, has one, done"),
    OfferAnswer.NOT_OFFERED: names("not offered, n/a, na, none"),
}

VISIT_FIELDS = (
    *WHICH_FIELDS,
    Field(
        "visited_on",
        "Day of the visit",
        names("date of visit, visit date, visited on, date visited, visited, date"),
        required=True,
        shape=Shape.DATE,
    ),
    Field(
        "started_at_time",
        "Time of the visit",
        names("time of visit, visit time, time in, start time, time"),
        shape=Shape.TIME,
    ),
    Field(
        "kind",
        "Kind of visit",
        names("kind of visit, type of visit, visit type, reason for visit, purpose, visit reason, type"),
        required=True,
        values={kind.value: VISIT_KIND_LABELS[kind] for kind in VisitKind},
        words={
            VisitKind.ADVICE: names("advice, advisory, advice given, business advice, education, engagement"),
            VisitKind.RRA_SIGN_UP: names("rra, rra sign up, sign up, responsible retailer agreement, agreement"),
            VisitKind.ROUTINE_INSPECTION: names(
                "inspection, routine, routine visit, programmed inspection, compliance"
            ),
            VisitKind.FOLLOW_UP: names("follow up, revisit, re visit, return visit"),
            VisitKind.JOINT_WITH_POLICE: names("joint, joint visit, with police, police, op sceptre, sceptre"),
            VisitKind.COMPLAINT: names("complaint, intelligence, complaint visit"),
        },
    ),
    Field(
        "officer",
        "Officer",
        names("officer, visiting officer, officer name, visited by, inspector, tso, lead officer"),
        required=True,
        hint="Name, e-mail address or initials of an officer of this service",
    ),
    Field("accompanied_by", "Accompanied by", names("accompanied by, with, second officer, other officer, partner")),
    Field(
        "spoke_to",
        "Spoke to",
        names("spoke to, spoken to, person seen, person spoken to, contact, contact name, met with, seen"),
    ),
    Field("capacity", "In what capacity", names("capacity, position, role, job title, status of person")),
    Field(
        "storage",
        "How knives are kept",
        names("storage, knife storage, how stored, where kept, knives kept, stored"),
        values={word.value: STORAGE_LABELS[word] for word in Storage},
        words={
            Storage.LOCKED: names("locked, locked cabinet, cabinet, in cabinet"),
            Storage.BEHIND_COUNTER: names("behind counter, counter, behind till"),
            Storage.OPEN_SHELF: names("open shelf, shelf, open, on shelf, open display"),
            Storage.NEAR_EXIT: names("near exit, by door, near door"),
            Storage.NOT_SOLD: names("not sold, no knives, does not sell, none sold"),
        },
    ),
    Field(
        "display",
        "How knives are displayed",
        names("display, knife display, how displayed, packaging"),
        values={word.value: DISPLAY_LABELS[word] for word in Display},
    ),
    *(
        Field(code, label, names(headings), values=YES_NO, words=YES_NO_WORDS)
        for code, label, headings in (
            (
                "challenge_25_poster",
                "Challenge 25 poster seen",
                "challenge 25 poster, challenge 25, c25, c25 poster, poster, challenge 25 poster seen",
            ),
            ("refusals_log", "Refusals log seen", "refusals log, refusal log, refusals register, refusals book"),
            ("till_prompt", "Till prompt seen", "till prompt, till prompts, epos prompt, age prompt"),
        )
    ),
    Field(
        "refusals_log_last_on",
        "Last entry in the refusals log",
        names("last entry, last refusal, refusals log last entry, date of last refusal"),
        shape=Shape.DATE,
    ),
    Field("advice_law", "Advice on the law", names("advice on the law, legal advice, advice, advice given")),
    Field(
        "advice_good_practice", "Advice on good practice", names("good practice advice, good practice, best practice")
    ),
    Field(
        "agreement_offer",
        "Agreement offered",
        names("rra, rra offered, agreement offered, rra signed, responsible retailer agreement"),
        values={word.value: OFFER_LABELS[word] for word in OfferAnswer},
        words=_OFFER_WORDS,
    ),
    Field(
        "training_offer",
        "Training offered",
        names("training, training offered, training accepted"),
        values={word.value: OFFER_LABELS[word] for word in OfferAnswer},
        words=_OFFER_WORDS,
    ),
    Field("offer_words", "What the trader said", names("trader said, words of the trader, reply, response")),
    Field("notes", "Notes", names("notes, comments, remarks, details, observations, outcome")),
)


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit as a row says it: which premises, who is named as the officer, and the rest as `VisitDetails` has it."""

    which: Which
    officer: str
    values: dict[str, Any]

    def details(self, officer_id: UUID) -> VisitDetails:
        """Return the visit with the officer who was found for it."""
        return VisitDetails(officer_id=officer_id, **self.values)


def read_visit(fields: Fields) -> PastVisit:
    """Return the visit that a row is, its cells given as our fields. Raises Refusal beside the field to mend.

    A last entry in the refusals log says that the log was seen. Nothing said is not recorded, and never no.
    """
    last_on = cells.day(fields, "refusals_log_last_on")
    log = cells.yes_or_no(fields, "refusals_log")
    kind = cells.one_of(fields, "kind", VisitKind, VISIT_KIND_LABELS)
    offers = {
        code: cells.one_of(fields, code, OfferAnswer, OFFER_LABELS) or OfferAnswer.NOT_OFFERED
        for code in ("agreement_offer", "training_offer")
    }
    return PastVisit(
        which=read_which(fields),
        officer=cells.needed(fields, "officer", "officer", 254),
        values={
            "kind": kind or VisitKind(cells.needed(fields, "kind", "kind of visit", 40)),
            "visited_on": cells.needed_day(fields, "visited_on", "day of the visit"),
            "started_at_time": cells.clock_time(fields, "started_at_time"),
            "accompanied_by": cells.text(fields, "accompanied_by", 200),
            "spoke_to": cells.text(fields, "spoke_to", 120),
            "capacity": cells.text(fields, "capacity", 120),
            "storage": cells.one_of(fields, "storage", Storage, STORAGE_LABELS),
            "display": cells.one_of(fields, "display", Display, DISPLAY_LABELS),
            "challenge_25_poster": cells.yes_or_no(fields, "challenge_25_poster"),
            "refusals_log": True if log is None and last_on is not None else log,
            "refusals_log_last_on": last_on,
            "till_prompt": cells.yes_or_no(fields, "till_prompt"),
            "advice_law": cells.text(fields, "advice_law", 10_000),
            "advice_good_practice": cells.text(fields, "advice_good_practice", 10_000),
            "offer_words": cells.text(fields, "offer_words", 10_000),
            "notes": cells.text(fields, "notes", 10_000),
            **offers,
        },
    )

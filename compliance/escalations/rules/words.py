"""A policy and a printed list in words."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.escalations.rules.entry import Entry
from compliance.escalations.rules.policy import Per, Policy, Step
from compliance.escalations.rules.reading import check_as_at
from compliance.purchases.rules import Proof, Type

LONGEST_REASON = 300
LONGEST_RECIPIENT = 120
CLASSIFICATION = "Internal – not for publication"
CAUTION = (
    "This list is for officers to decide what to look into. Being on it is not a finding that an offence was "
    "committed, and nobody may be named in public because of it."
)

_TYPES = {Type.UNDERAGE: "underage test purchases", Type.ONLINE_ORDER: "online order tests"}
_PROOFS = {
    Proof.ALLEGATION: "even if only alleged",
    Proof.OFFICER_WITNESSED: "witnessed by an officer or better proved",
    Proof.CAUTION: "ended in a formal caution or a conviction",
    Proof.CONVICTION: "ended in a conviction",
}
_STEPS = {
    Step.NO_ACTION: "no action",
    Step.WRITTEN_WARNING: "a written warning",
    Step.CONSIDER_CAUTION: "a caution",
    Step.CONSIDER_PROSECUTION: "prosecution",
}


class Format(StrEnum):
    """How a list leaves the screen."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


FORMAT_LABELS = {
    Format.PDF: "Printed list (PDF)",
    Format.CSV: "Spreadsheet (CSV)",
    Format.JSON: "Data (JSON)",
}
MEDIA_TYPES = {Format.PDF: "application/pdf", Format.CSV: "text/csv; charset=utf-8", Format.JSON: "application/json"}


def policy_sentences(policy: Policy) -> tuple[str, ...]:
    """Return a policy as sentences that an officer or a court can check each entry against."""
    months = f"{policy.window_months} months" if policy.window_months > 1 else "month"
    recent = f"{policy.recency_months} months" if policy.recency_months > 1 else "month"
    if policy.count == 1:
        count = f"A seller is on the list with 1 sale that counts in the last {recent}, up to and including the day."
    else:
        count = (
            f"A seller is on the list with {policy.count} sales on different dates in the {months} up to and "
            f"including the day, at least one of them in the last {recent}."
        )
    kinds = " and ".join(_TYPES[type_] for type_ in sorted(policy.types, reverse=True))
    whose = (
        "Each premises is counted by itself, under one operator: a new operator starts with a fresh count."
        if policy.per is Per.PREMISES
        else "The sales of one legal entity are counted together, at whichever outlets it operated on the day."
    )
    rungs = ", ".join(f"{rung.sales} for {_STEPS[rung.step]}" for rung in policy.ladder)
    counts = (
        f"What counts is a completed sale to a volunteer under 18 in {kinds}, {_PROOFS[policy.minimum_proof]}. A sale "
        f"exactly {policy.window_months} {'months' if policy.window_months > 1 else 'month'} before the day still "
        "counts; two sales on one date count once."
    )
    return (
        count,
        counts,
        whose,
        f"Rungs, by sales that count: {rungs}. A rung is for an officer to consider; nothing follows by itself.",
    )


@dataclass(frozen=True, slots=True)
class NewPolicy:
    """A policy to be set from a day on (inclusive), and why."""

    in_force_from: date
    policy: Policy
    reason: str


def check_new_policy(new: NewPolicy, *, today: date, taken: frozenset[date], is_relied_on: bool) -> None:
    """Raise Refusal unless a policy may be set from this day.

    The past is never changed: a policy starts today or later. The one exception is an authority's first policy, while
    `is_relied_on` is false: no list has been printed or exported yet, so nothing rests on the default that it replaces.
    `taken` holds the days on which recorded policies start; none is replaced.
    """
    if new.in_force_from in taken:
        raise Refusal(
            "A policy already starts on that day, and it stays as it was set. Give another day", "in_force_from"
        )
    if new.in_force_from < today and taken:
        raise Refusal(
            "A policy must start today or later: what was decided before rests on the policy of its day",
            "in_force_from",
        )
    if new.in_force_from < today and is_relied_on:
        raise Refusal(
            "A policy must start today or later, because a list has already been printed or exported under the policy "
            "that held before",
            "in_force_from",
        )
    if not new.reason.strip():
        raise Refusal("Say why the policy is set, and who decided it", "reason")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an officer asks for: the list as at a day, in a format, why and for whom.

    `asked_id` is the page's own: sent twice, it gives the one list. `for_excel` marks a CSV file as UTF-8 for Excel.
    """

    as_at: date
    format: Format
    reason: str
    recipient: str = ""
    asked_id: UUID | None = None
    for_excel: bool = True


def check_asked(asked: Asked, *, today: date) -> None:
    """Raise Refusal for a day in the future, without a reason, or with more words than every page has room for.

    Why a record leaves the system is written down with it (DPA 2018 s.62).
    """
    check_as_at(asked.as_at, today=today)
    if not asked.reason.strip():
        raise Refusal("Say why you need the list: it leaves the system with your name on it", "reason")
    for text, most, field in (
        (asked.reason, LONGEST_REASON, "reason"),
        (asked.recipient, LONGEST_RECIPIENT, "recipient"),
    ):
        if len(text) > most:
            raise Refusal(f"Use {most} characters or fewer: it is printed on every page", field)


@dataclass(frozen=True, slots=True)
class PrintedFacts:
    """All that the printed list sees. Moments are in words, as London clocks show them."""

    reference: str
    authority: str
    service: str
    as_at: date
    policy: tuple[str, ...]
    policy_from: date | None
    entries: tuple[Entry, ...]
    printed_by: str
    printed_at: str
    reason: str
    recipient: str

    @property
    def classification(self) -> str:
        """What is printed across every page."""
        return CLASSIFICATION

    @property
    def caution(self) -> str:
        """What a reader must know before they use the list."""
        return CAUTION

    @property
    def handed(self) -> str:
        """Who printed it, when, for whom and why: on every page."""
        to = f" for {self.recipient}" if self.recipient else ""
        return f"Printed by {self.printed_by} on {self.printed_at}{to}. Reason: {self.reason}"

"""A visit report: what it says, what it never says, and how it reached the trader (pure).

It is a paper to help the trader remember what was said. It never says that the shop meets the law (nobody can say so
of all that was not seen), and never asks for an account of anything: that would be an interview without a caution.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from compliance.emails import is_email
from compliance.errors import Refusal
from compliance.visits.rules.wording import check_typed

TEMPLATE = "visits/report_document.html"
TEMPLATE_VERSION = "2026-11"
STYLESHEETS = ("css/printed-paper.css", "css/visit-report.css")
LARGE_PRINT_STYLESHEETS = (*STYLESHEETS, "css/visit-report-large-print.css")
LONGEST_MESSAGE = 2000
LONGEST_WHOM = 254


class GivenBy(StrEnum):
    """How a visit report reached the trader."""

    HANDED = "handed"
    LEFT = "left"
    EMAILED = "emailed"
    OWN_MAILBOX = "own_mailbox"


GIVEN_BY_LABELS = {
    GivenBy.HANDED: "Handed over in person",
    GivenBy.LEFT: "Left at the premises",
    GivenBy.EMAILED: "E-mailed from here",
    GivenBy.OWN_MAILBOX: "E-mailed from an officer’s own mailbox",
}


class MailState(StrEnum):
    """Where a mail stands that the worker sends."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


MAIL_STATE_LABELS = {
    MailState.QUEUED: "Waiting to be sent",
    MailState.SENDING: "Being sent",
    MailState.SENT: "Sent",
    MailState.FAILED: "Not sent",
}
MAIL_STATE_COLOURS = {
    MailState.QUEUED: "yellow",
    MailState.SENDING: "yellow",
    MailState.SENT: "green",
    MailState.FAILED: "red",
}
NOT_KNOWN = (
    "It is not known whether this e-mail went out: the work stopped while it was being sent. Ask the trader whether it "
    "came before you send it again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Whom the report is from. `crest` is the SHA-256 of a kept JPEG; without it the name is set in type."""

    authority: str
    service: str
    address: tuple[str, ...]
    telephone: str
    email: str
    website: str
    complaints: str
    privacy_notice: str
    crest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The officer whom the trader can ask."""

    name: str
    job_title: str
    telephone: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A question of the checklist and its answer, as it is read. `section` is the heading that it stands under."""

    question: str
    answer: str
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something the trader was asked to do. `due_on` is the last day for it, inclusive; None when none was set."""

    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """The report that this one replaces."""

    reference: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a report tells of the visit. Two reports that tell the same are one."""

    reference: str
    kind: str
    visited_on: date
    times: str
    shop: str
    place: str
    business: str
    officers: tuple[str, ...]
    partners: tuple[str, ...]
    spoke_to: str
    notice: str
    answers: tuple[Answered, ...]
    advice_law: tuple[str, ...]
    advice_good_practice: tuple[str, ...]
    to_do_law: tuple[ToDo, ...]
    to_do_good_practice: tuple[ToDo, ...]
    agreement: str
    training: str
    said: str
    visit_again_by: date | None

    @property
    def sections(self) -> tuple[tuple[str, tuple[Answered, ...]], ...]:
        """The answers under their headings, in order."""
        found: list[tuple[str, list[Answered]]] = []
        for one in self.answers:
            if not found or found[-1][0] != one.section:
                found.append((one.section, []))
            found[-1][1].append(one)
        return tuple((section, tuple(answers)) for section, answers in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The facts of a report: its template sees these and nothing else."""

    reference: str
    issued_on: date
    letterhead: Letterhead
    officer: Contact
    visit: Reported
    keep_years: int
    large_print: bool = False
    replaces: Replaced | None = None

    @property
    def title(self) -> str:
        """The title of the file, as a screen reader announces it."""
        return f"Visit report {self.reference}"


_REPORT = TypeAdapter(Report)
_REPORTED = TypeAdapter(Reported)


def report_as_dict(report: Report) -> dict[str, Any]:
    """Return the facts of a report as JSON-ready values; days as ISO 8601."""
    kept: dict[str, Any] = _REPORT.dump_python(report, mode="json")
    return kept


def report_from_dict(kept: Mapping[str, Any]) -> Report:
    """Return the facts that `report_as_dict` gave."""
    return _REPORT.validate_python(dict(kept))


def tells_the_same(kept: Mapping[str, Any], visit: Reported) -> bool:
    """Say whether a report that was issued tells of the visit what a new one would: then no new one is made.

    `kept` is what `report_as_dict` gave; the letterhead, the officer to ask and the days are no part of it.
    """
    return bool(kept.get("visit") == _REPORTED.dump_python(visit, mode="json"))


def check_report(report: Report) -> None:
    """Raise Refusal unless a report may be made of these facts: the letterhead is whole, and nothing is said amiss."""
    head = report.letterhead
    needed = {
        "name of the service": head.service,
        "address": " ".join(head.address),
        "telephone": head.telephone,
        "e-mail address": head.email,
        "how to complain": head.complaints,
        "privacy notice": head.privacy_notice,
    }
    missing = [name for name, value in needed.items() if not value.strip()]
    if missing:
        raise Refusal(
            f"The letterhead of your authority lacks the {', the '.join(missing)}. An administrator can fill it in "
            "under Letterhead"
        )
    if not report.officer.job_title.strip():
        raise Refusal(
            f"The job title of {report.officer.name} is not recorded. An administrator can fill it in under Officers"
        )
    visit = report.visit
    to_do = (*visit.to_do_law, *visit.to_do_good_practice)
    check_typed(
        {
            "advice_law": "\n".join(visit.advice_law),
            "advice_good_practice": "\n".join(visit.advice_good_practice),
            "to_do": "\n".join(one.text for one in to_do),
            "answers": "\n".join(one.answer for one in visit.answers),
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGiven:
    """How a report reached the trader on a day (not after today), and whom: a person, or an e-mail address."""

    how: GivenBy
    to_whom: str
    given_on: date
    large_print: bool = False


def check_given(new: NewGiven, *, issued_on: date, today: date) -> str:
    """Return whom a report reached, in plain spaces. Raises Refusal, beside the field to mend, when it cannot be so.

    `issued_on` and `today` are both still allowed. What the worker sends is not recorded by hand.
    """
    whom = " ".join(new.to_whom.split())
    if new.how is GivenBy.EMAILED:
        raise Refusal("Choose how it reached the trader. To e-mail it from here, go back and choose that", "how")
    if new.given_on > today:
        raise Refusal("The day must be today or in the past", "given_on")
    if new.given_on < issued_on:
        raise Refusal("The day must not be before the report was made", "given_on")
    if not whom:
        raise Refusal("Enter whom it reached: their name, and what they do there", "to_whom")
    if len(whom) > LONGEST_WHOM:
        raise Refusal(f"Whom it reached must be {LONGEST_WHOM} characters or fewer", "to_whom")
    if new.how is GivenBy.OWN_MAILBOX:
        check_address(whom, "to_whom")
    return whom


def check_address(address: str, field: str = "address") -> str:
    """Return an e-mail address without spaces around it. Raises Refusal beside `field` for what is none."""
    plain = address.strip()
    if not is_email(plain):
        raise Refusal("Enter an email address in the correct format, like name@example.com", field)
    return plain

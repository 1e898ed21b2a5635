"""Notice of a routine inspection: how long before, and when none is needed (pure).

Consumer Rights Act 2015 Sch 5 para 23. A routine inspection of premises without a warrant needs a notice in writing,
with at least two working days between the day the occupier received it and the day of entry. The paragraph itself says
what is no routine inspection, and that the occupier may waive the notice. Entry to an inspection under a warrant, and
what anybody does who is let in as a customer, is not what it is about. The wording of the exemptions here is a summary:
the subparagraph numbers are to be confirmed against the Act (docs/domain: [U]).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from compliance.dates import working_days_after
from compliance.errors import Refusal
from compliance.visits.rules.words import VisitKind

WORKING_DAYS_BETWEEN = 2
"""Fixed by the Act, not by an authority: CRA 2015 Sch 5 para 23(4)."""


class NoticeHow(StrEnum):
    """How a written notice reached the occupier."""

    BY_HAND = "by_hand"
    POST = "post"
    EMAIL = "email"


NOTICE_HOW_LABELS = {NoticeHow.BY_HAND: "By hand", NoticeHow.POST: "By post", NoticeHow.EMAIL: "By email"}


class Exemption(StrEnum):
    """Why an inspection needed no written notice."""

    WAIVED = "waived"
    SUSPECTED_BREACH = "suspected_breach"
    DEFEATS_PURPOSE = "defeats_purpose"
    NOT_PRACTICABLE = "not_practicable"
    MARKET_SURVEILLANCE = "market_surveillance"


EXEMPTION_LABELS = {
    Exemption.WAIVED: "The occupier waived the notice",
    Exemption.SUSPECTED_BREACH: "A breach was reasonably suspected",
    Exemption.DEFEATS_PURPOSE: "Notice would have defeated the purpose of the entry",
    Exemption.NOT_PRACTICABLE: "Notice was not reasonably practicable, such as an imminent risk to health or safety",
    Exemption.MARKET_SURVEILLANCE: "Market surveillance",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What is recorded about the notice of a visit. A notice that was received has a day and how; else an exemption."""

    received_on: date | None = None
    how: NoticeHow | None = None
    exemption: Exemption | None = None
    reason: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is recorded about a notice."""
        return self.received_on is None and self.how is None and self.exemption is None and not self.reason.strip()


def first_day_after_notice(received_on: date) -> date:
    """Return the first day on which a routine inspection may be made after a notice received on a day.

    The two working days lie between: neither the day of receipt nor the day of entry is one of them.
    """
    return working_days_after(received_on, WORKING_DAYS_BETWEEN) + timedelta(days=1)


def check_notice(kind: VisitKind, visited_on: date, notice: Notice) -> None:
    """Raise Refusal unless a routine inspection was made after notice enough, or is recorded as needing none.

    What another kind of visit says of a notice is refused too: notice belongs to routine inspections.
    """
    if kind is not VisitKind.ROUTINE_INSPECTION:
        if not notice.is_blank:
            raise Refusal(
                "Notice is recorded for routine inspections only. Clear it, or choose routine inspection", "kind"
            )
        return
    if notice.exemption is not None:
        if notice.received_on is not None or notice.how is not None:
            raise Refusal(
                "Record either the notice that was received or why none was needed, not both", "notice_exemption"
            )
        if not notice.reason.strip():
            raise Refusal("Say in your own words why no notice was needed", "exemption_reason")
        return
    if notice.reason.strip():
        raise Refusal("Select why no notice was needed, or clear the words about it", "notice_exemption")
    _check_received(visited_on, notice)


def _check_received(visited_on: date, notice: Notice) -> None:
    if notice.received_on is None:
        raise Refusal(
            "A routine inspection needs written notice at least two working days before. Enter the day the occupier "
            "received it, or select why none was needed",
            "notice_received_on",
        )
    if notice.how is None:
        raise Refusal("Select how the occupier received the notice", "notice_how")
    first = first_day_after_notice(notice.received_on)
    if visited_on < first:
        raise Refusal(
            f"Two working days must lie between the day the notice was received and the visit: after a notice received "
            f"on {_day(notice.received_on)}, the first day is {_day(first)}. Check both days, or clear the notice and "
            "select why none was needed",
            "notice_received_on",
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

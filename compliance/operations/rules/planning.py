"""Planning an exercise: what a plan says, who takes part, and what it may not say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from compliance.errors import Refusal
from compliance.operations.rules.exercise import Purpose, check_dates

LONGEST_DAYS = 366
"""The most days an operation may last, both ends included: no policy, it only catches a year typed wrongly."""
MOST_CHOSEN = 200
"""The most outlets added to an operation at once."""


class Surveillance(StrEnum):
    """Whether directed surveillance was authorised (Regulation of Investigatory Powers Act 2000 s.28)."""

    NOT_NEEDED = "not_needed"
    AUTHORISED = "authorised"


SURVEILLANCE_LABELS = {
    Surveillance.NOT_NEEDED: "Not needed",
    Surveillance.AUTHORISED: "Authorised",
}


class Part(StrEnum):
    """What somebody does on the day, beside the lead."""

    WELFARE = "welfare"
    OBSERVER = "observer"
    TESTER = "tester"
    DRIVER = "driver"
    POLICE = "police"
    OTHER = "other"


PART_LABELS = {
    Part.WELFARE: "Welfare officer, with the volunteer",
    Part.OBSERVER: "Observing officer",
    Part.TESTER: "Test purchasing officer",
    Part.DRIVER: "Driver",
    Part.POLICE: "Police officer",
    Part.OTHER: "Other",
}


class Phase(StrEnum):
    COMING = "coming"
    UNDER_WAY = "under_way"
    PAST = "past"


PHASE_LABELS = {Phase.COMING: "Coming", Phase.UNDER_WAY: "Under way", Phase.PAST: "Past"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an operation is to be. Both days are inclusive.

    `volunteer_code` is None when no volunteer is named yet; `volunteer_lent` says that the code is one of the partner's
    vault and not of the planner's own. `ask_for` is the product to be asked for at each target.
    """

    name: str
    purpose: Purpose
    rationale: str
    starts_on: date
    ends_on: date
    area: str = ""
    ask_for: str = ""
    lead: str = ""
    lead_telephone: str = ""
    authorised_by: str = ""
    risk_assessment: str = ""
    surveillance: Surveillance = Surveillance.NOT_NEEDED
    surveillance_note: str = ""
    volunteer_code: str | None = None
    volunteer_lent: bool = False


@dataclass(frozen=True, slots=True)
class NewTeamMember:
    """Somebody to take part on the day, of any authority."""

    name: str
    part: Part
    telephone: str = ""


def phase_on(starts_on: date, ends_on: date, today: date) -> Phase:
    """Return whether an operation is coming, under way or past on `today`; it is under way on both of its end days."""
    if today < starts_on:
        return Phase.COMING
    return Phase.PAST if ends_on < today else Phase.UNDER_WAY


def check_plan(plan: Plan) -> None:
    """Raise Refusal, beside the field to mend, for a plan that cannot be carried out.

    An operation ends on or after the day it starts and lasts 366 days at most; it has a rationale, because the Code of
    Practice on age-restricted products asks for a reason for every test (domain section 6.5); it says of surveillance
    either why none is needed or under which authorisation it is held (RIPA 2000 s.28).
    """
    check_dates(plan.starts_on, plan.ends_on)
    if (plan.ends_on - plan.starts_on).days >= LONGEST_DAYS:
        raise Refusal("An operation can last a year at most. Check the years of both dates", "ends_on")
    if not plan.name.strip():
        raise Refusal("Enter the name of the operation", "name")
    if not plan.rationale.strip():
        raise Refusal("Say why the operation is held", "rationale")
    if not plan.surveillance_note.strip():
        if plan.surveillance is Surveillance.AUTHORISED:
            raise Refusal("Enter the reference of the authorisation", "surveillance_reference")
        raise Refusal("Say why no authorisation is needed", "surveillance_reason")


def check_partner(partner_id: UUID, *, own: UUID, area: Iterable[UUID]) -> None:
    """Raise Refusal unless the authority whose outlets are tested is one that the planner may plan with.

    A planner with a force area plans with an authority of that area; everybody else plans for their own.
    """
    allowed = set(area) or {own}
    if partner_id not in allowed:
        raise Refusal("Choose an authority that you plan operations with", "partner_id")


def check_volunteer_age(code: str, years: int) -> None:
    """Raise Refusal beside `volunteer_code` for a volunteer of 18 or over on the last day of the operation.

    `years` are completed years on that day, so a volunteer who turns 18 on any day of the operation is refused: what
    they would buy on that day proves no sale to a person under 18 (CJA 1988 s.141A). The message tells no birthday.
    """
    if years >= 18:
        raise Refusal(
            f"Volunteer {code} will be 18 or over before the operation ends. Choose another volunteer, or end the "
            "operation sooner",
            "volunteer_code",
        )


def check_days_hold_results(starts_on: date, ends_on: date, first_on: date | None, last_on: date | None) -> None:
    """Raise Refusal when new dates would leave out a day with a result. All days are inclusive; None is no result."""
    if first_on is not None and first_on < starts_on:
        raise Refusal(
            f"A result is recorded on {_said(first_on)}: the operation must start on or before that day", "starts_on"
        )
    if last_on is not None and last_on > ends_on:
        raise Refusal(
            f"A result is recorded on {_said(last_on)}: the operation must end on or after that day", "ends_on"
        )


def check_removable(name: str, *, results: int) -> None:
    """Raise Refusal when a target that already has a result would be taken off the list."""
    if results:
        raise Refusal(f"{name} cannot be removed: a result is recorded against it")


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

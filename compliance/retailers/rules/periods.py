"""Who operated an outlet from when to when: periods that never overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from compliance.errors import Refusal
from compliance.retailers.rules.words import OUTLET_STATUS_LABELS, OutletStatus


@dataclass(frozen=True, slots=True)
class Period:
    """An operator's time at an outlet. Both days are inclusive; no last day while it still operates there."""

    id: UUID | None
    entity_id: UUID
    entity_name: str
    from_on: date
    to_on: date | None = None

    def includes(self, day: date) -> bool:
        """Say whether the entity operated the outlet on `day`."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def overlaps(self, from_on: date, to_on: date | None) -> bool:
        """Say whether the period shares a day with another, both days of each inclusive."""
        return (to_on is None or self.from_on <= to_on) and (self.to_on is None or from_on <= self.to_on)


def operator_on(periods: Iterable[Period], day: date) -> Period | None:
    """Return the period that includes `day`, or None: then the operator of that day is not confirmed."""
    return next((period for period in periods if period.includes(day)), None)


def check_period(
    periods: Sequence[Period],
    from_on: date,
    to_on: date | None,
    *,
    opened_on: date | None,
    today: date,
    own_id: UUID | None = None,
) -> None:
    """Raise Refusal unless an entity can have operated the outlet from `from_on` to `to_on`, both inclusive.

    A period begins no earlier than the outlet opened, no later than today, ends no earlier than it begins and no later
    than today, and shares no day with another period. `own_id` is the period being corrected, which is left out.
    """
    if from_on > today:
        raise Refusal(
            "An operator cannot be recorded before they start. The day must be today or in the past", "from_on"
        )
    if opened_on is not None and from_on < opened_on:
        raise Refusal(
            f"The outlet opened on {_said(opened_on)}. Give that day or a later one, or correct the opening day first",
            "from_on",
        )
    if to_on is not None and to_on < from_on:
        raise Refusal("The last day must be the first day or later", "to_on")
    if to_on is not None and to_on > today:
        raise Refusal("The last day must be today or in the past", "to_on")
    for period in periods:
        if period.id != own_id and period.overlaps(from_on, to_on):
            raise Refusal(
                f"{period.entity_name} is recorded as operator {_span(period)}. Two operators cannot have one day: "
                "change this day, or end or correct that period",
                "from_on",
            )


def former_ends_on(former: Period, new_from_on: date) -> date:
    """Return the last day of the former operator when another takes over on `new_from_on`: the day before.

    Raises Refusal when the former operator started on that day or later.
    """
    if new_from_on <= former.from_on:
        raise Refusal(
            f"{former.entity_name} is recorded as operator from {_said(former.from_on)}, so another can only take over "
            "after that day. Correct that period first if it is wrong",
            "from_on",
        )
    return new_from_on - timedelta(days=1)


def check_status_day(on: date, *, opened_on: date | None, today: date) -> None:
    """Raise Refusal beside `on` for a change of status in the future or before the outlet opened."""
    if on > today:
        raise Refusal("The day must be today or in the past", "on")
    if opened_on is not None and on < opened_on:
        raise Refusal(f"The outlet opened on {_said(opened_on)}. Give that day or a later one", "on")


def check_status_follows(on: date, former: OutletStatus, former_on: date | None) -> None:
    """Raise Refusal beside `on` when another status would begin before the one it follows did."""
    if former_on is not None and on < former_on:
        raise Refusal(
            f"It is recorded as {OUTLET_STATUS_LABELS[former].lower()} since {_said(former_on)}. Give that day or a "
            "later one, or correct that status first",
            "on",
        )


def check_opened_before(opened_on: date, first_on: date, what: str) -> None:
    """Raise Refusal beside `opened_on` when something is recorded (`what`, on `first_on`) before the outlet opened."""
    if opened_on > first_on:
        raise Refusal(
            f"{what} is recorded here on {_said(first_on)}, before that day. Give that day or an earlier one, or "
            "correct that record first",
            "opened_on",
        )


def check_closed_after(closed_on: date, last_on: date, what: str) -> None:
    """Raise Refusal beside `on` when something is recorded (`what`, on `last_on`) after the outlet closed."""
    if closed_on < last_on:
        raise Refusal(
            f"{what} is recorded here on {_said(last_on)}, after that day. Give that day or a later one, or correct "
            "that record first",
            "on",
        )


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _span(period: Period) -> str:
    if period.to_on is None:
        return f"from {_said(period.from_on)} until now"
    return f"from {_said(period.from_on)} to {_said(period.to_on)}"

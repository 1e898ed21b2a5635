"""E-learning: when somebody has completed a course by passing the knowledge check of every module (pure)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from compliance.training.rules.records import Attended
from compliance.training.rules.words import AttendanceStatus, CourseKind


@dataclass(frozen=True, slots=True)
class AskedModule:
    """A module of a course, and from when to when it is asked for, both inclusive; no last day while it still is."""

    id: UUID
    course_id: UUID
    name: str
    from_on: date
    to_on: date | None = None

    def asked_on(self, day: date) -> bool:
        """Say whether the module was asked for on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Completed:
    """One person's completing of a module on a day, and whether they passed its knowledge check."""

    id: UUID
    module_id: UUID
    person: str
    on: date
    check_passed: bool


def completed_courses(done: Iterable[Completed], modules: Sequence[AskedModule]) -> dict[UUID, Attended]:
    """Return the courses that were completed, by the completion with which each was: on the day of the last module.

    A person completes a course on the first day by which they passed the check of every module asked for on that day.
    Each pass counts once: to refresh the course, every module is passed again. A failed check counts for nothing.
    """
    course_of = {one.id: one.course_id for one in modules}
    passed: dict[tuple[str, UUID], set[UUID]] = {}
    found: dict[UUID, Attended] = {}

    def sitting(one: Completed) -> tuple[date, str, UUID]:
        return one.on, one.person.casefold(), course_of[one.module_id]

    counting = [one for one in done if one.check_passed and one.module_id in course_of]
    ordered = sorted(counting, key=lambda one: (sitting(one), one.id))
    for (on, person, course_id), group in groupby(ordered, key=sitting):
        of_the_day = list(group)
        have = passed.setdefault((person, course_id), set())
        have.update(one.module_id for one in of_the_day)
        asked = {module.id for module in modules if module.course_id == course_id and module.asked_on(on)}
        if asked and asked <= have:
            found[of_the_day[-1].id] = _attended(of_the_day[-1])
            have.clear()
    return found


def _attended(one: Completed) -> Attended:
    return Attended(
        course=CourseKind.E_LEARNING,
        on=one.on,
        status=AttendanceStatus.ATTENDED,
        needed_minutes=0,
        person=one.person,
        by_modules=True,
    )

"""What may be recorded of courses, of modules completed, and of refusals withdrawn (pure)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from compliance.errors import Refusal
from compliance.training.rules.words import CourseKind, HowShown


@dataclass(frozen=True, slots=True)
class NewWithdrawal:
    """An officer's withdrawal of a refusal: from which day it counts, why, and what the trader said."""

    withdrawn_on: date
    reason: str
    words: str = ""


def check_withdrawal(new: NewWithdrawal, *, today: date, is_refused: bool) -> None:
    """Raise Refusal unless a refusal may be withdrawn: one stands on that day, by today, and why is said.

    `is_refused` says whether training stands refused on the day from which the withdrawal is to count.
    """
    if new.withdrawn_on > today:
        raise Refusal("The day must be today or in the past", "withdrawn_on")
    if not new.reason.strip():
        raise Refusal("Enter why the refusal is withdrawn: enforcement may have rested on it", "reason")
    if not is_refused:
        raise Refusal("Training does not stand refused on this day, so there is nothing to withdraw", "withdrawn_on")


@dataclass(frozen=True, slots=True)
class NewCompletion:
    """One person's completing of a module, whether they passed its knowledge check, and how we know."""

    module_id: UUID
    person: str
    completed_on: date
    check_passed: bool
    how_shown: HowShown


def check_completion(new: NewCompletion, *, today: date, opened_on: date | None) -> None:
    """Raise Refusal unless the completing of a module may be recorded: by today, and since the outlet exists."""
    if new.completed_on > today:
        raise Refusal("The day must be today or in the past", "completed_on")
    if opened_on is not None and new.completed_on < opened_on:
        raise Refusal("The day is before this outlet existed. Check the day", "completed_on")


@dataclass(frozen=True, slots=True)
class NewCourse:
    """A course that an authority offers or accepts. `modules` are the names of an e-learning course's, in order."""

    kind: CourseKind
    name: str
    minutes: int
    pass_mark: int | None = None
    price_pence: int = 0
    provider: str = ""
    is_active: bool = True
    modules: tuple[str, ...] = ()


def check_course(new: NewCourse, *, kind_before: CourseKind | None = None) -> None:
    """Raise Refusal unless a course may be so: the accredited one has an examination, only e-learning has modules.

    `kind_before` is the kind that it has, None for a new one: a course never becomes one of another kind.
    """
    if kind_before is not None and new.kind is not kind_before:
        raise Refusal("A course never becomes one of another kind. Add another course", "kind")
    if new.kind is CourseKind.ACCREDITED and new.pass_mark is None:
        raise Refusal("Enter the pass mark: the accredited course counts only with its examination", "pass_mark")
    if new.kind is CourseKind.E_LEARNING and not new.modules:
        raise Refusal("Enter the modules: the course is completed when the check of each is passed", "modules")
    if new.kind is not CourseKind.E_LEARNING and new.modules:
        raise Refusal("Only e-learning has modules. Clear them, or choose e-learning", "modules")
    names = [name.casefold() for name in new.modules]
    if len(set(names)) < len(names):
        raise Refusal("Two modules have the same name", "modules")

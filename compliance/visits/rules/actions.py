"""Actions asked of a trader at a visit: what, by when, and when it was done (pure)."""

from dataclasses import dataclass
from datetime import date

from compliance.errors import Refusal
from compliance.visits.rules.words import Basis

LONGEST_ACTION = 500
MOST_ACTIONS = 20


@dataclass(frozen=True, slots=True)
class NewAction:
    """Something that a trader was asked to do. `due_on` is the last day for it, inclusive; None when none was set."""

    text: str
    basis: Basis
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """That an action was done: on which day, as seen or told how."""

    on: date
    note: str = ""


def is_overdue(due_on: date | None, today: date) -> bool:
    """Say whether an open action is overdue: the day it is due is still in time."""
    return due_on is not None and due_on < today


def check_actions(actions: tuple[NewAction, ...], *, visited_on: date) -> None:
    """Raise Refusal, beside `actions_<index from 0>_<field>`, unless these actions may be asked for at a visit."""
    if len(actions) > MOST_ACTIONS:
        raise Refusal(f"A visit has at most {MOST_ACTIONS} actions: put some together", "actions_0_text")
    for index, action in enumerate(actions):
        field = f"actions_{index}"
        if not action.text.strip():
            raise Refusal("Enter what the trader was asked to do", f"{field}_text")
        if len(action.text) > LONGEST_ACTION:
            raise Refusal(f"The action must be {LONGEST_ACTION} characters or less", f"{field}_text")
        if action.due_on is not None and action.due_on < visited_on:
            raise Refusal("The day an action is due must not be before the visit", f"{field}_due_on")


def check_done(done: Done, *, visited_on: date, today: date) -> None:
    """Raise Refusal unless an action was done on a day between the visit and today, both inclusive."""
    if done.on > today:
        raise Refusal("The day it was done must be today or in the past", "done_on")
    if done.on < visited_on:
        raise Refusal("The day it was done must not be before the visit", "done_on")

"""Checks that several kinds of letter share: the law, steps to take, and a course that is offered."""

from collections.abc import Iterator
from datetime import date

from compliance.errors import Refusal
from compliance.letters.rules.parts import Action, Law, Training
from compliance.letters.rules.sentences import TRIAL


def law_problems(law: Law, first_on: date, last_on: date) -> Iterator[Refusal]:
    """Yield why `law` may not be quoted of the days from `first_on` to `last_on`, both inclusive."""
    if not law.confirmed:
        yield Refusal(f"{law.citation} is not confirmed, and a letter may quote only confirmed law.", "law")
    for name in ("citation", "plain_words", "maximum_penalty", "defence"):
        if not getattr(law, name).strip():
            yield Refusal(f"The table of offences does not give the {name.replace('_', ' ')} of this law.", "law")
    if law.mode_of_trial not in TRIAL:
        yield Refusal("The table of offences does not say where a case under this law is heard.", "law")
    in_force = law.in_force_from <= first_on and (law.in_force_to is None or last_on <= law.in_force_to)
    if not in_force:
        yield Refusal(f"{law.citation} in this version was not in force on the day of the sale.", "law")


def action_problems(field: str, what: str, actions: tuple[Action, ...], dated_on: date) -> Iterator[Refusal]:
    """Yield what is wrong with steps to take in a letter of `dated_on`; `what` reads on from "List what"."""
    if not actions or not all(action.text.strip() for action in actions):
        yield Refusal(f"List what {'is ' if field == 'advice' else ''}{what}, one step a line.", field)
    if any(action.by_on is not None and action.by_on <= dated_on for action in actions):
        yield Refusal("The day by which a step is to be done must be after the date of the letter.", field)


def training_problems(training: Training, dated_on: date) -> Iterator[Refusal]:
    """Yield what is wrong with a course offered in a letter of `dated_on`: it must still be possible to book it."""
    if not training.course.strip() or training.minutes < 1 or training.cost_pence < 0:
        yield Refusal("Give the name, length and cost of the course.", "training")
    if training.book_by_on <= dated_on:
        yield Refusal("The last day to book must be after the date of the letter.", "training")
    if any(session.on <= dated_on for session in training.sessions):
        yield Refusal("Offer only training sessions after the date of the letter.", "training")

"""Whether the facts of a letter are complete, and lawful to print."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from unicodedata import category

from compliance.errors import Refusal
from compliance.letters.rules.addresses import check_address
from compliance.letters.rules.base import Facts
from compliance.letters.rules.chain_checking import chain_problems
from compliance.letters.rules.correction_required import correction_problems
from compliance.letters.rules.facts import FailNotice, PassNotice, WrittenWarning
from compliance.letters.rules.parts import PrimaryAuthority, Tested
from compliance.letters.rules.shared_checks import action_problems, law_problems, training_problems
from compliance.purchases.rules import FAILED, REFUSED, SOLD, BuyerBasis

_BASICS = {
    "reference": "Give the letter a reference.",
    "letterhead.authority": "The letterhead has no name of the authority. An administrator can add it.",
    "letterhead.service": "The letterhead has no name of the service. An administrator can add it.",
    "letterhead.address": "The letterhead has no address. An administrator can add it.",
    "letterhead.telephone": "The letterhead has no telephone number. An administrator can add it.",
    "letterhead.email": "The letterhead has no e-mail address. An administrator can add it.",
    "letterhead.complaints": "The letterhead does not say how to complain. An administrator can add it.",
    "letterhead.appeals": "The letterhead does not say who looks at a decision again. An administrator can add it.",
    "letterhead.enforcement_policy": "The letterhead does not say where the enforcement policy is. "
    "An administrator can add it.",
    "letterhead.privacy_notice": "The letterhead does not say where the privacy notice is. "
    "An administrator can add it.",
    "recipient.name": "Say which legal person the letter is to.",
    "officer.name": "Say which officer the letter is from.",
    "officer.job_title": "The officer has no job title. An administrator can add it.",
    "officer.telephone": "The officer has no telephone number. An administrator can add it.",
    "officer.email": "The officer has no e-mail address. An administrator can add it.",
    "place.name": "Say which premises or online shop the letter is about.",
    "place.address": "Give the address of the premises, or the web address of the online shop.",
}

_LONGEST = 300
_LONGER = {"reference": 40, "reason": 1500, "text": 500, "complaints": 500, "appeals": 500, "exemption": 500} | {
    "reasons": 3000,
    "considered": 2000,
    "plain_words": 1000,
    "defence": 1000,
    "conditions": 1000,
}
"""The most characters of a text, by the name of its field; _LONGEST for any other."""
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co"}
"""Unicode's control, format (which can turn text round), surrogate and private characters."""


def check_facts(facts: Facts) -> None:
    """Raise Refusal, naming what is missing and how to mend it, unless a letter can be made from `facts`.

    Regulators' Code 2014 section 2 (what is wrong, the reasons, dialogue, complaint, appeal); Code of Practice: Age
    Restricted Products (the outcome and the period of the test); the law only as confirmed and in force on the day of
    the sale; RESA 2008 s.25C (Primary Authority). All problems at once: `list_problems`.
    """
    for problem in list_problems(facts):
        raise problem


def list_problems(facts: Facts) -> tuple[Refusal, ...]:
    """Return every reason why no letter can be made from `facts`, as `check_facts` would raise them, in page order."""
    return tuple(_problems(facts))


def _problems(facts: Facts) -> Iterator[Refusal]:
    yield from _text_problems(facts)
    yield from _basic_problems(facts)
    if isinstance(facts, PassNotice | FailNotice | WrittenWarning):
        yield from _tested_problems(facts, facts.tested)
    if isinstance(facts, FailNotice | WrittenWarning):
        yield from _failed_problems(facts)
    if isinstance(facts, WrittenWarning):
        yield from _warning_problems(facts)
    yield from chain_problems(facts)
    yield from correction_problems(facts)


def _text_problems(facts: Facts) -> Iterator[Refusal]:
    for path, text in _texts(facts):
        top, name = path[0], path[-1]
        longest = _LONGER.get(name, _LONGEST)
        if len(text) > longest:
            yield Refusal(
                f"The {name.replace('_', ' ')} is too long. Use {longest} characters at most; it has {len(text)}.", top
            )
        elif any(category(character) in _UNPRINTABLE for character in text):
            yield Refusal(
                f"The {name.replace('_', ' ')} has a line break or a hidden character in it. Type it again.", top
            )


def _texts(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), (*path, field.name))


def _basic_problems(facts: Facts) -> Iterator[Refusal]:
    for path, message in _BASICS.items():
        if not _value(facts, path):
            yield Refusal(message, path.split(".")[0])
    try:
        check_address(facts.recipient.lines)
    except Refusal as refusal:
        yield refusal
    if facts.keep_years < 1:
        yield Refusal("Say for how many years the record of this letter is kept.", "keep_years")


def _value(facts: Facts, path: str) -> bool:
    value: object = facts
    for name in path.split("."):
        value = getattr(value, name)
    return bool(value.strip() if isinstance(value, str) else value)


def _tested_problems(facts: Facts, tested: Tested) -> Iterator[Refusal]:
    if not tested.product.strip():
        yield Refusal("Say what the volunteer tried to buy, such as “a kitchen knife”.", "product")
    if tested.first_on > tested.last_on:
        yield Refusal("The period of the test ends before it begins. Correct one of the two days.", "last_on")
    if tested.last_on > facts.dated_on:
        yield Refusal("The test is after the date of the letter. Correct one of the two days.", "dated_on")
    if isinstance(facts, PassNotice) and tested.outcome not in REFUSED:
        yield Refusal("A pass notice is for a test that ended in a refusal.", "outcome")
    if isinstance(facts, FailNotice) and tested.outcome not in FAILED:
        yield Refusal("A fail notice is for a test that was failed.", "outcome")


def _failed_problems(facts: FailNotice | WrittenWarning) -> Iterator[Refusal]:
    yield from action_problems("advice", "good practice that you recommend", facts.advice, facts.dated_on)
    if facts.law is not None:
        yield from law_problems(facts.law, facts.tested.first_on, facts.tested.last_on)
    if facts.training is not None:
        yield from training_problems(facts.training, facts.dated_on)
    if facts.primary_authority is not None:
        yield from _primary_authority_problems(facts.primary_authority, facts.dated_on)
    if isinstance(facts, FailNotice) and facts.tested.is_advisory and facts.law is not None:
        yield Refusal(
            "This test cannot have been an offence, so the letter must not quote one. Leave the law out.", "law"
        )


def _warning_problems(facts: WrittenWarning) -> Iterator[Refusal]:
    tested = facts.tested
    if tested.is_advisory or tested.buyer_basis is not BuyerBasis.UNDER_18 or tested.outcome not in SOLD:
        yield Refusal("A written warning needs a completed sale to a person under 18. Send a fail notice.", "outcome")
    if not facts.reason.strip():
        yield Refusal("Say why you decided on a warning (Regulators' Code: give the reasons).", "reason")
    yield from action_problems("duties", "that the law requires", facts.duties, facts.dated_on)
    for name, label, day in (
        ("discuss_by_on", "talk about the letter", facts.discuss_by_on),
        ("appeal_by_on", "ask for a review", facts.appeal_by_on),
    ):
        if day <= facts.dated_on:
            yield Refusal(f"The last day to {label} must be after the date of the letter.", name)


def _primary_authority_problems(primary: PrimaryAuthority, dated_on: date) -> Iterator[Refusal]:
    if not primary.name.strip():
        yield Refusal("Name the Primary Authority.", "primary_authority")
    if primary.exemption.strip():
        return
    if primary.notified_on is None or primary.may_act_from_on is None:
        yield Refusal(
            f"Tell {primary.name} of this letter first, and record the day, or record why it need not be told.",
            "primary_authority",
        )
    elif dated_on < primary.may_act_from_on:
        yield Refusal(
            f"{primary.name} may still object. The letter can be sent from "
            f"{primary.may_act_from_on.day} {primary.may_act_from_on:%B %Y}.",
            "primary_authority",
        )

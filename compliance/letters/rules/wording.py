"""What no letter may say, and both tables held against the text that was really printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from compliance.claims import LEADS_TO_A_VOLUNTEER
from compliance.errors import Refusal
from compliance.letters.rules.base import Facts, ResultFacts
from compliance.letters.rules.chain import Advice, AgreementRemoved, AgreementWarning, TrainingInvitation
from compliance.letters.rules.corrections import AboutATest, Correction, DisputeDecided
from compliance.letters.rules.facts import FailNotice, WrittenWarning
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.paragraphs import Required
from compliance.letters.rules.questions import ASKS_FOR_AN_ACCOUNT
from compliance.letters.rules.required import REQUIRED


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Something a letter must not say: its name, why, and the pattern that must not be found."""

    name: str
    source: str
    pattern: re.Pattern[str]


FORBIDDEN = (
    Forbidden(
        "a volunteer",
        "Young people's welfare: nothing may lead to them",
        LEADS_TO_A_VOLUNTEER,
    ),
    Forbidden(
        "a request for an explanation",
        "PACE 1984 s.67(9): an interview without a caution",
        ASKS_FOR_AN_ACCOUNT,
    ),
    Forbidden(
        "a fixed penalty",
        "There is no fixed penalty for these offences",
        re.compile(r"fixed[- ]penalt|penalty notice|penalty charge|on[- ]the[- ]spot", re.IGNORECASE),
    ),
    Forbidden(
        "the last day to prosecute",
        "It stands on the record only",
        re.compile(r"last day to prosecute|time limit|begin proceedings", re.IGNORECASE),
    ),
)
NEVER_OF_AN_OFFENCE = Forbidden(
    "an offence",
    "Nothing that happened in this test can be one",
    re.compile(
        r"offence|offend|illegal|unlawful|the law\b|prosecut|criminal|crime|breach|convict|court|\bfine\b|warning|"
        r"guilty",
        re.IGNORECASE,
    ),
)
_LAWFUL_USE = "only where the law allows"


def missing_words(facts: Facts, text: str) -> tuple[Required, ...]:
    """Return what the letter must say and does not, looking for its words in `text`, the text as printed."""
    printed = _tight(text)
    paragraphs = REQUIRED[facts.kind]
    return tuple(each for each in paragraphs if not all(_tight(word) in printed for word in each.words(facts)))


def forbidden_words(facts: Facts, text: str) -> tuple[Forbidden, ...]:
    """Return what the letter says and must not. A result that only advises, or was passed, speaks of no offence.

    The name of a business, a place or a product, and the letterhead, are not the letter's own words: they are taken
    out first, so that "Court Street Knives" is not mistaken for a court.
    """
    printed = _plain(text)
    names = (*facts.recipient.lines, facts.place.words, facts.place.name, *_letterhead(facts), *_venues(facts))
    names = (*names, *_earlier(facts))
    for own in (*names, _LAWFUL_USE):
        if own:
            printed = printed.replace(_plain(own), " ")
    advisory = isinstance(facts, ResultFacts) and (facts.kind is Kind.PASS_NOTICE or facts.tested.is_advisory)
    advisory = advisory or (isinstance(facts, AboutATest) and facts.advisory)
    tables = (*FORBIDDEN, NEVER_OF_AN_OFFENCE) if advisory else FORBIDDEN
    return tuple(forbidden for forbidden in tables if forbidden.pattern.search(printed))


def check_wording(facts: Facts, text: str) -> None:
    """Raise Refusal when the printed `text` lacks a required paragraph, or says what it must not."""
    if missing := missing_words(facts, text):
        raise Refusal(
            f"The letter does not give {missing[0].name} ({missing[0].source}). Put the paragraph back.", "wording"
        )
    if found := forbidden_words(facts, text):
        raise Refusal(f"The letter speaks of {found[0].name} ({found[0].source}). Take the words out.", "wording")


def typed_words(facts: Facts) -> str:
    """Return what an officer typed of a letter, each text as it is read there, without the names it is lawful to give.

    Those are the names of the business, of the place and of the officer: a volunteer may share one of them.
    """
    texts = [f"Dear {facts.recipient.contact}", *_typed(facts)]
    words = "\n".join(texts)
    for own in (facts.place.words, facts.place.name, *facts.recipient.lines, facts.officer.name):
        if own:
            words = re.sub(re.escape(own), " ", words, flags=re.IGNORECASE)
    return words


def _typed(facts: Facts) -> Sequence[str]:
    texts = [f"bought {facts.tested.product}"] if isinstance(facts, ResultFacts) else []
    if isinstance(facts, WrittenWarning):
        texts += [f"because {facts.reason}", *(duty.text for duty in facts.duties)]
    if isinstance(facts, DisputeDecided):
        texts += [*facts.considered, *facts.reasons]
    if isinstance(facts, AgreementWarning | AgreementRemoved) and facts.reason:
        texts += [f"because {facts.reason}"]
    if isinstance(facts, FailNotice | WrittenWarning | Advice):
        texts += [action.text for action in facts.advice]
    if isinstance(facts, FailNotice | WrittenWarning):
        texts += [facts.primary_authority.exemption] if facts.primary_authority else []
    if isinstance(facts, FailNotice | WrittenWarning | TrainingInvitation):
        texts += [f"course, {facts.training.course}"] if facts.training else []
    return texts


def _earlier(facts: Facts) -> Sequence[str]:
    """Return what the letters are called that a letter corrects: a written warning that was wrong must be named."""
    return [one.what for one in facts.letters] if isinstance(facts, Correction | DisputeDecided) else ()


def _venues(facts: Facts) -> Sequence[str]:
    """Return the names of people and of venues of a course, such as a volunteer centre."""
    sitting, training = getattr(facts, "sitting", None), getattr(facts, "training", None)
    own = [getattr(facts, "person", ""), *((sitting.venue, sitting.address) if sitting else ())]
    return (*own, *(session.venue for session in training.sessions)) if training else own


def _letterhead(facts: Facts) -> Sequence[str]:
    head = facts.letterhead
    return (
        head.authority,
        *head.address,
        head.email,
        head.website,
        head.complaints,
        head.appeals,
        head.enforcement_policy,
        head.privacy_notice,
    )


def _tight(text: str) -> str:
    """Take out white space: a line may end inside a web address as well as at a space."""
    return "".join(text.split())


def _plain(text: str) -> str:
    """Even out white space."""
    return " ".join(text.split())

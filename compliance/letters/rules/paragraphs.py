"""A paragraph that a letter must have, and those that every letter has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from compliance.letters.rules.base import Facts
from compliance.letters.rules.sentences import day_words

Words = Callable[[Facts], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Required:
    """Something a letter must say: its name, why, and the words that must all be found in the printed text."""

    name: str
    source: str
    words: Words


REGULATORS_CODE = "Regulators' Code 2014, section 2"
CODE_OF_PRACTICE = "Code of Practice: Age Restricted Products and Services"
_DATA = "UK GDPR, articles 13 and 14"
PRIMARY_AUTHORITY = "RESA 2008 s.25C"
HOME_OFFICE = "Home Office voluntary agreement (2016, revised 2023)"
POLICY = "The authority's own policy for agreements"


def fixed(*words: str) -> Words:
    """Return the same words whatever the facts."""
    return lambda _: words


def _reader(facts: Facts) -> Sequence[str]:
    to = facts.recipient
    return (to.name, to.trading_as, to.address[-1])


def _officer(facts: Facts) -> Sequence[str]:
    who = facts.officer
    return (who.name, who.job_title, who.telephone, who.email, facts.reference, day_words(facts.dated_on))


def _complaint(facts: Facts) -> Sequence[str]:
    return ("you can make a complaint", facts.letterhead.complaints)


def _data_notice(facts: Facts) -> Sequence[str]:
    return (
        "How we use information about you",
        f"We keep it for {facts.keep_years} year",
        "ask to see what we hold",
        facts.letterhead.privacy_notice,
    )


def _replaces(facts: Facts) -> Sequence[str]:
    if facts.replaces is None:
        return ()
    return ("This letter replaces our letter", facts.replaces.reference, day_words(facts.replaces.dated_on))


EVERY = (
    Required("the reader, at their address", REGULATORS_CODE, _reader),
    Required("the officer, the reference and the date", REGULATORS_CODE, _officer),
    Required("how to complain", REGULATORS_CODE, _complaint),
    Required("the data protection notice", _DATA, _data_notice),
    Required("which letter it replaces, if any", REGULATORS_CODE, _replaces),
)

"""The law as a letter quotes it: the offence of a sale to a person under 18, in the version of a day."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from compliance.letters import rules
from compliance.offences import queries as offences
from compliance.offences.rules import (
    OffenceVersion,
    Provision,
    provisions_of_articles,
    quotable,
    version_on,
)


def law_of(versions: Sequence[OffenceVersion]) -> rules.Law | None:
    """Return the offence, with the conditions of a sale at a distance if any; None when there was none in force."""
    offence = versions[0] if versions else None
    if offence is None or offence.in_force_from is None:
        return None
    remote = next((version for version in versions if version.provision is Provision.CJA_S141B), None)
    return rules.Law(
        citation=offence.citation,
        title=offence.title,
        plain_words=offence.plain_words,
        maximum_penalty=offence.maximum_penalty,
        defence=remote.defence if remote else offence.defence,
        mode_of_trial=offence.mode_of_trial.value,
        in_force_from=offence.in_force_from,
        in_force_to=offence.in_force_to,
        confirmed=all(quotable(version) for version in versions),
        conditions=remote.elements if remote else (),
    )


def law_on(session: Session, day: date, *, online: bool) -> rules.Law | None:
    """Return the law of selling a knife as it is on a day, to a shop or to an online shop. One query."""
    table = offences.list_versions(session)
    wanted = provisions_of_articles(remote=online)
    found = [version_on(table, day, provision) for provision in wanted]
    return law_of([version for version in found if version is not None])

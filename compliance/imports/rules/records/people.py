"""Which officer a spreadsheet means: by e-mail address, name or initials."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from compliance.errors import Refusal
from compliance.retailers.rules import sort_name


@dataclass(frozen=True, slots=True)
class Person:
    """An officer of the authority, active or not: who has left made visits too."""

    officer_id: UUID
    name: str
    email: str
    initials: str


def find_person(said: str, people: Iterable[Person], code: str) -> UUID:
    """Return the officer that `said` names: their e-mail address, whole name, first letter and surname, or initials.

    Raises Refusal beside `code` when nobody of the authority fits, or two do.
    """
    known = list(people)
    folded = sort_name(said)
    for fits in (
        [one for one in known if one.email.casefold() == said.strip().casefold()],
        [one for one in known if sort_name(one.name) == folded],
        [one for one in known if folded in _shortened(one.name)],
        [one for one in known if one.initials and one.initials.casefold() == folded.replace(" ", "")],
    ):
        if len(fits) == 1:
            return fits[0].officer_id
        if fits:
            raise Refusal(f"Two officers fit “{said[:60]}”. Write the e-mail address of the one who is meant", code)
    raise Refusal(
        f"No officer here is called “{said[:60]}”. Write the name as it stands under Officers, or have an "
        "administrator add them: somebody who has left can be added and made inactive",
        code,
    )


def _shortened(name: str) -> set[str]:
    """Return the short forms of a name: “Ama Boateng” is also “A Boateng” and “Boateng A”."""
    words = sort_name(name).split()
    if len(words) < 2:
        return set()
    return {f"{words[0][0]} {words[-1]}", f"{words[-1]} {words[0][0]}", f"{words[-1]} {words[0]}"}

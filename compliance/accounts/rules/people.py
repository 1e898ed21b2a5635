"""Who there is: kinds of authority, and officers (pure)."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from compliance.accounts.rules.shapes import INITIALS_LIMIT, JOB_TITLE_LIMIT, NAME_LIMIT, TELEPHONE_LIMIT, one_line
from compliance.permissions import Role


class AuthorityKind(StrEnum):
    BOROUGH = "borough"
    FORCE = "force"


class Nation(StrEnum):
    ENGLAND = "england"
    WALES = "wales"
    SCOTLAND = "scotland"


@dataclass(frozen=True, slots=True)
class NewAuthority:
    """An authority to be added. The prefix begins its references; ONS and FHRS codes are text.

    The 33 London boroughs and the Metropolitan Police come with the database’s history (migration 0001).
    """

    prefix: str
    code: str
    name: str
    kind: AuthorityKind
    ons_code: str | None
    fhrs_code: str | None


@dataclass(frozen=True, slots=True)
class OfficerDetails:
    """Who an officer is and what they may do, as an administrator writes it down."""

    name: str
    role: Role
    job_title: str = ""
    initials: str = ""
    telephone: str = ""

    def values(self) -> dict[str, Any]:
        """Return the details by the name of their column."""
        return asdict(self)


def officer_details(details: OfficerDetails) -> OfficerDetails:
    """Return an officer's details as they are kept. Raises Refusal beside the field to mend."""
    return replace(
        details,
        name=one_line(details.name, "name", "name", NAME_LIMIT, required=True),
        job_title=one_line(details.job_title, "job title", "job_title", JOB_TITLE_LIMIT),
        initials=one_line(details.initials, "initials", "initials", INITIALS_LIMIT),
        telephone=one_line(details.telephone, "telephone number", "telephone", TELEPHONE_LIMIT),
    )


def initials_of(name: str) -> str:
    """Return the initials of a name for exhibits, four letters at most: “Robin de Example” is RDE."""
    return "".join(part[0] for part in name.split())[:4].upper()

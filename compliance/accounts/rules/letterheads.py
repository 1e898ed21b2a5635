"""What an authority's letters say of it, and the picture of its crest (pure)."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from compliance.accounts.rules.shapes import (
    ADDRESS_LIMIT,
    COMPLAINT_LIMIT,
    NAME_LIMIT,
    TELEPHONE_LIMIT,
    email_address,
    one_line,
    web_address,
)
from compliance.errors import Refusal

CREST_MEGABYTES = 5
CREST_PIXELS = 20_000_000
CREST_LEAST_SIDE = 100
CREST_SIDE = 1000
"""How large a crest may be that is read, and how large it is kept at most: print needs no more pixels."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What an authority's letters say of it, and its own times. `address` has a line on each line.

    Letters are kept for `keep_years`; a trader is told of a result within `notice_days` days of the test; a seller is
    tested again `retest_months` months after the last test. No law fixes these: they are the authority's policy.
    """

    department: str
    address: str
    telephone: str
    email: str
    website: str
    complaint_route: str
    enforcement_policy: str
    privacy_notice: str
    keep_years: int
    notice_days: int
    retest_months: int

    def values(self) -> dict[str, Any]:
        """Return the letterhead by the name of its column."""
        return asdict(self)


def check_letterhead(letterhead: Letterhead) -> Letterhead:
    """Return a letterhead as it is kept. Raises Refusal beside the field to mend."""
    if len(letterhead.address) > ADDRESS_LIMIT:
        raise Refusal(f"The address must be {ADDRESS_LIMIT} characters or fewer", "address")
    if len(letterhead.complaint_route) > COMPLAINT_LIMIT:
        raise Refusal(f"How to complain must be {COMPLAINT_LIMIT} characters or fewer", "complaint_route")
    return replace(
        letterhead,
        department=one_line(letterhead.department, "department", "department", NAME_LIMIT),
        telephone=one_line(letterhead.telephone, "telephone number", "telephone", TELEPHONE_LIMIT),
        email=email_address(letterhead.email) if letterhead.email else "",
        website=web_address(letterhead.website, "website"),
        enforcement_policy=web_address(letterhead.enforcement_policy, "enforcement_policy"),
        privacy_notice=web_address(letterhead.privacy_notice, "privacy_notice"),
    )

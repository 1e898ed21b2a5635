"""Who may be named in public as a signatory: only who consented, and never where somebody lives (pure)."""

from dataclasses import dataclass
from datetime import date

from compliance.agreements.rules.signing import SignedHow
from compliance.errors import Refusal
from compliance.retailers.rules import EntityKind

INCORPORATED = frozenset({EntityKind.COMPANY, EntityKind.LLP})
"""Whose address is in the public register of companies. Everybody else's may be the home of a person."""


@dataclass(frozen=True, slots=True)
class NewConsent:
    """Who consents to be named in public, and how. `premises_confirmed`: the address is of business premises."""

    given_by: str
    capacity: str
    how: SignedHow = SignedHow.PAPER
    premises_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class PublicSignatory:
    """All that the public is told of a signatory: name of the shop, where it is, what is covered, and since when."""

    name: str
    where: str
    covers: tuple[str, ...]
    signed_on: date

    def as_json(self) -> dict[str, object]:
        """Return it as the open data have it, the day as ISO text."""
        return {
            "name": self.name,
            "where": self.where,
            "covers": list(self.covers),
            "signed_on": self.signed_on.isoformat(),
        }


HEADINGS = ("name", "where", "covers", "signed_on")
"""The columns of the open data, the same as in its JSON."""


def check_consent(new: NewConsent) -> None:
    """Raise Refusal unless somebody in some capacity gives the consent."""
    if not new.given_by:
        raise Refusal("Enter the name of the person who consents", "given_by")
    if not new.capacity:
        raise Refusal("Enter in what capacity they consent, such as owner or manager", "capacity")


def may_show_address(operated_by: EntityKind | None, *, is_online: bool, premises_confirmed: bool) -> bool:
    """Say whether where an outlet is may be published.

    The domain of an online shop may. So may the premises of a company. Those of a sole trader or partnership, or of
    whom it is not known who operates them, only when it was said that they are business premises and no home.
    """
    return is_online or operated_by in INCORPORATED or premises_confirmed

"""Is this shop on the register already? What is likely the same one, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

SIMILAR = 80.0
"""From this likeness (0 to 100) two names in one postcode are shown side by side. The officer decides."""


class Likeness(StrEnum):
    """Why an outlet on the register may be the one being added."""

    COMPANY_NUMBER = "company_number"
    DOMAIN = "domain"
    MARKETPLACE_SELLER = "marketplace_seller"
    NAME_AND_POSTCODE = "name_and_postcode"
    ADDRESS = "address"


LIKENESS_LABELS = {
    Likeness.COMPANY_NUMBER: "The same company number",
    Likeness.DOMAIN: "The same web address",
    Likeness.MARKETPLACE_SELLER: "The same seller on the same marketplace",
    Likeness.NAME_AND_POSTCODE: "A similar name in the same postcode",
    Likeness.ADDRESS: "The same first line and postcode",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is compared of an outlet. Texts are folded as `sort_name` folds them; "" and None never match."""

    outlet_id: UUID | None
    postcode: str | None = None
    address_1: str = ""
    domain: str | None = None
    marketplace: str = ""
    marketplace_seller: str = ""
    company_numbers: frozenset[str] = frozenset()


def list_likenesses(
    new: Candidate, known: Iterable[Candidate], name_scores: Mapping[UUID, float]
) -> dict[UUID, tuple[Likeness, ...]]:
    """Return the known outlets that may be the new one, each with every reason, most telling outlets first.

    `name_scores` gives the likeness of names from 0 to 100 by outlet: how it is measured is the caller's affair.
    """
    found: dict[UUID, tuple[Likeness, ...]] = {}
    for one in known:
        if one.outlet_id is not None:
            reasons = tuple(why for why, alike in _compare(new, one, name_scores.get(one.outlet_id, 0.0)) if alike)
            if reasons:
                found[one.outlet_id] = reasons
    order = list(Likeness)
    return dict(
        sorted(found.items(), key=lambda item: (order.index(item[1][0]), -name_scores.get(item[0], 0.0), item[0]))
    )


def _compare(new: Candidate, one: Candidate, score: float) -> list[tuple[Likeness, bool]]:
    same_postcode = new.postcode is not None and new.postcode == one.postcode
    same_seller = bool(new.marketplace_seller) and new.marketplace_seller == one.marketplace_seller
    return [
        (Likeness.COMPANY_NUMBER, bool(new.company_numbers & one.company_numbers)),
        (Likeness.DOMAIN, new.domain is not None and new.domain == one.domain),
        (Likeness.MARKETPLACE_SELLER, same_seller and new.marketplace == one.marketplace),
        (Likeness.NAME_AND_POSTCODE, same_postcode and score >= SIMILAR),
        (Likeness.ADDRESS, same_postcode and bool(new.address_1) and new.address_1 == one.address_1),
    ]

"""Find the premises that past records are of: by a number, by name and postcode, or ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance.imports.rules.records import Which
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.rules import WORTH_A_LOOK, Candidate, Difference, Likely, Scheme, sort_name

_SCHEMES: tuple[tuple[str, Scheme | None, str], ...] = (
    ("reference", None, "our reference"),
    ("fhrs_id", Scheme.FHRS, "FHRS number"),
    ("council_id", Scheme.COUNCIL, "council reference"),
)
_TELLS_APART = frozenset({Difference.NUMBER, Difference.UNIT})


@dataclass(frozen=True, slots=True)
class Match:
    """The outlet of a row; or those it may be, to be asked about; or why there is none, beside which field."""

    outlet_id: UUID | None = None
    candidates: tuple[Likely, ...] = ()
    field: str = ""
    reason: str = ""

    def as_json(self) -> list[dict[str, Any]]:
        """Return the candidates as a staged row keeps them."""
        return [
            {
                "outlet_id": str(one.outlet_id),
                "score": one.score,
                "reasons": [why.value for why in one.reasons],
                "against": [why.value for why in one.against],
            }
            for one in self.candidates
        ]


def match(session: Session, actor: Actor, rows: Sequence[Which]) -> list[Match]:
    """Return the outlet of the actor's authority that each row is of.

    A number decides alone: one that nobody has is refused rather than guessed at. Without one, an outlet of the same
    name in the same postcode is it when there is just one and its address does not say otherwise; anything less sure is
    asked. A number of statements that does not grow with the register.
    """
    numbered = {
        part: _outlets(session, actor, scheme, (getattr(row, part) for row in rows)) for part, scheme, _ in _SCHEMES
    }
    unnumbered = [at for at, row in enumerate(rows) if not any(getattr(row, part) for part in numbered)]
    likely = retailers.list_likely(session, actor, [_candidate(rows[at]) for at in unnumbered], least=WORTH_A_LOOK)
    names = retailers.names_of(session, actor, {one.outlet_id for found in likely.values() for one in found})
    by_name = {
        at: _judge(rows[at], likely.get(place, ()), {key: name.name for key, name in names.items()}, names)
        for place, at in enumerate(unnumbered)
    }
    return [by_name[at] if at in by_name else _by_number(row, numbered) for at, row in enumerate(rows)]


def _outlets(session: Session, actor: Actor, scheme: Scheme | None, values: Iterable[str]) -> dict[str, UUID]:
    known = retailers.list_known(session, actor, scheme, {value for value in values if value})
    return {one.reference: one.outlet_id for one in known}


def _by_number(row: Which, numbered: dict[str, dict[str, UUID]]) -> Match:
    found: set[UUID] = set()
    for part, _scheme, what in _SCHEMES:
        value = getattr(row, part)
        if not value:
            continue
        if value not in numbered[part]:
            return Match(field=part, reason=f"No retailer on the register has the {what} {value}")
        found.add(numbered[part][value])
    if len(found) > 1:
        return Match(field="reference", reason="The numbers of this row lead to different retailers")
    return Match(outlet_id=found.pop())


def _candidate(row: Which) -> Candidate:
    return Candidate(name=row.name, address_lines=(row.address,) if row.address else (), postcode=row.postcode)


def _judge(row: Which, likely: Sequence[Likely], called: dict[UUID, str], names: Any) -> Match:
    if not likely:
        where = row.postcode or row.address
        return Match(
            field="name",
            reason=f"No retailer on the register is like “{row.name}”, {where}. Add it first, or give our reference",
        )
    folded = sort_name(row.name)
    same = [
        one
        for one in likely
        if sort_name(called[one.outlet_id]) == folded
        and row.postcode is not None
        and names[one.outlet_id].postcode == row.postcode
        and not _TELLS_APART & set(one.against)
    ]
    return Match(outlet_id=same[0].outlet_id) if len(same) == 1 else Match(candidates=tuple(likely))

"""Reads that find the outlets that a shop which is being added, or a row of a file, is likely to be."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlmodel import Session, col

from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers.models import Contact, Entity, Operator, Outlet, Reference, TradingName
from compliance.retailers.queries.outlets import address_lines
from compliance.retailers.rules import (
    POSSIBLE,
    Candidate,
    Likely,
    OutletKind,
    Scheme,
    sort_name,
    weigh,
)

AT_ONCE = 1000
"""Rows that are compared with the register by one statement."""
PREFIX = 5
FEW = 6
"""Of a number that more outlets share than these (a head office), it is no sign that two of them are one."""
LEAST_ALIKE = 52.0
"""Names less alike than this, however their words stand, are not weighed: their score could not reach a possible."""
ALIKE_ELSEWHERE = 70.0
"""The same where two are not of one postcode."""
MOST = 5

OUTLETS = Outlet.__table__  # type: ignore[attr-defined]
COMPARED = (
    "id",
    "name",
    "sort_name",
    "postcode",
    "kind",
    "latitude",
    "longitude",
    "telephone_e164",
    "uprn",
    "domain",
    "marketplace",
    "marketplace_seller",
    "marketplace_seller_id",
    "address_1",
    "address_2",
    "address_3",
    "address_4",
)
_BEGINNING = sa.func.substr(OUTLETS.c.sort_name, 1, PREFIX)
_DISTRICT = sa.func.substr(OUTLETS.c.postcode, 1, sa.func.length(OUTLETS.c.postcode) - 4)
DIGITS = re.compile(r"\d+")


def as_uuid(raw: Any) -> UUID:
    """Return an identifier that the driver gave as it is kept."""
    return raw if isinstance(raw, UUID) else UUID(raw)


def candidate_rows() -> Any:
    """Return the statement of what is compared of an outlet, to be limited to the actor's authority."""
    return sa.select(*(OUTLETS.c[name] for name in COMPARED)).where(OUTLETS.c.merged_into_id.is_(None))


@dataclass(frozen=True, slots=True)
class Known:
    """What the register says beside the rows of outlets themselves, by outlet."""

    numbers: Mapping[UUID, frozenset[str]]
    telephones: Mapping[UUID, frozenset[str]]
    names: Mapping[UUID, tuple[str, ...]]

    def candidate(self, row: Any) -> Candidate:
        """Return a row of the register as it is compared."""
        one = as_uuid(row[0]) if self.numbers or self.telephones or self.names else row[0]
        telephones = self.telephones.get(one, frozenset())
        return Candidate(
            name=row[1],
            address_lines=address_lines(row[13:]),
            postcode=row[3],
            kind=OutletKind(row[4]),
            latitude=row[5],
            longitude=row[6],
            telephones=telephones | {row[7]} if row[7] else telephones,
            uprn=row[8],
            domain=row[9],
            marketplace=row[10] or "",
            marketplace_seller=row[11] or "",
            marketplace_seller_id=row[12] or "",
            company_numbers=self.numbers.get(one, frozenset()),
            other_names=self.names.get(one, ()),
            outlet_id=row[0],
        )


def read_known(session: Session, actor: Actor, outlet_ids: Iterable[UUID] | None = None) -> Known:
    """Return the company numbers, telephones of contacts and trading names of outlets, by outlet; None asks for all.

    A number that a head office shares with many outlets is left out. Three queries.
    """
    wanted = None if outlet_ids is None else sorted(set(outlet_ids))
    numbers = _gather(
        session,
        sa.select(col(Operator.outlet_id), col(Entity.company_number))
        .join(Entity, col(Entity.id) == col(Operator.entity_id))
        .where(col(Entity.company_number).is_not(None)),
        actor,
        Operator,
        wanted,
    )
    telephones = _gather(
        session,
        sa.select(col(Contact.outlet_id), col(Contact.telephone_e164)).where(
            col(Contact.outlet_id).is_not(None), col(Contact.telephone_e164) != ""
        ),
        actor,
        Contact,
        wanted,
    )
    names = _gather(session, sa.select(col(TradingName.outlet_id), col(TradingName.name)), actor, TradingName, wanted)
    return Known(
        {one: frozenset(found) for one, found in numbers.items()},
        {one: frozenset(found) for one, found in telephones.items()},
        {one: tuple(sorted(found)) for one, found in names.items()},
    )


def _gather(
    session: Session, statement: Any, actor: Actor, table: Any, wanted: Sequence[UUID] | None
) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    statement = within(statement, actor, col(table.authority_id))
    parts = [None] if wanted is None else [wanted[at : at + 5000] for at in range(0, len(wanted), 5000)]
    for part in parts:
        limited = statement if part is None else statement.where(col(table.outlet_id).in_(part))
        for outlet_id, value in session.execute(limited):
            found[outlet_id].add(value)
    return found


def list_likely(
    session: Session,
    actor: Actor,
    rows: Sequence[Candidate],
    *,
    least: int = POSSIBLE,
    most: int = MOST,
    without_scheme: Scheme | None = None,
) -> dict[int, tuple[Likely, ...]]:
    """Return, by the place of each row, the outlets of the actor's authority that are likely it, the likeliest first.

    `least` is the score from which one is given back, `most` how many of them. A row with none is left out, and so is
    the outlet that the row itself is (`outlet_id`). `without_scheme` leaves out outlets that have a reference of that
    scheme: an import knows those by it. For thousands of rows: five statements for each 1,000 of them.
    """
    found: dict[int, tuple[Likely, ...]] = {}
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        for place, likely in _likely_part(session, actor, part, least, without_scheme):
            found[start + place] = tuple(likely[:most])
    return found


def _likely_part(
    session: Session, actor: Actor, rows: Sequence[Candidate], least: int, without_scheme: Scheme | None
) -> Iterator[tuple[int, list[Likely]]]:
    numbered, phoned = _by_number(session, actor, rows), _by_telephone(session, actor, rows)
    asked: list[tuple[Any, set[Any]]] = [
        (OUTLETS.c.postcode, {row.postcode for row in rows if row.postcode}),
        *_by_name(rows),
        (OUTLETS.c.domain, {row.domain for row in rows if row.domain}),
        (OUTLETS.c.uprn, {row.uprn for row in rows if row.uprn}),
        (OUTLETS.c.marketplace_seller_id, {row.marketplace_seller_id for row in rows if row.marketplace_seller_id}),
        (
            sa.func.lower(OUTLETS.c.marketplace_seller),
            {row.marketplace_seller.lower() for row in rows if row.marketplace_seller},
        ),
        (OUTLETS.c.id, {one for ids in (*numbered.values(), *phoned.values()) for one in ids}),
    ]
    conditions = [column.in_(sorted(values)) for column, values in asked if values]
    nowhere = {_prefix(sort_name(row.name)) for row in rows}
    conditions.append(sa.and_(OUTLETS.c.postcode.is_(None), _BEGINNING.in_(sorted(nowhere))))
    statement = within(candidate_rows().where(sa.or_(*conditions)), actor, OUTLETS.c.authority_id)
    if without_scheme is not None:
        numbered_there = (col(Reference.outlet_id) == OUTLETS.c.id, col(Reference.scheme) == without_scheme)
        statement = statement.where(~sa.exists().where(*numbered_there).correlate(OUTLETS))
    there = session.execute(statement.order_by(OUTLETS.c.id)).all()
    blocks = _Blocks(there)
    known = read_known(session, actor, blocks.by_id)
    ready: dict[UUID, Candidate] = {}
    for place, row in enumerate(rows):
        folded = sort_name(row.name)
        likely = []
        extra = [one for number in row.company_numbers for one in numbered.get(number, ())]
        extra += [one for number in row.telephones for one in phoned.get(number, ())]
        for other in blocks.near(row, folded, extra, weak=least < POSSIBLE):
            if other[0] == row.outlet_id:
                continue
            if other[0] not in ready:
                ready[other[0]] = known.candidate(other)
            score, reasons, against = weigh(row, ready[other[0]])
            if score >= least:
                likely.append(Likely(other[0], score, reasons, against))
        if likely:
            likely.sort(key=lambda one: (-one.score, one.outlet_id))
            yield place, likely


def _by_name(rows: Sequence[Candidate]) -> list[tuple[Any, set[str]]]:
    """Return what finds shops of like name elsewhere: in the same district, or anywhere for one without a postcode."""
    beginnings = {(_prefix(sort_name(row.name)), outward(row.postcode)) for row in rows}
    return [
        (_BEGINNING, {name for name, district in beginnings if not district}),
        (_BEGINNING.concat("|").concat(_DISTRICT), {f"{name}|{district}" for name, district in beginnings if district}),
    ]


def _by_number(session: Session, actor: Actor, rows: Sequence[Candidate]) -> dict[str, list[UUID]]:
    wanted = sorted({number for row in rows for number in row.company_numbers})
    if not wanted:
        return {}
    statement = (
        sa.select(col(Entity.company_number), col(Operator.outlet_id))
        .join(Operator, col(Operator.entity_id) == col(Entity.id))
        .where(col(Entity.company_number).in_(wanted))
        .distinct()
    )
    return _listed(session.execute(within(statement, actor, col(Entity.authority_id))))


def _by_telephone(session: Session, actor: Actor, rows: Sequence[Candidate]) -> dict[str, list[UUID]]:
    wanted = {number for row in rows for number in row.telephones if number}
    if not wanted:
        return {}
    own = sa.select(col(Outlet.telephone_e164), col(Outlet.id)).where(col(Outlet.telephone_e164).in_(sorted(wanted)))
    contacts = sa.select(col(Contact.telephone_e164), col(Contact.outlet_id)).where(
        col(Contact.outlet_id).is_not(None), col(Contact.telephone_e164).in_(sorted(wanted))
    )
    found = _listed(
        [
            *session.execute(within(own, actor, col(Outlet.authority_id))),
            *session.execute(within(contacts, actor, col(Contact.authority_id))),
        ]
    )
    return {number: ids for number, ids in found.items() if len(ids) <= FEW}


def _listed(pairs: Iterable[Any]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = defaultdict(list)
    for key, one in pairs:
        if one not in found[key]:
            found[key].append(one)
    return found


def _prefix(folded: str) -> str:
    return folded[:PREFIX]


def outward(postcode: str | None) -> str:
    """Return the first half of a postcode, "" of none."""
    return (postcode or "").partition(" ")[0]


class _Blocks:
    """Rows of the register by what two outlets that are one would share."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.by_id = {row[0]: row for row in rows}
        self.by_postcode: dict[str, list[Any]] = defaultdict(list)
        self.by_prefix: dict[str, list[Any]] = defaultdict(list)
        self.by_key: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in rows:
            if row[3]:
                self.by_postcode[row[3]].append(row)
            self.by_prefix[_prefix(row[2])].append(row)
            for kind, value in (("uprn", row[8]), ("domain", row[9]), ("id", row[12])):
                if value:
                    self.by_key[kind, value].append(row)
            if row[11]:
                self.by_key["seller", sort_name(row[11])].append(row)

    def near(self, row: Candidate, folded: str, extra: Iterable[UUID], *, weak: bool) -> list[Any]:
        """Return the rows that are worth weighing against one, each once."""
        found: dict[UUID, Any] = {one: self.by_id[one] for one in extra if one in self.by_id}
        sure = (
            ("uprn", row.uprn),
            ("domain", row.domain),
            ("id", row.marketplace_seller_id),
            ("seller", sort_name(row.marketplace_seller)),
        )
        for kind, value in sure:
            for other in self.by_key.get((kind, value or ""), ()):
                found[other[0]] = other
        digits = _digits(row.address_lines)
        others = bool(row.other_names)
        for other in self.by_postcode.get(row.postcode or "", ()):
            alike = fuzz.token_set_ratio(folded, other[2], score_cutoff=LEAST_ALIKE)
            if alike or others or (weak and digits & _digits(other[13:])):
                found[other[0]] = other
        for other in self.by_prefix.get(_prefix(folded), ()):
            if other[0] not in found and self._may_be(row, folded, digits, other):
                found[other[0]] = other
        return list(found.values())

    @staticmethod
    def _may_be(row: Candidate, folded: str, digits: set[str], other: Any) -> bool:
        """Say whether one of like name, and of another postcode or of none, could be the same."""
        if row.postcode and other[3] and outward(row.postcode) != outward(other[3]):
            return False
        there = _digits(other[13:])
        if row.postcode and other[3] and not digits & there:
            return False
        if digits and there and not digits & there:
            return False
        return bool(fuzz.token_set_ratio(folded, other[2], score_cutoff=ALIKE_ELSEWHERE))


def _digits(lines: Iterable[str]) -> set[str]:
    return set(DIGITS.findall(" ".join(lines)))


def candidates_of(session: Session, actor: Actor, outlet_ids: Iterable[UUID]) -> dict[UUID, Candidate]:
    """Return outlets of the actor's authority as they are compared, by identifier. Four statements."""
    wanted = sorted(set(outlet_ids))
    statement = candidate_rows().where(OUTLETS.c.id.in_(wanted))
    rows = session.execute(within(statement, actor, OUTLETS.c.authority_id)).all()
    known = read_known(session, actor, wanted)
    return {row[0]: known.candidate(row) for row in rows}

"""Every agreement of an authority, filtered and page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.agreements.models import Agreement, AgreementText
from compliance.agreements.queries.records import entity_names, terms_of
from compliance.agreements.queries.standings import ALL_OUTLETS, judge_agreements
from compliance.agreements.rules import SCOPE_LABELS, Standing, StandingKind, Terms
from compliance.database import within
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.models import Entity, Outlet

PAGE = 25


@dataclass(frozen=True, slots=True)
class EveryFilter:
    """Which agreements are asked for. `lapses_within` and `review_within` are days from the day looked at."""

    search: str = ""
    standing: StandingKind | None = None
    proposed: bool = False
    lapses_within: int | None = None
    review_within: int | None = None
    text_id: UUID | None = None
    scope: str = ""
    entity_wide: bool | None = None
    ward_code: str = ""

    @property
    def judges(self) -> bool:
        """Whether the rule must be asked of each agreement."""
        return bool(self.standing or self.proposed) or self.lapses_within is not None or self.review_within is not None

    def wants(self, standing: Standing, day: date) -> bool:
        """Say whether an agreement that stands so is asked for."""
        if self.standing is not None and standing.kind is not self.standing:
            return False
        if self.proposed and not (standing.held and standing.proposed_on):
            return False
        return _comes(standing.held, standing.lapses_on, self.lapses_within, day) and _comes(
            standing.held, standing.review_on, self.review_within, day
        )


def _comes(held: bool, on: date | None, within_days: int | None, day: date) -> bool:
    return within_days is None or (held and on is not None and on <= day + timedelta(days=within_days))


@dataclass(frozen=True, slots=True)
class EveryRow:
    """An agreement in a list: whose it is, its text, and where it stands on the day looked at."""

    agreement_id: UUID
    reference: str
    outlet_id: UUID | None
    entity_id: UUID | None
    name: str
    where: str
    text_version: str
    terms: Terms
    standing: Standing


@dataclass(frozen=True, slots=True)
class EveryPage:
    """A page of the list, newest agreement first, how many there are, and from which the next and previous begin."""

    rows: tuple[EveryRow, ...]
    count: int
    after: UUID | None
    before: UUID | None


def list_every(
    session: Session,
    actor: Actor,
    wanted: EveryFilter,
    day: date,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    limit: int = PAGE,
) -> EveryPage:
    """Return a page of the agreements of the actor's own authority, as at a day, the newest first.

    `after` and `before` are the last and the first agreement of the page that was seen. A filter by standing judges
    every agreement that the rest of the filter leaves, three queries for each 500.
    """
    ids = _found(session, actor, wanted, day)
    first = 0
    if after is not None:
        first = next((n for n, one in enumerate(ids) if one < after), len(ids))
    elif before is not None:
        first = max(0, sum(1 for one in ids if one > before) - limit)
    shown = ids[first : first + limit]
    return EveryPage(
        rows=tuple(_rows(session, actor, shown, day)),
        count=len(ids),
        after=shown[-1] if shown and first + limit < len(ids) else None,
        before=shown[0] if shown and first > 0 else None,
    )


def stream_every(session: Session, actor: Actor, wanted: EveryFilter, day: date) -> Iterator[EveryRow]:
    """Yield every agreement asked for, as `list_every` orders them, 500 at a time."""
    ids = _found(session, actor, wanted, day)
    for start in range(0, len(ids), 500):
        yield from _rows(session, actor, ids[start : start + 500], day)


def has_agreements(session: Session, actor: Actor) -> bool:
    """Say whether the actor's own authority has any agreement. One query."""
    statement = within(sa.select(col(Agreement.id)), actor, col(Agreement.authority_id)).limit(1)
    return session.execute(statement).first() is not None


def _found(session: Session, actor: Actor, wanted: EveryFilter, day: date) -> list[UUID]:
    """Return the identifiers of what is asked for, the newest first."""
    condition = sa.and_(sa.true(), *_conditions(wanted))
    if wanted.judges:
        judged = judge_agreements(session, actor, condition, day)
        return [agreement.id for agreement, standing in judged if wanted.wants(standing, day)]
    statement = sa.select(col(Agreement.id)).outerjoin(Outlet, col(Outlet.id) == col(Agreement.outlet_id))
    statement = within(statement.where(condition), actor, col(Agreement.authority_id))
    return list(session.scalars(statement.order_by(col(Agreement.id).desc())))


def _conditions(wanted: EveryFilter) -> list[Any]:
    found: list[Any] = []
    if text := " ".join(wanted.search.split()):
        named = sa.select(col(Entity.id)).where(col(Entity.name).icontains(text, autoescape=True))
        found.append(
            sa.or_(
                col(Outlet.name).icontains(text, autoescape=True),
                col(Agreement.reference).icontains(text, autoescape=True),
                col(Agreement.entity_id).in_(named),
            )
        )
    if wanted.text_id is not None:
        found.append(col(Agreement.text_id) == wanted.text_id)
    if wanted.scope in SCOPE_LABELS:
        found.append(getattr(Agreement, wanted.scope))
    if wanted.entity_wide is not None:
        found.append(col(Agreement.entity_id).is_not(None) == wanted.entity_wide)
    if wanted.ward_code:
        found.append(col(Outlet.ward_code) == wanted.ward_code)
    return found


def _rows(session: Session, actor: Actor, ids: Sequence[UUID], day: date) -> list[EveryRow]:
    judged = judge_agreements(session, actor, col(Agreement.id).in_(ids), day)
    agreements = [agreement for agreement, _ in judged]
    names = retailers.names_of(session, actor, {one.outlet_id for one in agreements if one.outlet_id})
    entities = entity_names(session, actor, {one.entity_id for one in agreements if one.entity_id})
    statement = sa.select(col(AgreementText.id), col(AgreementText.version)).where(
        col(AgreementText.id).in_({one.text_id for one in agreements})
    )
    texts = {row[0]: row[1] for row in session.execute(within(statement, actor, col(AgreementText.authority_id)))}
    return [
        EveryRow(
            agreement_id=one.id,
            reference=one.reference,
            outlet_id=one.outlet_id,
            entity_id=one.entity_id,
            name=names[one.outlet_id].name if one.outlet_id else entities[one.entity_id] if one.entity_id else "",
            where=names[one.outlet_id].where if one.outlet_id else ALL_OUTLETS,
            text_version=texts[one.text_id],
            terms=terms_of(one),
            standing=standing,
        )
        for one, standing in judged
    ]

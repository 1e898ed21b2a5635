"""Reads of pairs of outlets that somebody said are not the same, and of the pairs that remain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers.models import Move, NotTheSame
from compliance.retailers.queries.outlets import OutletName, names_of
from compliance.retailers.queries.pairs import Pair, list_pairs
from compliance.retailers.rules.moving import MoveKind

PAIRS = 20
TOLD_APART = 200


@dataclass(frozen=True, slots=True)
class PairPage:
    """A page of pairs that are likely one, how many there are, and what to ask for the pages beside it."""

    pairs: tuple[Pair, ...]
    count: int
    after: str
    before: str


def list_open_pairs(
    session: Session, actor: Actor, *, after: str = "", before: str = "", limit: int = PAIRS
) -> PairPage:
    """Return a page of the pairs of the actor's authority that are likely one, the likeliest first.

    A pair that somebody said is not the same is left out, also when one of them has taken in another since. `after` and
    `before` are what the page before or after gave: the page begins behind or ends ahead of that pair, wherever it
    stands now.
    """
    apart = told_apart(session, actor)
    pairs = [pair for pair in list_pairs(session, actor) if (pair.first_id, pair.second_id) not in apart]
    begin, end = 0, len(pairs)
    if after:
        begin = sum(1 for pair in pairs if _place(pair) <= after)
    elif before:
        end = sum(1 for pair in pairs if _place(pair) < before)
        begin = max(0, end - limit)
    page = tuple(pairs[begin : min(end, begin + limit)])
    if not page:
        return PairPage((), len(pairs), "", "")
    ahead = _place(page[-1]) if begin + len(page) < len(pairs) else ""
    return PairPage(page, len(pairs), ahead, _place(page[0]) if begin else "")


def _place(pair: Pair) -> str:
    return f"{100 - pair.likely.score:03d}_{pair.first_id}_{pair.second_id}"


def told_apart(session: Session, actor: Actor) -> set[tuple[UUID, UUID]]:
    """Return the pairs of the actor's authority that are said not to be the same, as the outlets stand now.

    What was said of an outlet that was merged away holds of the one that took it in.
    """
    statement = select(NotTheSame.first_id, NotTheSame.second_id).where(col(NotTheSame.taken_back_at).is_(None))
    said = session.exec(within(statement, actor, col(NotTheSame.authority_id))).all()
    if not said:
        return set()
    merges = sa.select(col(Move.from_id), col(Move.to_id)).where(
        col(Move.kind) == MoveKind.MERGE, col(Move.undone_at).is_(None)
    )
    into = {row[0]: row[1] for row in session.execute(within(merges, actor, col(Move.authority_id)))}

    def now(one: UUID) -> UUID:
        while one in into:
            one = into[one]
        return one

    pairs = ((now(first), now(second)) for first, second in said)
    return {(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]}


def find_told_apart(session: Session, actor: Actor, first_id: UUID, second_id: UUID) -> NotTheSame | None:
    """Return that two outlets are said not to be the same, or None. The lesser identifier is the first."""
    statement = select(NotTheSame).where(
        NotTheSame.first_id == first_id, NotTheSame.second_id == second_id, col(NotTheSame.taken_back_at).is_(None)
    )
    found: NotTheSame | None = session.exec(within(statement, actor, col(NotTheSame.authority_id))).one_or_none()
    return found


def get_told_apart(session: Session, actor: Actor, pair_id: UUID) -> NotTheSame:
    """Return what was said of two outlets of the actor's authority, held until the transaction is over, or NotFound."""
    statement: Any = select(NotTheSame).where(NotTheSame.id == pair_id).with_for_update()
    found: NotTheSame | None = session.exec(within(statement, actor, col(NotTheSame.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Two outlets that somebody said are not the same: who, when and why."""

    id: UUID
    first: OutletName
    second: OutletName
    reason: str
    said_by: str
    said_at: datetime


def list_told_apart(session: Session, actor: Actor) -> Sequence[ToldApart]:
    """Return the pairs of the actor's authority that are said not to be the same, the latest first; at most 200."""
    statement = select(NotTheSame).where(col(NotTheSame.taken_back_at).is_(None))
    statement = within(statement, actor, col(NotTheSame.authority_id)).order_by(col(NotTheSame.id).desc())
    rows = session.exec(statement.limit(TOLD_APART)).all()
    names = names_of(session, actor, {one for row in rows for one in (row.first_id, row.second_id)})
    officers = accounts.officer_names(session, {row.said_by_id for row in rows if row.said_by_id})
    return [
        ToldApart(
            row.id,
            names[row.first_id],
            names[row.second_id],
            row.reason,
            officers.get(row.said_by_id, "") if row.said_by_id else "",
            row.said_at,
        )
        for row in rows
    ]

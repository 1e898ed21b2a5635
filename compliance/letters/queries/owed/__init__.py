"""Letters that are owed and nobody has issued: after a dispute, and from a booked place to an agreement to lapse."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.letters.models import Letter
from compliance.letters.queries.owed import agreements, places, results
from compliance.letters.queries.owed.group import OwedGroup
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.owed import Owed, OwedKind
from compliance.permissions import Actor, Permission
from compliance.training.models import Attendance

__all__ = ["OwedGroup", "count_owed", "list_moved_up", "list_owed"]


def list_owed(session: Session, actor: Actor, today: date, *, kinds: Iterable[OwedKind] = OwedKind) -> list[OwedGroup]:
    """Return what is owed of each kind as at `today`, for who may see it. The number of queries is fixed.

    Owed is a letter that was not issued: a draft of it is told, for it has only to be issued.
    """
    wanted = [kind for kind in kinds if actor.may(_PERMISSIONS[kind])]
    groups = [_FOUND[kind](session, actor, today) for kind in wanted]
    drafts = _drafts(session, actor, [row for group in groups for row in group.rows])
    return [replace(group, rows=tuple(_with_draft(row, drafts) for row in group.rows)) for group in groups]


def count_owed(session: Session, actor: Actor, today: date) -> dict[OwedKind, int]:
    """Return how many letters of each kind that the actor may see are owed as at `today`."""
    wanted = [kind for kind in OwedKind if actor.may(_PERMISSIONS[kind])]
    return {kind: _FOUND[kind](session, actor, today).total for kind in wanted}


def list_moved_up(session: Session, actor: Actor, today: date) -> list[Owed]:
    """Return who moved up from a waiting list and has not been told in writing, the next session first. One query."""
    return list(places.confirmations(session, actor, today, col(Attendance.moved_up_at).is_not(None)).rows)


def _with_draft(row: Owed, drafts: dict[tuple[Kind, UUID], tuple[UUID, str]]) -> Owed:
    draft_id, reference = drafts.get((row.item.kind, row.item.about_id), (None, ""))
    return replace(row, draft_id=draft_id, draft_reference=reference)


def _drafts(session: Session, actor: Actor, rows: Sequence[Owed]) -> dict[tuple[Kind, UUID], tuple[UUID, str]]:
    """Return the drafts there are of these letters. One query for tests, one for places, one for agreements."""
    found = {}
    for about in ("purchase_id", "attendance_id", "agreement_id"):
        ids = {row.item.about_id for row in rows if row.item.about == about}
        column = col(getattr(Letter, about))
        statement = sa.select(col(Letter.kind), column, col(Letter.id), col(Letter.reference)).where(
            column.in_(ids), col(Letter.issued_at).is_(None)
        )
        for kind, about_id, letter_id, reference in session.execute(
            within(statement.order_by(col(Letter.id)), actor, col(Letter.authority_id))
        ):
            found[kind, about_id] = (letter_id, reference)
    return found


_FOUND: dict[OwedKind, Callable[[Session, Actor, date], OwedGroup]] = {
    OwedKind.CORRECTION: results.corrections,
    OwedKind.DECISION: results.decisions,
    OwedKind.CANCELLED: places.cancellations,
    OwedKind.REMOVAL: agreements.removals,
    OwedKind.REMOVED: agreements.removed,
    OwedKind.PLACE: places.confirmations,
    OwedKind.REMINDER: places.reminders,
    OwedKind.RESULT: places.results,
    OwedKind.SIGNED: agreements.signed,
    OwedKind.OFFER: agreements.offers,
    OwedKind.LAPSING: agreements.lapsing,
}
_PERMISSIONS: dict[OwedKind, Permission] = {
    kind: Permission.VIEW_AGREEMENTS
    if kind in {OwedKind.REMOVAL, OwedKind.REMOVED, OwedKind.SIGNED, OwedKind.OFFER, OwedKind.LAPSING}
    else Permission.VIEW_TRAINING
    for kind in OwedKind
} | dict.fromkeys((OwedKind.CORRECTION, OwedKind.DECISION), Permission.VIEW_PURCHASES)

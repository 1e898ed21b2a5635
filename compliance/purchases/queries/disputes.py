"""Disputes: those that wait, lists of them by where they stand, comments, and who took part in a test's record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from compliance.accounts.models import Officer
from compliance.database import within
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import Account, Dispute, DisputeComment, Purchase, Review, Voiding
from compliance.purchases.queries.lists import PurchaseRow, purchase_rows, read_row
from compliance.purchases.queries.standing import get_dispute, list_disputes
from compliance.purchases.rules import DisputeDecision, DisputeState, Part
from compliance.purchases.rules.reviews import ReviewOutcome
from compliance.retailers.models import Outlet

PAGE = 50
COUNT_LIMIT = 1000
MOST_EXPORTED = 5000


@dataclass(frozen=True, slots=True)
class WaitingDispute:
    """A dispute that waits to be decided: the day it is due by, and who is to decide it, if anybody is."""

    dispute_id: UUID
    raised_on: date
    raised_by: str
    due_on: date
    reviewer_id: UUID | None
    reviewer_name: str
    purchase: PurchaseRow


def list_disputes_waiting(session: Session, actor: Actor, *, limit: int = 100) -> list[WaitingDispute]:
    """Return the disputes of the actor's authority that wait to be decided, those due first first. One query."""
    reviewer = aliased(Officer)
    more = (
        col(Dispute.id),
        col(Dispute.raised_on),
        col(Dispute.raised_by),
        col(Dispute.due_on),
        col(Dispute.reviewer_id),
        sa.func.coalesce(col(reviewer.name), ""),
    )
    statement = (
        purchase_rows()
        .join(Dispute, col(Dispute.purchase_id) == col(Purchase.id))
        .outerjoin(reviewer, col(reviewer.id) == col(Dispute.reviewer_id))
        .where(_is_open())
        .add_columns(*more)
    )
    statement = within(statement, actor, col(Dispute.authority_id))
    found = session.execute(statement.order_by(col(Dispute.due_on), col(Dispute.id)).limit(limit))
    return [_waiting(row) for row in found]


def _waiting(row: Any) -> WaitingDispute:
    dispute_id, raised_on, raised_by, due_on, reviewer_id, reviewer = row[-6:]
    return WaitingDispute(dispute_id, raised_on, raised_by, due_on, reviewer_id, reviewer, read_row(row[:-6]))


@dataclass(frozen=True, slots=True)
class DisputeFilter:
    """Which disputes a list shows; None asks nothing. `since` and `until` are days of receipt, both inclusive."""

    state: DisputeState | None = None
    reviewer_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A dispute in a list, with its test, its outlet and who is to decide it or did."""

    id: UUID
    purchase_id: UUID
    reference: str
    tested_on: date
    outlet_id: UUID
    outlet_name: str
    postcode: str | None
    raised_on: date
    raised_by: str
    capacity: str
    came_by: rules.DisputeCameBy | None
    due_on: date
    acknowledged_on: date | None
    reviewer_name: str
    decision: DisputeDecision | None
    decided_on: date | None
    withdrawn_on: date | None
    state: DisputeState


@dataclass(frozen=True, slots=True)
class DisputePage:
    """A page of disputes, the last received first; `older` and `newer` lead to the pages beside it, None at an end."""

    rows: tuple[DisputeRow, ...]
    older: UUID | None
    newer: UUID | None


def list_dispute_rows(
    session: Session,
    actor: Actor,
    wanted: DisputeFilter,
    today: date,
    *,
    older_than: UUID | None = None,
    newer_than: UUID | None = None,
    limit: int = PAGE,
) -> DisputePage:
    """Return a page of the disputes of the actor's authority as they stand `today`, the last recorded first.

    `older_than` and `newer_than` are identifiers of disputes; they sort by the time of recording. One query.
    """
    statement = _filtered(_rows(), actor, wanted, today)
    up = newer_than is not None
    if newer_than is not None:
        statement = statement.where(col(Dispute.id) > newer_than)
    elif older_than is not None:
        statement = statement.where(col(Dispute.id) < older_than)
    order = col(Dispute.id) if up else col(Dispute.id).desc()
    found = [_read(row, today) for row in session.execute(statement.order_by(order).limit(limit + 1))]
    more, page = len(found) > limit, found[:limit]
    if not page:
        return DisputePage((), None, None)
    page = page[::-1] if up else page
    behind, ahead = (True, more) if up else (more, older_than is not None)
    return DisputePage(tuple(page), page[-1].id if behind else None, page[0].id if ahead else None)


def export_disputes(session: Session, actor: Actor, wanted: DisputeFilter, today: date) -> list[DisputeRow]:
    """Return the disputes that match, the last recorded first, for a file. One query; 5,000 at most."""
    statement = _filtered(_rows(), actor, wanted, today).order_by(col(Dispute.id).desc()).limit(MOST_EXPORTED)
    return [_read(row, today) for row in session.execute(statement)]


def count_disputes(
    session: Session, actor: Actor, wanted: DisputeFilter, today: date, *, limit: int = COUNT_LIMIT
) -> int:
    """Return how many disputes match, counting no further than `limit` + 1: that stands for "more than `limit`"."""
    matching = _filtered(_joined(sa.select(sa.literal(1))), actor, wanted, today)
    counted = sa.select(sa.func.count()).select_from(matching.limit(limit + 1).subquery())
    found: int = session.execute(counted).scalar_one()
    return found


def _is_open() -> Any:
    return sa.and_(col(Dispute.decided_on).is_(None), col(Dispute.withdrawn_on).is_(None))


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Dispute)
        .join(Purchase, col(Purchase.id) == col(Dispute.purchase_id))
        .join(Outlet, col(Outlet.id) == col(Purchase.outlet_id))
        .outerjoin(Officer, col(Officer.id) == col(Dispute.reviewer_id))
    )


def _rows() -> Any:
    return _joined(
        sa.select(
            col(Dispute.id),
            col(Purchase.id),
            col(Purchase.reference),
            col(Purchase.tested_on),
            col(Outlet.id),
            col(Outlet.name),
            col(Outlet.postcode),
            col(Dispute.raised_on),
            col(Dispute.raised_by),
            col(Dispute.capacity),
            col(Dispute.came_by),
            col(Dispute.due_on),
            col(Dispute.acknowledged_on),
            sa.func.coalesce(col(Officer.name), ""),
            col(Dispute.decision),
            col(Dispute.decided_on),
            col(Dispute.withdrawn_on),
        )
    )


def _read(row: Any, today: date) -> DisputeRow:
    decision, _decided_on, withdrawn_on = row[-3:]
    state = rules.dispute_state(decision=decision, withdrawn_on=withdrawn_on, due_on=row[11], today=today)
    values = (*row, state)
    return DisputeRow(*values)


def _filtered(statement: Any, actor: Actor, wanted: DisputeFilter, today: date) -> Any:
    statement = within(statement, actor, col(Dispute.authority_id))
    if wanted.state is not None:
        statement = statement.where(_in_state(wanted.state, today))
    if wanted.reviewer_id is not None:
        statement = statement.where(col(Dispute.reviewer_id) == wanted.reviewer_id)
    if wanted.since is not None:
        statement = statement.where(col(Dispute.raised_on) >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(col(Dispute.raised_on) <= wanted.until)
    if wanted.search:
        named = (col(Outlet.name), col(Outlet.postcode), col(Purchase.reference), col(Dispute.raised_by))
        statement = statement.where(sa.or_(*(column.icontains(wanted.search, autoescape=True) for column in named)))
    return statement


def _in_state(state: DisputeState, today: date) -> Any:
    """Return the condition that `rules.dispute_state` says in Python; waiting takes in what is overdue."""
    if state is DisputeState.WAITING:
        return _is_open()
    if state is DisputeState.OVERDUE:
        return sa.and_(_is_open(), col(Dispute.due_on) < today)
    if state is DisputeState.WITHDRAWN:
        return col(Dispute.withdrawn_on).is_not(None)
    return col(Dispute.decision) == DisputeDecision(state.value)


@dataclass(frozen=True, slots=True)
class Comment:
    """An officer's comment on a dispute: None of its words while they were invited and have not commented."""

    id: UUID
    officer_id: UUID
    officer_name: str
    invited_on: date
    words: str
    commented_on: date | None


def list_comments(session: Session, actor: Actor, dispute_id: UUID) -> Sequence[Comment]:
    """Return the comments that officers of the test were invited to make on a dispute, in the order of invitation."""
    return list_comments_of(session, actor, [dispute_id]).get(dispute_id, [])


def list_comments_of(session: Session, actor: Actor, dispute_ids: Collection[UUID]) -> dict[UUID, list[Comment]]:
    """Return the comments on several disputes by the dispute, each in the order of invitation. One query."""
    statement = (
        sa.select(
            col(DisputeComment.dispute_id),
            col(DisputeComment.id),
            col(DisputeComment.officer_id),
            col(Officer.name),
            col(DisputeComment.invited_on),
            col(DisputeComment.words),
            col(DisputeComment.commented_on),
        )
        .join(Officer, col(Officer.id) == col(DisputeComment.officer_id))
        .where(col(DisputeComment.dispute_id).in_(dispute_ids))
        .order_by(col(DisputeComment.id))
    )
    found: dict[UUID, list[Comment]] = {}
    for dispute_id, *facts in session.execute(within(statement, actor, col(DisputeComment.authority_id))):
        found.setdefault(dispute_id, []).append(Comment(*facts))
    return found


def get_open_dispute(session: Session, actor: Actor, dispute_id: UUID) -> Dispute:
    """Return a dispute of the actor's own authority that waits. Raises Refusal when it is closed; NotFound."""
    dispute = get_dispute(session, actor, dispute_id)
    rules.check_open(decided=dispute.decided_on is not None, withdrawn=dispute.withdrawn_on is not None)
    return dispute


def find_comment(session: Session, actor: Actor, dispute_id: UUID, officer_id: UUID | None) -> DisputeComment | None:
    """Return the comment that an officer was invited to make on a dispute, made or not, or None."""
    statement = select(DisputeComment).where(
        DisputeComment.dispute_id == dispute_id, DisputeComment.officer_id == officer_id
    )
    found: DisputeComment | None = session.exec(
        within(statement, actor, col(DisputeComment.authority_id))
    ).one_or_none()
    return found


def parts_taken(session: Session, actor: Actor, purchase: Purchase) -> list[tuple[UUID | None, Part]]:
    """Return who took which part in the record of a test: made, voided or accepted it, or decided a dispute of it.

    Whoever wrote an account of it made it too, although a correction has named another officer since.
    """
    parts: list[tuple[UUID | None, Part]] = [
        (purchase.officer_id, Part.MADE),
        (purchase.second_officer_id, Part.MADE),
    ]
    wrote = sa.select(col(Account.officer_id)).where(col(Account.purchase_id) == purchase.id).order_by(col(Account.id))
    parts += [(one, Part.MADE) for one in session.execute(within(wrote, actor, col(Account.authority_id))).scalars()]
    voided = select(Voiding).where(Voiding.purchase_id == purchase.id).order_by(col(Voiding.id))
    for one in session.exec(within(voided, actor, col(Voiding.authority_id))):
        parts += [(one.proposed_by_id, Part.VOIDED), (one.decided_by_id, Part.VOIDED)]
    reviews = select(Review).where(Review.purchase_id == purchase.id, Review.outcome == ReviewOutcome.ACCEPTED)
    accepted = session.exec(within(reviews.order_by(col(Review.number)), actor, col(Review.authority_id)))
    parts += [(one.reviewer_id, Part.REVIEWED) for one in accepted]
    disputes = list_disputes(session, actor, purchase.id)
    return parts + [(one.reviewer_id, Part.DECIDED) for one in disputes if one.decided_on is not None]

"""Reads of supervisors' reviews, and of the tests that wait for one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.permissions import Actor
from compliance.purchases.models import Account, Addition, Purchase, Review
from compliance.purchases.queries.accounts import AccountsState, accounts_state
from compliance.purchases.queries.standing import get_own_purchase, is_overturned
from compliance.purchases.rules import reviews as rules
from compliance.retailers.models import Outlet

MOST_WAITING = 50


def list_reviews(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Review]:
    """Return the reviews of a test of the actor's authority, the latest first."""
    statement = within(select(Review).where(Review.purchase_id == purchase_id), actor, col(Review.authority_id))
    found: Sequence[Review] = session.exec(statement.order_by(col(Review.number).desc())).all()
    return found


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Where a test stands with its supervisor; `why_not` is why this actor may not review it now, or empty."""

    standing: rules.ReviewStanding
    reviews: Sequence[Review]
    why_not: str
    corrected_since: bool


def review_state(
    session: Session, actor: Actor, purchase_id: UUID, accounts: AccountsState | None = None
) -> ReviewState:
    """Return where a test of the actor's authority stands with its supervisor. Raises NotFound."""
    purchase = get_own_purchase(session, actor, purchase_id)
    accounts = accounts or accounts_state(session, actor, purchase_id)
    reviews = list_reviews(session, actor, purchase_id)
    last = rules.Reviewed(reviews[0].outcome, reviews[0].reviewed_at, reviews[0].record_version) if reviews else None
    standing = rules.review_standing(
        last,
        all_signed=accounts.all_signed,
        last_written_at=_last_written_at(session, actor, purchase_id, accounts),
        record_version=purchase.version,
    )
    made_by = {writer.officer_id for writer in accounts.writers}
    why_not = rules.why_not_reviewed_by(actor.officer_id, made_by, standing)
    return ReviewState(standing, reviews, why_not, last is not None and last.record_version != purchase.version)


def _last_written_at(session: Session, actor: Actor, purchase_id: UUID, accounts: AccountsState) -> datetime | None:
    statement = (
        sa.select(col(Addition.added_at))
        .join(Account, col(Account.id) == col(Addition.account_id))
        .where(col(Account.purchase_id) == purchase_id)
    )
    statement = within(statement, actor, col(Addition.authority_id)).order_by(col(Addition.added_at).desc()).limit(1)
    added_at = session.execute(statement).scalar_one_or_none()
    return max((at for at in (added_at, accounts.last_signed_at) if at is not None), default=None)


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A test that waits for its supervisor: every officer of it has signed, and nobody has looked since."""

    purchase_id: UUID
    reference: str
    tested_on: date
    outlet_id: UUID
    outlet_name: str
    signed_at: datetime
    seen_before: bool


def list_reviews_waiting(session: Session, actor: Actor, *, limit: int = MOST_WAITING) -> list[WaitingReview]:
    """Return the tests of the actor's authority that wait for a review by them, the oldest test first.

    Those that the actor made, or wrote an account of, are left out, and those whose result was overturned. One query.
    """
    signed_at = sa.func.max(col(Account.signed_at))
    last_signed = sa.select(signed_at).where(col(Account.purchase_id) == col(Purchase.id)).scalar_subquery()
    reviewed = sa.exists().where(col(Review.purchase_id) == col(Purchase.id))
    statement = (
        sa.select(
            col(Purchase.id),
            col(Purchase.reference),
            col(Purchase.tested_on),
            col(Outlet.id),
            col(Outlet.name),
            last_signed,
            reviewed,
        )
        .join(Outlet, col(Outlet.id) == col(Purchase.outlet_id))
        .where(*_waiting(actor))
    )
    statement = within(statement, actor, col(Purchase.authority_id))
    rows = session.execute(statement.order_by(col(Purchase.tested_on), col(Purchase.id)).limit(limit))
    return [WaitingReview(*row) for row in rows]


def count_reviews_waiting(session: Session, actor: Actor) -> int:
    """Return how many tests of the actor's authority wait for a review by them."""
    statement = sa.select(sa.func.count()).select_from(Purchase).where(*_waiting(actor))
    counted: int = session.execute(within(statement, actor, col(Purchase.authority_id))).scalar_one()
    return counted


def _waiting(actor: Actor) -> list[Any]:
    """Return the conditions that a purchase waits for a review that the actor may make."""
    looked_at = sa.exists().where(
        col(Review.purchase_id) == col(Purchase.id),
        col(Review.record_version) == col(Purchase.version),
        ~sa.exists().where(
            col(Account.purchase_id) == col(Review.purchase_id), col(Account.signed_at) > col(Review.reviewed_at)
        ),
        ~sa.exists().where(
            col(Account.purchase_id) == col(Review.purchase_id),
            col(Addition.account_id) == col(Account.id),
            col(Addition.added_at) > col(Review.reviewed_at),
        ),
        col(Review.number)
        == sa.select(sa.func.max(col(Review.number)))
        .where(col(Review.purchase_id) == col(Purchase.id))
        .correlate(Purchase)
        .scalar_subquery(),
    )
    mine = sa.exists().where(col(Account.purchase_id) == col(Purchase.id), col(Account.officer_id) == actor.officer_id)
    return [
        _has_signed(col(Purchase.officer_id)),
        sa.or_(col(Purchase.second_officer_id).is_(None), _has_signed(col(Purchase.second_officer_id))),
        col(Purchase.officer_id) != actor.officer_id,
        sa.or_(col(Purchase.second_officer_id).is_(None), col(Purchase.second_officer_id) != actor.officer_id),
        ~mine,
        ~looked_at,
        ~is_overturned(),
    ]


def _has_signed(officer_id: Any) -> Any:
    return sa.exists().where(
        col(Account.purchase_id) == col(Purchase.id),
        col(Account.officer_id) == officer_id,
        col(Account.signed_at).is_not(None),
    )


@dataclass(frozen=True, slots=True)
class AccountToSign:
    """A test whose officer has yet to sign an account: `begun` by them, or another officer of it has signed already."""

    purchase_id: UUID
    reference: str
    tested_on: date
    outlet_name: str
    begun: bool


def list_accounts_to_sign(session: Session, actor: Actor, *, limit: int = MOST_WAITING) -> list[AccountToSign]:
    """Return the tests the actor made of which they have begun, or others have signed, an account; the oldest first.

    Tests of which nobody has begun an account are left out: most past ones never will have any; and those whose result
    was overturned, which count no more. One query.
    """
    begun = sa.exists().where(
        col(Account.purchase_id) == col(Purchase.id),
        col(Account.officer_id) == actor.officer_id,
        col(Account.signed_at).is_(None),
    )
    signed = sa.exists().where(
        col(Account.purchase_id) == col(Purchase.id),
        col(Account.officer_id) == actor.officer_id,
        col(Account.signed_at).is_not(None),
    )
    others = sa.exists().where(
        col(Account.purchase_id) == col(Purchase.id),
        col(Account.officer_id) != actor.officer_id,
        col(Account.signed_at).is_not(None),
    )
    statement = (
        sa.select(col(Purchase.id), col(Purchase.reference), col(Purchase.tested_on), col(Outlet.name), begun)
        .join(Outlet, col(Outlet.id) == col(Purchase.outlet_id))
        .where(
            sa.or_(col(Purchase.officer_id) == actor.officer_id, col(Purchase.second_officer_id) == actor.officer_id),
            ~signed,
            sa.or_(begun, others),
            ~is_overturned(),
        )
    )
    statement = within(statement, actor, col(Purchase.authority_id))
    rows = session.execute(statement.order_by(col(Purchase.tested_on), col(Purchase.id)).limit(limit))
    return [AccountToSign(*row) for row in rows]

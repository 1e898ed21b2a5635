"""Every purchase of an outlet as the repeat rule, the outlet's timeline and its flags ask for it."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import in_area, within
from compliance.permissions import Actor
from compliance.purchases.models import Dispute, HandOver, Purchase, Stage
from compliance.purchases.queries.lists import PurchaseFilter, list_purchases
from compliance.purchases.queries.standing import is_disputed, is_overturned
from compliance.purchases.rules import (
    DISPUTE_LABELS,
    HAND_OVER_LABELS,
    OUTCOME_LABELS,
    TYPE_LABELS,
    DisputeDecision,
    HandOverResult,
    PastTest,
    StageKind,
    counts_as_sale,
    outcome_colour,
)
from compliance.retailers.models import Operator
from compliance.retailers.rules import TimelineEntry

CHUNK = 500


def history_of(
    session: Session,
    actor: Actor,
    outlet_ids: Collection[UUID] | None = None,
    *,
    entity_ids: Collection[UUID] | None = None,
    until: date | None = None,
) -> list[PastTest]:
    """Return every purchase of the actor's authority for the repeat rule, oldest first, with its operator on that day.

    `outlet_ids` limits it to outlets, `entity_ids` to what was sold under these entities; `until` is the last day,
    inclusive. One query for each 500 identifiers asked for.
    """
    found: list[PastTest] = []
    for outlets in _chunks(outlet_ids):
        for entities in _chunks(entity_ids):
            found += [PastTest(*row) for row in session.execute(_history(actor, outlets, entities, until))]
    return sorted(found, key=lambda one: (one.on, one.reference, str(one.purchase_id)))


def sales_of(
    session: Session,
    actor: Actor,
    outlet_ids: Collection[UUID] | None = None,
    *,
    entity_ids: Collection[UUID] | None = None,
    until: date | None = None,
) -> list[PastTest]:
    """Return the completed illegal sales among what `history_of` returns, without those overturned after a dispute."""
    found = history_of(session, actor, outlet_ids, entity_ids=entity_ids, until=until)
    return [one for one in found if counts_as_sale(one.type, one.buyer_basis, one.outcome) and not one.overturned]


def volunteers_at(session: Session, actor: Actor, outlet_ids: Collection[UUID]) -> list[UUID]:
    """Return the identifiers of the volunteers who took part in the authority's tests at these outlets. In 500s."""
    found: set[UUID] = set()
    for chunk in _chunks(outlet_ids):
        statement = sa.select(col(Purchase.volunteer_id)).where(
            col(Purchase.outlet_id).in_(chunk or []), col(Purchase.volunteer_id).is_not(None)
        )
        found.update(session.execute(within(statement, actor, col(Purchase.authority_id))).scalars())
    return sorted(found)


def _chunks(ids: Collection[UUID] | None) -> list[list[UUID] | None]:
    if ids is None:
        return [None]
    ordered = sorted(set(ids))
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


def _history(actor: Actor, outlets: list[UUID] | None, entities: list[UUID] | None, until: date | None) -> Any:
    on_that_day = sa.and_(
        col(Operator.outlet_id) == col(Purchase.outlet_id),
        col(Operator.from_on) <= col(Purchase.tested_on),
        sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= col(Purchase.tested_on)),
    )
    statement = sa.select(
        col(Purchase.id),
        col(Purchase.reference),
        col(Purchase.tested_on),
        col(Purchase.type),
        col(Purchase.outcome),
        col(Purchase.buyer_basis),
        col(Purchase.proof),
        col(Purchase.outlet_id),
        col(Operator.entity_id),
        is_overturned(),
        is_disputed(),
        col(Purchase.category_code),
    ).outerjoin(Operator, on_that_day)
    if outlets is not None:
        statement = statement.where(col(Purchase.outlet_id).in_(outlets))
    if entities is not None:
        statement = statement.where(col(Operator.entity_id).in_(entities))
    if until is not None:
        statement = statement.where(col(Purchase.tested_on) <= until)
    return within(statement, actor, col(Purchase.authority_id))


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return the tests, hand-overs and disputes of an outlet the actor may see, for its timeline."""
    page = list_purchases(session, actor, PurchaseFilter(outlet_id=outlet_id), limit=500)
    entries = []
    for row in page.rows:
        text = "Overturned after a dispute" if row.overturned else f"{row.reference}, {row.officer_name}"
        entries.append(
            TimelineEntry(
                row.tested_on,
                "purchase",
                TYPE_LABELS[row.type],
                "purchases.show",
                {"purchase_id": row.id},
                text,
                OUTCOME_LABELS[row.outcome],
                "grey" if row.overturned else outcome_colour(row.outcome),
            )
        )
    return [
        *entries,
        *_notices(session, actor, outlet_id),
        *_hand_overs(session, actor, outlet_id),
        *_disputes(session, actor, outlet_id),
    ]


def _notices(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return the advance notices of tests online that were sent (domain section 6.21)."""
    statement = (
        sa.select(col(Stage.happened_on), col(Stage.letter_reference), col(Purchase.id), col(Purchase.reference))
        .join(Purchase, col(Purchase.id) == col(Stage.purchase_id))
        .where(
            col(Purchase.outlet_id) == outlet_id,
            in_area(actor, col(Purchase.authority_id)),
            col(Stage.stage) == StageKind.ADVANCE_NOTICE,
            col(Stage.happened_on).is_not(None),
        )
    )
    return [
        TimelineEntry(
            day,
            "purchase",
            "Advance notice of a test online",
            "purchases.show",
            {"purchase_id": purchase_id},
            ", ".join(word for word in (reference, letter) if word),
        )
        for day, letter, purchase_id, reference in session.execute(statement.order_by(col(Stage.id)))
    ]


def _hand_overs(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    statement = (
        sa.select(col(HandOver.handed_over_on), col(HandOver.result), col(Purchase.id), col(Purchase.reference))
        .join(Purchase, col(Purchase.id) == col(HandOver.purchase_id))
        .where(
            col(Purchase.outlet_id) == outlet_id,
            in_area(actor, col(Purchase.authority_id)),
            col(HandOver.handed_over_on).is_not(None),
        )
    )
    well = {HandOverResult.REFUSED, HandOverResult.HANDED_OVER_AFTER_ID}
    return [
        TimelineEntry(
            day,
            "hand_over",
            "Online order: hand-over",
            "purchases.show",
            {"purchase_id": purchase_id},
            reference,
            HAND_OVER_LABELS[result],
            "green" if result in well else "grey" if result is HandOverResult.NOT_DELIVERED else "red",
        )
        for day, result, purchase_id, reference in session.execute(statement.order_by(col(HandOver.id)))
    ]


def _disputes(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    statement = (
        sa.select(
            col(Dispute.raised_on),
            col(Dispute.decided_on),
            col(Dispute.decision),
            col(Dispute.withdrawn_on),
            col(Purchase.id),
            col(Purchase.reference),
        )
        .join(Purchase, col(Purchase.id) == col(Dispute.purchase_id))
        .where(col(Purchase.outlet_id) == outlet_id, in_area(actor, col(Purchase.authority_id)))
    )
    entries = []
    for row in session.execute(statement.order_by(col(Dispute.id))):
        raised_on, decided_on, decision, withdrawn_on, purchase_id, reference = row
        here = ("purchases.show", {"purchase_id": purchase_id}, reference)
        tag = ("", "") if decided_on or withdrawn_on else ("Waiting to be decided", "yellow")
        entries.append(TimelineEntry(raised_on, "dispute", "Result disputed by the trader", *here, *tag))
        if decided_on:
            label = DISPUTE_LABELS[DisputeDecision(decision)]
            entries.append(TimelineEntry(decided_on, "dispute", "Dispute decided", *here, label, "grey"))
        if withdrawn_on:
            entries.append(TimelineEntry(withdrawn_on, "dispute", "Dispute withdrawn by the trader", *here))
    return entries

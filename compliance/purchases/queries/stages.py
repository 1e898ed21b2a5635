"""Reads of the stages of a test made online: what is recorded of each, and what is still to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import in_area
from compliance.permissions import Actor
from compliance.purchases import rules
from compliance.purchases.models import HandOver, Party, Purchase, Stage
from compliance.purchases.queries.policies import policy_of
from compliance.purchases.queries.standing import find_hand_over, get_purchase
from compliance.purchases.rules import Around, NewStage, RecordedState, StageKind, StageState, StageView
from compliance.purchases.rules.tasks import Task, TaskState

CHECKOUT_COLUMNS = tuple(rules.Checkout.__dataclass_fields__)


def list_stages(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Stage]:
    """Return the rows of the stages of a test the actor may see, in no order."""
    statement = select(Stage).where(Stage.purchase_id == purchase_id, in_area(actor, col(Stage.authority_id)))
    return session.exec(statement.order_by(col(Stage.id))).all()


def find_stage(session: Session, actor: Actor, purchase_id: UUID, stage: StageKind) -> Stage | None:
    """Return the row of one stage of a test the actor may see, or None."""
    return next((row for row in list_stages(session, actor, purchase_id) if row.stage == stage), None)


def around(session: Session, actor: Actor, purchase: Purchase) -> Around:
    """Return what else is recorded of a test the actor may see, as `rules.check_stage` asks for it."""
    return _around(purchase, find_hand_over(session, actor, purchase.id), list_stages(session, actor, purchase.id))


def days_of_stages(session: Session, actor: Actor, purchase_id: UUID) -> dict[StageKind, date]:
    """Return the day of each stage with a row of its own that happened, of a test the actor may see."""
    rows = list_stages(session, actor, purchase_id)
    return {row.stage: row.happened_on for row in rows if row.happened_on is not None}


def _around(purchase: Purchase, hand_over: HandOver | None, stages: Sequence[Stage]) -> Around:
    return Around(
        type=purchase.type,
        outcome=purchase.outcome,
        tested_on=purchase.tested_on,
        result=hand_over.result if hand_over else None,
        dispatched_on=hand_over.dispatched_on if hand_over else None,
        parcel_on=hand_over.parcel_on if hand_over else None,
        handed_over_on=hand_over.handed_over_on if hand_over else None,
        unpacked_on=next((row.happened_on for row in stages if row.stage == StageKind.UNPACKING), None),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """A record that the audit keeps beside a test: its kind and identifier there, and what it is, such as “Payment”."""

    kind: str
    id: UUID
    what: str


def recorded_beside(session: Session, actor: Actor, purchase_id: UUID) -> list[Beside]:
    """Return what the audit keeps beside a test the actor may see: its stages, its parties and its hand-over."""
    parties = select(Party).where(Party.purchase_id == purchase_id, in_area(actor, col(Party.authority_id)))
    found = [
        Beside("purchase_stage", row.id, rules.STAGE_LABELS[row.stage])
        for row in list_stages(session, actor, purchase_id)
    ]
    found += [
        Beside("purchase_party", party.id, rules.PARTY_ROLE_LABELS[party.role])
        for party in session.exec(parties.order_by(col(Party.id)))
    ]
    hand_over = find_hand_over(session, actor, purchase_id)
    return [*found, Beside("hand_over", hand_over.id, "")] if hand_over is not None else found


def stage_tasks(session: Session, actor: Actor, purchase: Purchase) -> tuple[Task, ...]:
    """Return the stages of a test made online, and its parties, as tasks of its record; none for a test in store."""
    tasks = [
        Task(
            f"stage_{view.stage.value}",
            view.label,
            TaskState.DONE if view.is_settled else TaskState.NOT_STARTED,
            "purchases.stage",
            {"stage": view.stage.value},
            view.hint,
            rules.STAGE_STATE_LABELS[view.state],
        )
        for view in stages_of(session, actor, purchase.id)
        if view.state is not StageState.NOT_DUE
    ]
    return tuple(tasks)


def stages_of(session: Session, actor: Actor, purchase_id: UUID) -> list[StageView]:
    """Return the stages of a test the actor may see, in the order of rules.STAGE_ORDER; none for a test in store.

    Each says what is recorded of it, that it was not reached and why, that it is to do, or why it is not needed. Four
    queries. Raises NotFound.
    """
    purchase = get_purchase(session, actor, purchase_id)
    if purchase.type not in rules.STAGED_TYPES:
        return []
    hand_over = find_hand_over(session, actor, purchase_id)
    rows = list_stages(session, actor, purchase_id)
    known = _around(purchase, hand_over, rows)
    policy = policy_of(session, actor, purchase.authority_id, purchase.tested_on)
    by_stage = {row.stage: row for row in rows}
    wanted = [StageKind.LISTING] if purchase.type is rules.Type.LISTING_CHECK else rules.STAGE_ORDER
    return [_view(stage, purchase, by_stage.get(stage), hand_over, known, policy) for stage in wanted]


def _view(
    stage: StageKind,
    purchase: Purchase,
    row: Stage | None,
    hand_over: HandOver | None,
    known: Around,
    policy: rules.PurchasePolicy,
) -> StageView:
    if stage in rules.IN_HAND_OVER and hand_over is not None and (found := _of_parcel(stage, hand_over)) is not None:
        return found
    if row is not None and (row.state == RecordedState.NOT_REACHED or stage not in rules.IN_HAND_OVER):
        return _recorded(stage, purchase, row)
    version = hand_over.version if hand_over is not None and stage in rules.IN_HAND_OVER else 0
    if stage is StageKind.CHECKOUT and (facts := _checkout_facts(purchase)):
        return StageView(stage=stage, state=StageState.REACHED, on=purchase.tested_on, facts=facts, with_the_order=True)
    hint = rules.why_not_due(stage, known, policy)
    state = StageState.NOT_DUE if hint else StageState.TO_DO
    return StageView(stage=stage, state=state, hint=hint, version=version)


def _recorded(stage: StageKind, purchase: Purchase, row: Stage) -> StageView:
    facts: dict[str, Any] = {name: getattr(row, name) for name in NewStage.__dataclass_fields__}
    if stage is StageKind.CHECKOUT:
        facts |= _checkout_facts(purchase)
    return StageView(
        stage=stage,
        state=StageState(row.state.value),
        on=row.happened_on,
        at=row.at_time,
        words=row.words,
        why=row.why,
        facts=facts,
        version=row.version,
    )


def _checkout_facts(purchase: Purchase) -> dict[str, Any]:
    """Return what is recorded of the checkout with the order, or nothing when nothing is."""
    found = {name: getattr(purchase, name) for name in CHECKOUT_COLUMNS}
    return found if any(value not in {None, ""} for value in found.values()) else {}


def _of_parcel(stage: StageKind, hand_over: HandOver) -> StageView | None:
    """Return a stage that the record of the hand-over holds, or None while it holds nothing of it."""
    facts = {name: getattr(hand_over, name) for name in rules.HAND_OVER_PARTS[stage]}
    on, at, words = {
        StageKind.DISPATCH: (hand_over.dispatched_on, hand_over.dispatched_at_time, ""),
        StageKind.PARCEL: (hand_over.parcel_on, hand_over.parcel_at_time, hand_over.package_marking),
        StageKind.DELIVERY: (hand_over.handed_over_on, hand_over.handed_over_at_time, hand_over.words_spoken),
    }[stage]
    marked = hand_over.package_marking or hand_over.marked_blade is not None or hand_over.marked_18 is not None
    if on is None and not (stage is StageKind.PARCEL and marked):
        return None
    return StageView(
        stage=stage, state=StageState.REACHED, on=on, at=at, words=words, facts=facts, version=hand_over.version
    )

"""Letters that no longer fit the record, found by comparing what each said with what the record says today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance import clock
from compliance.database import once, within
from compliance.letters.models import Corrected, Letter, Serving, Waiver
from compliance.letters.rules import KIND_LABELS, Kind
from compliance.letters.rules.drafting import NOBODY_KNOWN
from compliance.letters.rules.marks import (
    MARK_LABELS,
    REASONED_KINDS,
    RESULT_KINDS,
    WITHDRAWN_BY_A_CORRECTION,
    Mark,
    Now,
    mark_of,
    mark_of_decision,
    record_words,
    told_from,
)
from compliance.letters.rules.reasons import may_rest_on, rests_on
from compliance.letters.rules.serving import ServedBy
from compliance.permissions import Actor, Permission
from compliance.purchases.models import Dispute, Purchase, Voiding
from compliance.purchases.queries.standing import is_overturned
from compliance.purchases.rules import NEEDS_SECOND_OFFICER, SOLD, DisputeDecision, VoidingDecision
from compliance.retailers.models import Entity, Operator, Outlet


@dataclass(frozen=True, slots=True)
class ToCorrect:
    """An issued letter that no longer fits the record of a test: why, since when if that is known, and what is done.

    `purchase_id` is the test whose record says otherwise. `correction_id` is the issued letter that corrects it;
    `settled` says that the correction was served, `waived` that a manager has said why none is needed. `record` is what
    a waiver holds to.
    """

    letter_id: UUID
    reference: str
    kind: Kind
    issued_on: date
    facts: dict[str, Any]
    outlet_id: UUID | None
    outlet_name: str
    postcode: str
    entity_id: UUID | None
    addressee: str
    purchase_id: UUID
    purchase_reference: str
    tested_on: date
    mark: Mark
    since: date | None
    record: str
    correction_id: UUID | None = None
    correction_reference: str = ""
    correction_on: date | None = None
    settled: bool = False
    waived: bool = False

    @property
    def open(self) -> bool:
        """Whether it is still to be corrected."""
        return not self.settled and not self.waived

    @property
    def what(self) -> str:
        """The kind of letter, in words."""
        return KIND_LABELS[self.kind]

    @property
    def why(self) -> str:
        """Why it no longer fits the record, in a sentence."""
        return MARK_LABELS[self.mark]

    @property
    def withdraws(self) -> bool:
        """Whether a correction must withdraw it; otherwise a corrected letter supersedes it."""
        return self.mark in WITHDRAWN_BY_A_CORRECTION


def list_to_correct(
    session: Session,
    actor: Actor,
    *,
    purchase_id: UUID | None = None,
    letter_ids: Collection[UUID] | None = None,
) -> list[ToCorrect]:
    """Return the letters still to be corrected, the longest issued first, for who may see letters.

    A letter stays here until its correction is served, a corrected letter supersedes it, or a manager has said why it
    needs none. `purchase_id` limits it to the tests of which the letters speak, `letter_ids` to these letters. At most
    four queries.
    """
    if not actor.may(Permission.VIEW_LETTERS):
        return []

    def read() -> list[ToCorrect]:
        marked = list_marked(session, actor, purchase_id=purchase_id, letter_ids=letter_ids)
        return [one for one in marked if one.open]

    return once(
        session, ("to_correct", actor, purchase_id, None if letter_ids is None else frozenset(letter_ids)), read
    )


def list_marked(
    session: Session,
    actor: Actor,
    *,
    purchase_id: UUID | None = None,
    letter_ids: Collection[UUID] | None = None,
) -> list[ToCorrect]:
    """Return every letter in force that no longer fits the record, corrected or waived already or not.

    Limited to the letters that speak of a test or are among `letter_ids`; to neither, every one. At most four queries.
    """
    asked: list[Any] = []
    if purchase_id is not None:
        asked.append(col(Purchase.id) == purchase_id)
    if letter_ids is not None:
        asked.append(col(Letter.id).in_(letter_ids))
    limits = [sa.or_(*asked)] if asked else []
    found = [*_of_results(session, actor, limits), *_of_reasons(session, actor, limits)]
    ids = [one.letter_id for one in found]
    done, waived = _corrections(session, actor, ids), _waived(session, actor, ids)
    ordered = sorted(found, key=lambda one: (one.issued_on, one.reference, one.purchase_reference))
    return [
        replace(one, **done.get(one.letter_id, {}), waived=(one.letter_id, one.record) in waived) for one in ordered
    ]


def _operated() -> Any:
    return sa.and_(
        col(Operator.outlet_id) == col(Purchase.outlet_id),
        col(Operator.from_on) <= col(Purchase.tested_on),
        sa.or_(col(Operator.to_on).is_(None), col(Operator.to_on) >= col(Purchase.tested_on)),
    )


def _columns() -> tuple[Any, ...]:
    overturned_on = (
        sa.select(col(Dispute.decided_on))
        .where(col(Dispute.purchase_id) == col(Purchase.id), col(Dispute.decision) == DisputeDecision.OVERTURNED)
        .limit(1)
        .correlate(Purchase)
        .scalar_subquery()
    )
    voided_at = (
        sa.select(sa.func.max(col(Voiding.decided_at)))
        .where(col(Voiding.purchase_id) == col(Purchase.id), col(Voiding.decision) == VoidingDecision.AGREED)
        .correlate(Purchase)
        .scalar_subquery()
    )
    return (Letter, Purchase, col(Operator.entity_id), col(Outlet.name), col(Outlet.postcode), col(Entity.name)), (
        overturned_on,
        voided_at,
    )


def _of_results(session: Session, actor: Actor, limits: Sequence[Any]) -> list[ToCorrect]:
    """Return the letters that told a result, or upheld one, which the record does not have today. One query.

    The statement only leaves out those that plainly fit; `rules.marks.mark_of` and `mark_of_decision` decide.
    """
    later: Any = aliased(Letter)
    shown, since = _columns()
    tested = Letter.facts["tested"]
    differs = sa.or_(
        is_overturned(),
        tested["outcome"].as_string() != sa.cast(col(Purchase.outcome), sa.String),
        tested["type"].as_string() != sa.cast(col(Purchase.type), sa.String),
        tested["buyer_basis"].as_string() != sa.cast(col(Purchase.buyer_basis), sa.String),
        tested["first_on"].as_string() > sa.cast(col(Purchase.tested_on), sa.String(10)),
        tested["last_on"].as_string() < sa.cast(col(Purchase.tested_on), sa.String(10)),
        col(Operator.entity_id).is_distinct_from(col(Letter.entity_id)),
    )
    upheld = sa.and_(
        col(Letter.kind) == Kind.DISPUTE_DECISION,
        Letter.facts["decision"].as_string() == DisputeDecision.UPHELD.value,
        sa.or_(is_overturned(), col(Purchase.outcome).in_(sorted(NEEDS_SECOND_OFFICER))),
    )
    told = sa.or_(sa.and_(col(Letter.kind).in_(sorted(RESULT_KINDS)), differs), upheld)
    statement = (
        sa.select(*shown, is_overturned(), *since, later.id, later.entity_id)
        .join(Purchase, col(Purchase.id) == col(Letter.purchase_id))
        .outerjoin(Operator, _operated())
        .outerjoin(Outlet, col(Outlet.id) == col(Letter.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Letter.entity_id))
        .outerjoin(later, sa.and_(col(later.supersedes_id) == col(Letter.id), col(later.issued_at).is_not(None)))
        .where(col(Letter.issued_at).is_not(None), told, *limits)
        .order_by(col(Letter.id))
    )
    found = []
    for row in session.execute(within(statement, actor, col(Letter.authority_id))):
        letter, purchase, operator_id, name, postcode, addressee, overturned, decided_on, voided_at, by_id, by = row
        now = Now(
            type=purchase.type,
            buyer_basis=purchase.buyer_basis,
            outcome=purchase.outcome,
            tested_on=purchase.tested_on,
            overturned=overturned,
            entity_id=operator_id,
        )
        is_result = letter.kind in RESULT_KINDS
        mark = mark_of(told_from(letter.facts, letter.entity_id), now) if is_result else mark_of_decision(now)
        if by_id is not None:
            elsewhere = letter.entity_id is not None and by != letter.entity_id
            mark = Mark.ADDRESSEE if elsewhere and letter.entity_id != operator_id else None
        if mark is not None:
            voided_on = _day_of(voided_at) if mark is Mark.VOID else None
            since_on = decided_on if mark is Mark.OVERTURNED else voided_on
            found.append(_row(letter, purchase, (name, postcode, addressee), mark, since_on, record_words(mark, now)))
    return found


def _day_of(moment: datetime | None) -> date | None:
    return clock.london(moment).date() if moment else None


def _gone() -> Any:
    """Return the condition that a purchase was recorded as a sale that counts no more: overturned, or made void."""
    voided = sa.exists().where(
        col(Voiding.purchase_id) == col(Purchase.id),
        col(Voiding.decision) == VoidingDecision.AGREED,
        col(Voiding.outcome_before).in_(sorted(SOLD)),
    )
    return sa.or_(sa.and_(sa.text("purchases.counts_as_sale"), is_overturned()), voided.correlate(Purchase))


def _of_reasons(session: Session, actor: Actor, limits: Sequence[Any]) -> list[ToCorrect]:
    """Return the letters whose reason speaks, or may speak, of a sale that counts no more. One query.

    One that names no result by day or reference may speak of any that still counted when the letter was issued.
    """
    later = aliased(Letter)
    shown, since = _columns()
    replaced = sa.exists().where(col(later.supersedes_id) == col(Letter.id), col(later.issued_at).is_not(None))
    statement = (
        sa.select(*shown, *since)
        .join(Purchase, col(Purchase.authority_id) == col(Letter.authority_id))
        .outerjoin(Operator, _operated())
        .outerjoin(Outlet, col(Outlet.id) == col(Letter.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Letter.entity_id))
        .where(
            col(Letter.issued_at).is_not(None),
            col(Letter.kind).in_(sorted(REASONED_KINDS)),
            col(Purchase.tested_on) <= col(Letter.issued_on),
            sa.or_(col(Purchase.outlet_id) == col(Letter.outlet_id), col(Operator.entity_id) == col(Letter.entity_id)),
            sa.or_(col(Letter.purchase_id).is_(None), col(Letter.purchase_id) != col(Purchase.id)),
            _gone(),
            ~replaced.correlate(Letter),
            *limits,
        )
        .order_by(col(Letter.id), col(Purchase.id))
    )
    found = []
    for row in session.execute(within(statement, actor, col(Letter.authority_id))):
        letter, purchase, _operator_id, name, postcode, addressee, decided_on, voided_at = row
        gone_on = decided_on or _day_of(voided_at)
        reason = str(letter.facts.get("reason") or "")
        if rests_on(reason, reference=purchase.reference, tested_on=purchase.tested_on):
            mark = Mark.RESTS_ON
        elif gone_on and gone_on >= letter.issued_on and may_rest_on(reason, kind=letter.kind):
            mark = Mark.MAY_REST_ON
        else:
            continue
        words = record_words(mark, None, purchase.reference)
        found.append(_row(letter, purchase, (name, postcode, addressee), mark, gone_on, words))
    return found


def list_gone_in_reason(session: Session, actor: Actor, letter: Letter, reason: str) -> list[tuple[str, date]]:
    """Return the sales of the same business that the reason of a draft names although they count no more.

    Each by its reference and day, the earliest first. One query.
    """
    statement = (
        sa.select(col(Purchase.reference), col(Purchase.tested_on))
        .outerjoin(Operator, _operated())
        .where(
            sa.or_(col(Purchase.outlet_id) == letter.outlet_id, col(Operator.entity_id) == letter.entity_id),
            _gone(),
        )
        .order_by(col(Purchase.tested_on), col(Purchase.id))
    )
    found = session.execute(within(statement, actor, col(Purchase.authority_id)))
    return [
        (reference, tested_on)
        for reference, tested_on in found
        if rests_on(reason, reference=reference, tested_on=tested_on)
    ]


def _row(
    letter: Letter,
    purchase: Purchase,
    named: tuple[str | None, str | None, str | None],
    mark: Mark,
    since: date | None,
    record: str,
) -> ToCorrect:
    name, postcode, addressee = named
    assert letter.issued_on is not None, "only issued letters are asked for"  # noqa: S101 - for the type checker
    return ToCorrect(
        letter_id=letter.id,
        reference=letter.reference,
        kind=letter.kind,
        issued_on=letter.issued_on,
        facts=letter.facts,
        outlet_id=letter.outlet_id,
        outlet_name=name or addressee or "",
        postcode=postcode or "",
        entity_id=letter.entity_id,
        addressee=addressee or NOBODY_KNOWN,
        purchase_id=purchase.id,
        purchase_reference=purchase.reference,
        tested_on=purchase.tested_on,
        mark=mark,
        since=since,
        record=record,
    )


def _corrections(session: Session, actor: Actor, letter_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return which of these letters are corrected, by which letter, and whether that was served. One query."""
    if not letter_ids:
        return {}
    latest = (
        sa.select(col(Serving.how))
        .where(col(Serving.letter_id) == col(Letter.id))
        .order_by(col(Serving.served_on).desc(), col(Serving.id).desc())
        .limit(1)
        .correlate(Letter)
        .scalar_subquery()
    )
    statement = (
        sa.select(col(Corrected.letter_id), col(Letter.id), col(Letter.reference), col(Letter.issued_on), latest)
        .join(Letter, col(Letter.id) == col(Corrected.correction_id))
        .where(col(Corrected.letter_id).in_(letter_ids))
        .order_by(col(Corrected.id))
    )
    found: dict[UUID, dict[str, Any]] = {}
    for letter_id, by_id, reference, issued_on, how in session.execute(
        within(statement, actor, col(Corrected.authority_id))
    ):
        before = found.get(letter_id, {})
        served = how is not None and ServedBy(how) is not ServedBy.RETURNED
        found[letter_id] = {
            "correction_id": by_id,
            "correction_reference": reference,
            "correction_on": issued_on,
            "settled": served or before.get("settled", False),
        }
    return found


def _waived(session: Session, actor: Actor, letter_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    if not letter_ids:
        return set()
    statement = sa.select(col(Waiver.letter_id), col(Waiver.record)).where(col(Waiver.letter_id).in_(letter_ids))
    return {
        (letter_id, record) for letter_id, record in session.execute(within(statement, actor, col(Waiver.authority_id)))
    }

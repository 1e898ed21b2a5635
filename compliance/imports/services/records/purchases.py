"""Bring in past test purchases."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.database import within
from compliance.imports.rules.records import PastPurchase, Person, find_person, read_purchase, unnamed_cells
from compliance.imports.services.records.records import Brought, Identity, RecordKind
from compliance.permissions import Actor, Permission
from compliance.purchases import services as purchases
from compliance.purchases.models import Purchase
from compliance.purchases.rules import BroughtIn, NewPurchase
from compliance.retailers.queries import OutletFacts


def _identity(
    session: Session, actor: Actor, people: Sequence[Person], past: PastPurchase, outlet: OutletFacts
) -> Identity:
    new = _new(past, people)
    purchases.check_past_purchase(session, actor, outlet.outlet_id, new, BroughtIn("", past.age_months))
    return _told(
        outlet.outlet_id, new.tested_on, new.type.value, new.outcome.value, new.started_at_time, new.volunteer_code
    )


def _new(past: PastPurchase, people: Sequence[Person]) -> NewPurchase:
    second = find_person(past.second_officer, people, "second_officer") if past.second_officer else None
    return past.new(find_person(past.officer, people, "officer"), second)


def _told(*parts: Any) -> Identity:
    return tuple(str(part or "") for part in parts)


def _recorded(session: Session, actor: Actor, outlet_ids: Collection[UUID]) -> set[Identity]:
    statement = sa.select(
        col(Purchase.outlet_id),
        col(Purchase.tested_on),
        col(Purchase.type),
        col(Purchase.outcome),
        col(Purchase.started_at_time),
        col(Purchase.volunteer_code),
    ).where(col(Purchase.outlet_id).in_(outlet_ids))
    rows = session.execute(within(statement, actor, col(Purchase.authority_id)))
    return {_told(row[0], row[1], row[2].value, row[3].value, *row[4:]) for row in rows}


def _write(
    session: Session, actor: Actor, brought: Brought, past: PastPurchase, outlet_id: UUID, record_id: UUID
) -> None:
    purchases.record_purchase(
        session,
        actor,
        outlet_id,
        _new(past, brought.people),
        purchase_id=record_id,
        again=True,
        brought_in=BroughtIn(brought.reference, past.age_months),
    )


PURCHASES: RecordKind[PastPurchase] = RecordKind(
    permission=Permission.RECORD_PURCHASE,
    table=sa.inspect(Purchase).local_table,
    read=read_purchase,
    which=lambda past: past.which,
    day=lambda past: past.values["tested_on"],
    identity=_identity,
    recorded=_recorded,
    write=_write,
    keeps=unnamed_cells,
)

"""What is due soon of training and of agreements, with the letter that may have told of it already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.agreements import queries as agreements
from compliance.database import within
from compliance.letters.models import Letter
from compliance.letters.rules import Kind
from compliance.letters.rules.runs import RunItem
from compliance.permissions import Actor
from compliance.reports.queries.invite import passes_of
from compliance.reports.queries.sellers import traits_of
from compliance.reports.rules import Seller, SellerFilter
from compliance.training import queries as training


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something due on a day: of which retailer, since when it held, the letter to write, and the one written.

    `outlet_id` is None for an agreement of a whole legal entity. `item` is None where no letter can be written of it.
    """

    outlet_id: UUID | None
    name: str
    where: str
    seller: Seller | None
    held_on: date | None
    due_on: date
    note: str
    item: RunItem | None
    agreement_id: UUID | None = None
    letter_id: UUID | None = None
    letter_reference: str = ""


def list_refresh(
    session: Session, actor: Actor, today: date, until: date, wanted: SellerFilter | None = None
) -> list[DueRow]:
    """Return the retailers whose training is to be refreshed from `today` to `until` inclusive, first due first."""
    found = training.list_refresh_due(session, actor, today, until)
    traits = traits_of(session, actor, [one.outlet_id for one in found])
    places = passes_of(session, actor, {one.outlet_id: one.trained_on for one in found})
    rows = [
        DueRow(
            outlet_id=one.outlet_id,
            name=one.outlet_name,
            where=one.outlet_where,
            seller=traits.get(one.outlet_id),
            held_on=one.trained_on,
            due_on=one.due_on,
            note="",
            item=_item(Kind.TRAINING_REMINDER, "attendance_id", places.get(one.outlet_id)),
        )
        for one in found
    ]
    return _written(session, actor, _fitting(rows, wanted), col(Letter.attendance_id), "refresh_due")


def list_about_to_lapse(
    session: Session, actor: Actor, today: date, until: date, wanted: SellerFilter | None = None
) -> list[DueRow]:
    """Return the agreements in force that lapse from `today` to `until`, both inclusive, the first to lapse first."""
    found = agreements.list_lapsing(session, actor, today, until)
    traits = traits_of(session, actor, [one.outlet_id for one in found if one.outlet_id])
    rows = [
        DueRow(
            outlet_id=one.outlet_id,
            name=one.outlet_name,
            where=one.outlet_where,
            seller=traits.get(one.outlet_id) if one.outlet_id else None,
            held_on=None,
            due_on=one.lapses_on,
            note=one.reference,
            item=_item(Kind.AGREEMENT_WARNING, "agreement_id", one.agreement_id) if one.lapses_on > today else None,
            agreement_id=one.agreement_id,
        )
        for one in found
    ]
    return _written(session, actor, _fitting(rows, wanted), col(Letter.agreement_id), "lapse")


def _item(kind: Kind, about: str, about_id: UUID | None) -> RunItem | None:
    return RunItem(kind, about, about_id) if about_id else None


def _fitting(rows: Sequence[DueRow], wanted: SellerFilter | None) -> list[DueRow]:
    if wanted is None or wanted == SellerFilter():
        return list(rows)
    return [row for row in rows if row.seller is not None and wanted.fits(row.seller)]


def _written(session: Session, actor: Actor, rows: list[DueRow], about: Any, occasion: str) -> list[DueRow]:
    """Return the rows with the letter of each that was drafted or issued for that very day. One query."""
    statement = sa.select(about, col(Letter.occasion), col(Letter.id), col(Letter.reference)).where(
        about.in_([row.item.about_id for row in rows if row.item]), col(Letter.occasion).startswith(occasion)
    )
    found = {
        (about_id, written): (letter_id, reference)
        for about_id, written, letter_id, reference in session.execute(
            within(statement.order_by(col(Letter.id)), actor, col(Letter.authority_id))
        )
    }
    return [
        _with_letter(row, found.get((row.item.about_id, f"{occasion} {row.due_on}")) if row.item else None)
        for row in rows
    ]


def _with_letter(row: DueRow, letter: tuple[UUID, str] | None) -> DueRow:
    return row if letter is None else replace(row, letter_id=letter[0], letter_reference=letter[1])

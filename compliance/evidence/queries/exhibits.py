"""Reads of exhibits and their chains of hands: of the actor's own authority only, fully ordered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.evidence.models import Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.rules import FINAL, Hand, Standing
from compliance.permissions import Actor


@dataclass(frozen=True, slots=True)
class ExhibitRow:
    """An exhibit as a list shows it, with where its last transfer left it."""

    exhibit: Exhibit
    standing: Standing
    return_by: date | None

    @property
    def is_gone(self) -> bool:
        """Say whether it was disposed of."""
        return self.standing.purpose in FINAL

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have been back by now: the day after the one it was promised for, or later."""
        return self.return_by is not None and self.return_by < today and not self.is_gone


def last_transfer() -> Any:
    """Return the condition that a transfer is the last one of its exhibit."""
    later = aliased(ExhibitTransfer)
    return ~sa.exists().where(
        col(later.exhibit_id) == col(ExhibitTransfer.exhibit_id), col(later.number) > col(ExhibitTransfer.number)
    )


def rows_of(session: Session, actor: Actor, *conditions: Any) -> list[ExhibitRow]:
    """Return the exhibits of the actor's authority for which `conditions` hold, by production. One query."""
    statement = (
        select(Exhibit, ExhibitTransfer)
        .join(ExhibitTransfer, col(ExhibitTransfer.exhibit_id) == col(Exhibit.id))
        .where(last_transfer(), *conditions)
        .order_by(col(Exhibit.id))
    )
    found = session.exec(within(statement, actor, col(Exhibit.authority_id)))
    return [ExhibitRow(exhibit, standing_of(transfer), transfer.return_by) for exhibit, transfer in found]


def standing_of(transfer: ExhibitTransfer) -> Standing:
    """Return where a transfer left its exhibit."""
    return Standing(
        number=transfer.number,
        holder=Hand(name=transfer.to_name, officer_id=transfer.to_id),
        place=transfer.place,
        seal=transfer.seal_after,
        at=transfer.at,
        purpose=transfer.purpose,
    )


def list_exhibits(session: Session, actor: Actor, purchase_id: UUID) -> list[ExhibitRow]:
    """Return the exhibits of a test in the order of their production, those withdrawn too. One query."""
    return rows_of(session, actor, Exhibit.purchase_id == purchase_id)


def list_dispute_exhibits(session: Session, actor: Actor, dispute_id: UUID) -> list[ExhibitRow]:
    """Return the exhibits of a trader's dispute in the order of their production, those withdrawn too. One query."""
    return rows_of(session, actor, Exhibit.dispute_id == dispute_id)


def count_exhibits(session: Session, actor: Actor, purchase_id: UUID) -> int:
    """Return how many exhibits of a test stand: those withdrawn are left out."""
    statement = (
        select(sa.func.count())
        .select_from(Exhibit)
        .where(Exhibit.purchase_id == purchase_id, col(Exhibit.withdrawn_at).is_(None))
    )
    found: int = session.exec(within(statement, actor, col(Exhibit.authority_id))).one()
    return found


def get_exhibit(session: Session, actor: Actor, exhibit_id: UUID, *, lock: bool = False) -> Exhibit:
    """Return an exhibit of the actor's authority; with `lock`, held against everybody else. Raises NotFound."""
    statement: Any = select(Exhibit).where(Exhibit.id == exhibit_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Exhibit | None = session.exec(within(statement, actor, col(Exhibit.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_exhibit(session: Session, actor: Actor, exhibit_id: UUID | None) -> Exhibit | None:
    """Return an exhibit of the actor's authority that was made before under an identifier, or None."""
    if exhibit_id is None:
        return None
    statement = select(Exhibit).where(Exhibit.id == exhibit_id)
    found: Exhibit | None = session.exec(within(statement, actor, col(Exhibit.authority_id))).one_or_none()
    return found


def find_same_file(
    session: Session, actor: Actor, purchase_id: UUID, sha256: str, dispute_id: UUID | None
) -> Exhibit | None:
    """Return the exhibit of a test (or of the same dispute of it) that stands and has these bytes already, or None."""
    statement: Any = select(Exhibit).where(
        Exhibit.purchase_id == purchase_id,
        Exhibit.sha256 == sha256,
        col(Exhibit.dispute_id) == dispute_id if dispute_id else col(Exhibit.dispute_id).is_(None),
        col(Exhibit.withdrawn_at).is_(None),
    )
    found: Exhibit | None = session.exec(
        within(statement, actor, col(Exhibit.authority_id)).order_by(col(Exhibit.id))
    ).first()
    return found


def list_transfers(session: Session, actor: Actor, exhibit_id: UUID) -> Sequence[ExhibitTransfer]:
    """Return the chain of hands of an exhibit, the first hand first."""
    statement = select(ExhibitTransfer).where(ExhibitTransfer.exhibit_id == exhibit_id)
    found: Sequence[ExhibitTransfer] = session.exec(
        within(statement, actor, col(ExhibitTransfer.authority_id)).order_by(
            ExhibitTransfer.number, col(ExhibitTransfer.id)
        )
    ).all()
    return found


def get_last_transfer(session: Session, actor: Actor, exhibit_id: UUID) -> ExhibitTransfer:
    """Return the last transfer of an exhibit. Raises NotFound."""
    statement = (
        select(ExhibitTransfer)
        .where(ExhibitTransfer.exhibit_id == exhibit_id)
        .order_by(col(ExhibitTransfer.number).desc())
        .limit(1)
    )
    found: ExhibitTransfer | None = session.exec(
        within(statement, actor, col(ExhibitTransfer.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_additions(session: Session, actor: Actor, exhibit_id: UUID) -> Sequence[ExhibitAddition]:
    """Return what was added to an exhibit's description, the oldest first."""
    statement = select(ExhibitAddition).where(ExhibitAddition.exhibit_id == exhibit_id)
    found: Sequence[ExhibitAddition] = session.exec(
        within(statement, actor, col(ExhibitAddition.authority_id)).order_by(col(ExhibitAddition.id))
    ).all()
    return found

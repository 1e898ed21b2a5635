"""Reads of the lists that were printed or exported, as they were."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock, files
from compliance.accounts import queries as accounts
from compliance.database import within
from compliance.errors import NotFound
from compliance.escalations.models import PrintedList
from compliance.permissions import Actor
from compliance.purchases.models import Dispute, Purchase
from compliance.purchases.rules import DisputeDecision

SHOWN = 50


def get_printed_list(session: Session, actor: Actor, list_id: UUID) -> PrintedList:
    """Return a printed or exported list of the actor's authority. Raises NotFound."""
    statement = within(select(PrintedList).where(PrintedList.id == list_id), actor, col(PrintedList.authority_id))
    found: PrintedList | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def read_printed_list(printed: PrintedList) -> bytes:
    """Return the bytes of a list as it was printed. Raises CorruptFileError when they have changed since."""
    return files.read(printed.sha256)


def find_asked(session: Session, actor: Actor, asked_id: UUID) -> PrintedList | None:
    """Return the list that this page has asked for before, or None: then it was sent for the first time."""
    statement = within(
        select(PrintedList).where(PrintedList.asked_id == asked_id), actor, col(PrintedList.authority_id)
    )
    found: PrintedList | None = session.exec(statement).one_or_none()
    return found


def list_printed(session: Session, actor: Actor) -> tuple[Sequence[PrintedList], Mapping[UUID, str]]:
    """Return the latest 50 lists that were printed or exported, newest first, and the officers' names by id."""
    statement = within(select(PrintedList), actor, col(PrintedList.authority_id)).order_by(
        col(PrintedList.printed_at).desc(), col(PrintedList.id).desc()
    )
    found: Sequence[PrintedList] = session.exec(statement.limit(SHOWN)).all()
    return found, accounts.officer_names(session, {row.printed_by_id for row in found if row.printed_by_id})


def overturned_since(session: Session, actor: Actor, lists: Sequence[PrintedList]) -> Mapping[UUID, list[str]]:
    """Return the references of the sales overturned since each list was made, of days it looks back to. One query.

    The list stays as it was made; whoever holds it must know which of its sales may count no more.
    """
    if not lists:
        return {}
    statement = (
        sa.select(col(Purchase.reference), col(Purchase.tested_on), col(Dispute.decided_on))
        .join(Dispute, col(Dispute.purchase_id) == col(Purchase.id))
        .where(col(Dispute.decision) == DisputeDecision.OVERTURNED, sa.text("purchases.counts_as_sale"))
        .order_by(col(Purchase.tested_on), col(Purchase.id))
    )
    gone = session.execute(within(statement, actor, col(Purchase.authority_id))).all()
    return {
        one.id: [
            reference
            for reference, tested_on, decided_on in gone
            if tested_on <= one.as_at and decided_on >= clock.london(one.printed_at).date()
        ]
        for one in lists
    }


def has_printed(session: Session, actor: Actor) -> bool:
    """Say whether the actor's authority has ever printed or exported a list."""
    statement = within(sa.select(col(PrintedList.id)), actor, col(PrintedList.authority_id))
    return session.execute(statement.limit(1)).first() is not None

"""What corrected a letter, what a letter corrects, and why one was said to need no correction."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.letters.models import Corrected, Letter, Waiver
from compliance.permissions import Actor


def list_corrections_of(session: Session, actor: Actor, letter_id: UUID) -> Sequence[Letter]:
    """Return the letters that correct a letter of the actor's authority, in order."""
    statement = (
        select(Letter)
        .join(Corrected, col(Corrected.correction_id) == col(Letter.id))
        .where(Corrected.letter_id == letter_id)
        .order_by(col(Corrected.id))
    )
    found: Sequence[Letter] = session.exec(within(statement, actor, col(Letter.authority_id))).all()
    return found


def list_corrected_by(session: Session, actor: Actor, letter_id: UUID) -> Sequence[Letter]:
    """Return the letters that a correction of the actor's authority corrects, in order."""
    statement = (
        select(Letter)
        .join(Corrected, col(Corrected.letter_id) == col(Letter.id))
        .where(Corrected.correction_id == letter_id)
        .order_by(col(Corrected.id))
    )
    found: Sequence[Letter] = session.exec(within(statement, actor, col(Letter.authority_id))).all()
    return found


def list_waivers(session: Session, actor: Actor, letter_id: UUID) -> Sequence[Waiver]:
    """Return why a letter of the actor's authority was said to need no correction, in order."""
    statement = select(Waiver).where(Waiver.letter_id == letter_id).order_by(col(Waiver.id))
    found: Sequence[Waiver] = session.exec(within(statement, actor, col(Waiver.authority_id))).all()
    return found

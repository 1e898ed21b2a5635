"""Reads of what concerns all the evidence of a test: holds upon it, and copies that were handed out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.evidence.models import Disclosure, EvidenceHold
from compliance.permissions import Actor


def list_holds(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[EvidenceHold]:
    """Return the holds upon the evidence of a test, those lifted too, in the order in which they were set."""
    statement = select(EvidenceHold).where(EvidenceHold.purchase_id == purchase_id)
    found: Sequence[EvidenceHold] = session.exec(
        within(statement, actor, col(EvidenceHold.authority_id)).order_by(col(EvidenceHold.id))
    ).all()
    return found


def get_hold(session: Session, actor: Actor, hold_id: UUID, *, lock: bool = False) -> EvidenceHold:
    """Return a hold of the actor's authority; with `lock`, held against everybody else. Raises NotFound."""
    statement: Any = select(EvidenceHold).where(EvidenceHold.id == hold_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: EvidenceHold | None = session.exec(within(statement, actor, col(EvidenceHold.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_disclosures(session: Session, actor: Actor, purchase_id: UUID) -> Sequence[Disclosure]:
    """Return the copies of the evidence of a test that were made for somebody, the latest first."""
    statement = select(Disclosure).where(Disclosure.purchase_id == purchase_id)
    found: Sequence[Disclosure] = session.exec(
        within(statement, actor, col(Disclosure.authority_id)).order_by(col(Disclosure.id).desc())
    ).all()
    return found


def get_disclosure(session: Session, actor: Actor, disclosure_id: UUID) -> Disclosure:
    """Return a copy of evidence that was made for somebody. Raises NotFound."""
    statement = select(Disclosure).where(Disclosure.id == disclosure_id)
    found: Disclosure | None = session.exec(within(statement, actor, col(Disclosure.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_disclosure(session: Session, actor: Actor, disclosure_id: UUID | None) -> Disclosure | None:
    """Return a copy of evidence that was made before under an identifier, or None."""
    statement = select(Disclosure).where(Disclosure.id == disclosure_id)
    found: Disclosure | None = session.exec(within(statement, actor, col(Disclosure.authority_id))).one_or_none()
    return found

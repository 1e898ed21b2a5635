"""Reads of the scans of signed paper."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import files
from compliance.agreements.models import AgreementScan
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor


def list_scans(session: Session, actor: Actor, agreement_id: UUID) -> Sequence[AgreementScan]:
    """Return the scans of an agreement of the actor's own authority, those struck out too, the first kept first."""
    statement = select(AgreementScan).where(AgreementScan.agreement_id == agreement_id).order_by(col(AgreementScan.id))
    found: Sequence[AgreementScan] = session.exec(within(statement, actor, col(AgreementScan.authority_id))).all()
    return found


def get_scan(session: Session, actor: Actor, agreement_id: UUID, scan_id: UUID) -> AgreementScan:
    """Return a scan of an agreement of the actor's own authority, struck out or not. Raises NotFound."""
    statement = select(AgreementScan).where(AgreementScan.id == scan_id, AgreementScan.agreement_id == agreement_id)
    found: AgreementScan | None = session.exec(within(statement, actor, col(AgreementScan.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def read_scan(scan: AgreementScan) -> bytes:
    """Return the bytes of a scan, checked against their SHA-256. Raises NotFound, CorruptFileError."""
    return files.read(scan.sha256)

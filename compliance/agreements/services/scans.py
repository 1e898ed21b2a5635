"""Keeping scans of agreements that were signed on paper."""

from io import BytesIO
from pathlib import PurePath
from uuid import UUID

import pikepdf
import sqlalchemy as sa
from sqlmodel import Session, col

from compliance import clock, files, pictures
from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementScan
from compliance.agreements.rules import AgreementEventKind
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission

PDF = "application/pdf"
JPEG = "image/jpeg"
LARGEST = 15 * 1024 * 1024
MOST_PAGES = 50


def keep_scan(
    session: Session, actor: Actor, agreement_id: UUID, event_id: UUID, content: bytes, *, file_name: str = ""
) -> AgreementScan:
    """Keep a scan or photograph of the signed paper with the signature that it shows.

    A PDF is kept byte for byte, a picture upright and without what the camera wrote into it. The same file again is the
    scan that is there already. Raises Refusal beside `scan` for what is neither or is too large, and for anything but a
    signature that stands; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    agreement = queries.get_agreement(session, actor, agreement_id)
    event = queries.get_event(session, actor, agreement_id, event_id)
    if event.kind is not AgreementEventKind.SIGNED or event.struck_out_at is not None:
        raise Refusal("A scan belongs to a signature. This is none, or was struck out", "scan")
    kept, media_type = _read(content)
    digest = files.keep(kept)
    there = session.scalars(
        sa.select(AgreementScan).where(
            col(AgreementScan.event_id) == event_id,
            col(AgreementScan.authority_id) == actor.authority_id,
            col(AgreementScan.sha256) == digest,
            col(AgreementScan.struck_out_at).is_(None),
        )
    ).one_or_none()
    if there is not None:
        return there
    scan = AgreementScan(
        authority_id=actor.authority_id,
        agreement_id=agreement_id,
        event_id=event_id,
        sha256=digest,
        media_type=media_type,
        size=len(kept),
        file_name=PurePath(file_name.replace("\\", "/")).name[:200],
        added_at=clock.now(),
        added_by_id=actor.officer_id,
    )
    session.add(scan)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_scan.kept",
        "agreement",
        agreement.id,
        outlet_id=agreement.outlet_id,
        detail={"sha256": digest, "media_type": media_type, "size": scan.size, "signed_on": event.on},
    )
    return scan


def _read(content: bytes) -> tuple[bytes, str]:
    """Return the bytes to keep and what they are. Raises Refusal beside `scan`."""
    if not content:
        raise Refusal("The file is empty", "scan")
    if len(content) > LARGEST:
        raise Refusal(f"The file must be {LARGEST // 1024 // 1024} MB or smaller", "scan")
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return content, PDF
    try:
        return pictures.derive(content).jpeg, JPEG
    except Refusal as refusal:
        raise Refusal(f"Select a PDF or a photograph. {refusal.message}", "scan") from refusal


def _check_pdf(content: bytes) -> None:
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PdfError as error:
        raise Refusal("This PDF cannot be opened: it is damaged or has a password. Scan it again", "scan") from error
    if not 1 <= pages <= MOST_PAGES:
        raise Refusal(f"The PDF must have 1 to {MOST_PAGES} pages", "scan")


def strike_out_scan(session: Session, actor: Actor, agreement_id: UUID, scan_id: UUID, *, reason: str) -> AgreementScan:
    """Strike out a scan that was kept in error, such as another trader's paper: it stays, and is shown no more.

    Raises Refusal for a blank reason or one already struck out; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_AGREEMENT)
    agreement = queries.get_agreement(session, actor, agreement_id)
    scan = queries.get_scan(session, actor, agreement_id, scan_id)
    rules.check_strike_out(reason, already=scan.struck_out_at is not None)
    scan.struck_out_at = clock.now()
    scan.struck_out_reason = reason
    session.add(scan)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_scan.struck_out",
        "agreement",
        agreement.id,
        outlet_id=agreement.outlet_id,
        reason=reason,
        detail={"sha256": scan.sha256},
    )
    return scan

"""Writing down that a copy of the evidence of a test was made for somebody."""

from uuid import UUID

from sqlmodel import Session

from compliance.audit import services as audit
from compliance.evidence.models import Disclosure
from compliance.evidence.queries import Test
from compliance.evidence.queries.chains import DISCLOSED, row_digest
from compliance.evidence.rules.copies import Manifest
from compliance.permissions import Actor, Permission


def note_disclosure(
    session: Session, actor: Actor, test: Test, manifest: Manifest, manifest_sha256: str, disclosure_id: UUID | None
) -> Disclosure:
    """Write down a copy whose manifest is kept: to whom, why, and its hash (DPA 2018 s.62). Raises Forbidden."""
    actor.require(Permission.RECORD_EVIDENCE)
    disclosure = Disclosure(
        **({} if disclosure_id is None else {"id": disclosure_id}),
        authority_id=actor.authority_id,
        purchase_id=test.id,
        to_whom=manifest.to_whom,
        reason=manifest.reason,
        manifest_sha256=manifest_sha256,
        files=len(manifest.files),
        size=sum(one.size for one in manifest.files),
        made_at=manifest.made_at,
        made_by_id=actor.officer_id,
    )
    session.add(disclosure)
    session.flush()
    detail = {
        "test": test.reference,
        "disclosure": str(disclosure.id),
        "to": manifest.to_whom,
        "files": disclosure.files,
        "manifest_sha256": manifest_sha256,
        "disclosure_sha256": row_digest(disclosure, DISCLOSED),
    }
    audit.record(
        session,
        actor,
        "evidence.disclosed",
        "purchase",
        test.id,
        outlet_id=test.outlet_id,
        reason=manifest.reason,
        detail=detail,
    )
    return disclosure

"""One more link on an exhibit's chain of hands, tied to the one before and anchored in the audit."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.evidence.models import Exhibit, ExhibitTransfer
from compliance.evidence.queries.chains import link_digest
from compliance.evidence.rules import Purpose
from compliance.permissions import Actor

_ACTIONS = {
    Purpose.PRODUCED: "exhibit.taken",
    Purpose.DESTROYED: "exhibit.destroyed",
    Purpose.RETURNED_TO_OWNER: "exhibit.returned_to_owner",
}
TRANSFERRED = "exhibit.transferred"
LINKS = (*_ACTIONS.values(), TRANSFERRED)
"""The actions by which the audit holds the links of a chain: each with the number and the hash of one transfer."""


def append_transfer(
    session: Session,
    actor: Actor,
    exhibit: Exhibit,
    before: ExhibitTransfer | None,
    values: Mapping[str, Any],
    *,
    outlet_id: UUID,
) -> ExhibitTransfer:
    """Tie a transfer to the one `before` (None: to the exhibit), write its number and hash into the audit; return it.

    The exhibit is held; `values` are the rest of the columns, checked by the caller. The database checks them again.
    """
    transfer = ExhibitTransfer(
        **values,
        authority_id=exhibit.authority_id,
        exhibit_id=exhibit.id,
        number=1 if before is None else before.number + 1,
        recorded_at=clock.now(),
        recorded_by_id=actor.officer_id,
        previous_hash=exhibit.facts_sha256 if before is None else before.hash,
        hash="",
    )
    transfer.hash = link_digest(transfer)
    session.add(transfer)
    session.flush()
    detail = {
        "reference": exhibit.reference,
        "number": transfer.number,
        "from": transfer.from_name,
        "to": transfer.to_name,
        "place": transfer.place,
        "at": transfer.at,
        "transfer_sha256": transfer.hash,
    }
    audit.record(
        session,
        actor,
        _ACTIONS.get(transfer.purpose, TRANSFERRED),
        "exhibit",
        exhibit.id,
        outlet_id=outlet_id,
        reason=transfer.note,
        detail=detail,
    )
    return transfer

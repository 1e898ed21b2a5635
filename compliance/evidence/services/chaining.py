"""One more link on an exhibit's chain of hands, tied to the one before and anchored in the audit."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.evidence import queries
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
    session: Session, actor: Actor, exhibit: Exhibit, transfer: ExhibitTransfer, *, outlet_id: UUID
) -> ExhibitTransfer:
    """Tie a transfer to the chain of an exhibit that is held, write its number and hash into the audit; return it.

    The number and the hands are the caller's, checked before; the database checks them again.
    """
    before = None if transfer.number == 1 else queries.get_last_transfer(session, actor, exhibit.id)
    transfer.recorded_at = clock.now()
    transfer.recorded_by_id = actor.officer_id
    transfer.previous_hash = exhibit.facts_sha256 if before is None else before.hash
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

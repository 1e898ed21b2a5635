"""What the hashes of exhibits and transfers cover, as it stands in their rows."""

from typing import Any

from compliance.evidence.models import Disclosure, EvidenceHold, Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.models.exhibit import IDENTIFYING
from compliance.evidence.rules import Link, digest_of, digest_of_link

ADDED = ("exhibit_id", "words", "reason", "added_at", "added_by_id", "added_by")
"""The columns of an addition that its hash covers."""

WITHDRAWN = ("id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason")
"""The columns of an exhibit that tell of its withdrawal: when, by whom and why."""

HOLD_SET = ("id", "authority_id", "purchase_id", "reason", "set_at", "set_by_id")
HOLD_LIFTED = ("id", "lifted_at", "lifted_by_id", "lifted_reason")
"""The columns of a hold: as it was set, and as it was lifted."""

DISCLOSED = (
    "id",
    "authority_id",
    "purchase_id",
    "to_whom",
    "reason",
    "manifest_sha256",
    "files",
    "size",
    "made_at",
    "made_by_id",
)
"""The columns of a copy that was handed out."""


def facts_digest(exhibit: Exhibit) -> str:
    """Return the hash of everything that identifies an exhibit, as its row says it now."""
    return digest_of({name: _plain(getattr(exhibit, name)) for name in IDENTIFYING if name != "facts_sha256"})


def link_digest(transfer: ExhibitTransfer) -> str:
    """Return the hash of a transfer tied to the one before, as its row says it now."""
    return digest_of_link(
        Link(**{name: _plain(getattr(transfer, name)) for name in Link.__dataclass_fields__}), transfer.previous_hash
    )


def addition_digest(addition: ExhibitAddition) -> str:
    """Return the hash of what was added to an exhibit, as its row says it now."""
    return row_digest(addition, ADDED)


def row_digest(row: ExhibitAddition | Exhibit | EvidenceHold | Disclosure, names: tuple[str, ...]) -> str:
    """Return the hash of some columns of a row, as it says now."""
    return digest_of({name: _plain(getattr(row, name)) for name in names})


def _plain(value: Any) -> Any:
    """Return a value as it is hashed: numbers and moments as they are, everything else as text."""
    if value is None or isinstance(value, int) or hasattr(value, "tzinfo"):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

"""What the hashes of exhibits and transfers cover, as it stands in their rows."""

from typing import Any

from compliance.evidence.models import Exhibit, ExhibitAddition, ExhibitTransfer
from compliance.evidence.models.exhibit import IDENTIFYING
from compliance.evidence.rules import Link, digest_of, digest_of_link

ADDED = ("exhibit_id", "words", "reason", "added_at", "added_by_id", "added_by")
"""The columns of an addition that its hash covers."""


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
    return digest_of({name: _plain(getattr(addition, name)) for name in ADDED})


def _plain(value: Any) -> Any:
    """Return a value as it is hashed: numbers and moments as they are, everything else as text."""
    if value is None or isinstance(value, int) or hasattr(value, "tzinfo"):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)

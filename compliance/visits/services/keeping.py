"""The check of every file that is kept of visits."""

from dataclasses import dataclass

from sqlmodel import Session

from compliance import files
from compliance.errors import NotFound
from compliance.visits.queries.keeping import follow_kept


@dataclass(frozen=True, slots=True)
class Verification:
    """How many files were checked, and each that is missing or changed: what it is, and which."""

    checked: int
    faults: tuple[tuple[str, str], ...]


def verify_documents(session: Session) -> Verification:
    """Check the kept bytes of every report and photograph, of every authority, against their SHA-256."""
    checked, faults = 0, []
    for kept in follow_kept(session):
        checked += 1
        try:
            files.open_kept(kept.sha256).close()
        except NotFound:
            faults.append((kept.what, "missing"))
        except files.CorruptFileError:
            faults.append((kept.what, "changed"))
    return Verification(checked, tuple(faults))

"""What is kept of visits as bytes, of every authority: for whoever runs the system, to check it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from compliance.visits.models import Photograph, Visit, VisitReport


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a visit, in words, and the SHA-256 under which its bytes are kept."""

    what: str
    sha256: str


def follow_kept(session: Session) -> Iterator[KeptFile]:
    """Yield every file of every authority: each report in both prints, each photograph as it came and as shown."""
    reports = select(VisitReport.reference, VisitReport.sha256, VisitReport.large_sha256)
    ordered = reports.order_by(col(VisitReport.reference), col(VisitReport.id)).execution_options(yield_per=500)
    for reference, sha256, large_sha256 in session.exec(ordered):
        yield KeptFile(reference, sha256)
        yield KeptFile(f"{reference} in large print", large_sha256)
    photographs = (
        select(Visit.reference, Photograph.sha256, Photograph.shown_sha256)
        .join(Photograph, col(Photograph.visit_id) == col(Visit.id))
        .order_by(col(Visit.reference), col(Photograph.id))
    )
    for reference, sha256, shown_sha256 in session.exec(photographs.execution_options(yield_per=500)):
        yield KeptFile(f"Photograph of {reference} as it came", sha256)
        yield KeptFile(f"Photograph of {reference} as it is shown", shown_sha256)

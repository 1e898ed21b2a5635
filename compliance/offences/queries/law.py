"""Reads of the versions of each provision."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from compliance.offences.models import OffenceVersionRow
from compliance.offences.rules import ModeOfTrial, OffenceVersion, Provision


def list_versions(session: Session) -> Sequence[OffenceVersion]:
    """Return every version of every provision that stands, by provision and then by number. One query."""
    statement = select(OffenceVersionRow).where(col(OffenceVersionRow.superseded_at).is_(None))
    statement = statement.order_by(OffenceVersionRow.provision, col(OffenceVersionRow.version))
    return [version_of(row) for row in session.exec(statement).all()]


def version_of(row: OffenceVersionRow) -> OffenceVersion:
    """Return a row of the table as the rules take it."""
    content = dict(row.content)
    elements = tuple(content.pop("elements"))
    return OffenceVersion(
        provision=Provision(row.provision),
        elements=elements,
        mode_of_trial=ModeOfTrial(row.mode_of_trial),
        in_force_from=row.in_force_from,
        in_force_to=row.in_force_to,
        confirmed=row.confirmed,
        **content,
    )

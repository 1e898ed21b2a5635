"""Reads of the law as data. It belongs to nobody, so it is not scoped to an actor."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from compliance.offences.models import OffenceVersionRow, ProductCategoryRow
from compliance.offences.rules import ModeOfTrial, OffenceVersion, Provision


def list_versions(session: Session) -> Sequence[OffenceVersion]:
    """Return every version of every provision, by provision and then by age."""
    statement = select(OffenceVersionRow).order_by(OffenceVersionRow.provision, col(OffenceVersionRow.version))
    return [_version(row) for row in session.exec(statement).all()]


def _version(row: OffenceVersionRow) -> OffenceVersion:
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


def list_categories(session: Session) -> Sequence[ProductCategoryRow]:
    """Return the product categories in the order they are offered."""
    return session.exec(select(ProductCategoryRow).order_by(col(ProductCategoryRow.position))).all()

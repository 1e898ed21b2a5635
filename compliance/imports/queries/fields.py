"""Reads of our fields that a file may fill, with what each may be today."""

from sqlmodel import Session

from compliance import clock
from compliance.imports.rules import ImportKind
from compliance.imports.rules.fields import fields_of
from compliance.imports.rules.mapping import Field
from compliance.offences import queries as offences
from compliance.offences.rules import latest_categories


def list_fields(session: Session, kind: ImportKind) -> tuple[Field, ...]:
    """Return our fields that a file of a kind may fill: a test's kind of product is any that ever was on the list."""
    if kind is not ImportKind.PURCHASES:
        return fields_of(kind, ())
    return fields_of(kind, latest_categories(offences.list_category_versions(session), clock.today()).values())

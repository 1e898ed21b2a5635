"""Reads of the mappings that an authority has saved under a name."""

from uuid import UUID

from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.imports.models import SavedMapping
from compliance.imports.rules import ImportKind
from compliance.permissions import Actor


def list_mappings(session: Session, actor: Actor, kind: ImportKind | None = None) -> list[SavedMapping]:
    """Return the authority's saved mappings, of one kind of rows or of all, by kind and name."""
    statement = within(select(SavedMapping), actor, col(SavedMapping.authority_id))
    if kind is not None:
        statement = statement.where(SavedMapping.kind == kind)
    order = (col(SavedMapping.kind), col(SavedMapping.name_key), col(SavedMapping.id))
    return list(session.exec(statement.order_by(*order)))


def get_mapping(session: Session, actor: Actor, mapping_id: UUID) -> SavedMapping:
    """Return a saved mapping of the actor's own authority. Raises NotFound."""
    statement = within(select(SavedMapping).where(SavedMapping.id == mapping_id), actor, col(SavedMapping.authority_id))
    found: SavedMapping | None = session.exec(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_mapping_named(session: Session, actor: Actor, kind: ImportKind, name_key: str) -> SavedMapping | None:
    """Return the authority's mapping of a kind whose folded name is `name_key`, or None."""
    statement = select(SavedMapping).where(SavedMapping.kind == kind, SavedMapping.name_key == name_key)
    found: SavedMapping | None = session.exec(within(statement, actor, col(SavedMapping.authority_id))).one_or_none()
    return found

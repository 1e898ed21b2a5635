"""Save a mapping under a name, call it something else, remove it."""

from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.imports import queries
from compliance.imports.models import SavedMapping
from compliance.imports.rules.mapping import ColumnMapping
from compliance.permissions import Actor, Permission
from compliance.retailers.rules import sort_name

NAME_LENGTH = 100


def save_mapping(session: Session, actor: Actor, name: str, mapping: ColumnMapping) -> SavedMapping:
    """Keep a mapping under a name for the next file; one of this kind and name that stands already becomes this one.

    Raises Refusal beside `mapping_name` for a name that is blank or too long. Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    name = _checked(name)
    saved = queries.find_mapping_named(session, actor, mapping.kind, sort_name(name))
    if saved is not None and saved.mapping == mapping.as_json() and saved.name == name:
        return saved
    before = None if saved is None else dict(saved.mapping)
    if saved is None:
        saved = SavedMapping(
            authority_id=actor.authority_id,
            kind=mapping.kind,
            name=name,
            name_key=sort_name(name),
            mapping=mapping.as_json(),
            saved_at=clock.now(),
            saved_by_id=actor.officer_id,
        )
    else:
        saved.name, saved.mapping = name, mapping.as_json()
        saved.saved_at, saved.saved_by_id = clock.now(), actor.officer_id
    _write(session, saved, "mapping_name")
    audit.record(
        session,
        actor,
        "import_mapping.saved",
        "import_mapping",
        saved.id,
        changes={"mapping": (before, saved.mapping)},
        detail={"name": name, "kind": mapping.kind.value},
    )
    return saved


def rename_mapping(session: Session, actor: Actor, mapping_id: UUID, name: str, *, version: int) -> SavedMapping:
    """Call a saved mapping something else; a name that it has already changes nothing.

    Raises Refusal beside `name` for one that is blank, too long or that of another; and when somebody changed it since
    `version`. Raises NotFound, Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    saved = queries.get_mapping(session, actor, mapping_id)
    _check_version(saved, version)
    name = _checked(name, "name")
    if name == saved.name:
        return saved
    other = queries.find_mapping_named(session, actor, saved.kind, sort_name(name))
    if other is not None and other.id != saved.id:
        raise Refusal(f"There is a mapping called “{other.name}” already. Choose another name", "name")
    before, saved.name, saved.name_key = saved.name, name, sort_name(name)
    _write(session, saved, "name")
    audit.record(session, actor, "import_mapping.renamed", "import_mapping", saved.id, changes={"name": (before, name)})
    return saved


def remove_mapping(session: Session, actor: Actor, mapping_id: UUID) -> None:
    """Remove a saved mapping. What was imported with it stays. Raises NotFound, Forbidden."""
    actor.require(Permission.IMPORT_RETAILERS)
    saved = queries.get_mapping(session, actor, mapping_id)
    detail: dict[str, Any] = {"name": saved.name, "kind": saved.kind.value, "mapping": saved.mapping}
    session.delete(saved)
    session.flush()
    audit.record(session, actor, "import_mapping.removed", "import_mapping", mapping_id, detail=detail)


def _checked(name: str, field: str = "mapping_name") -> str:
    tidy = " ".join(name.split())
    if not tidy or not sort_name(tidy):
        raise Refusal("Enter a name for the mapping, such as “Licensing export”", field)
    if len(tidy) > NAME_LENGTH:
        raise Refusal(f"The name of the mapping must be {NAME_LENGTH} characters or less", field)
    return tidy


def _check_version(saved: SavedMapping, version: int) -> None:
    if saved.version != version:
        raise Refusal("Somebody else has changed this mapping since you opened the page. Look at it again", "name")


def _write(session: Session, saved: SavedMapping, field: str) -> None:
    try:
        with session.begin_nested():
            session.add(saved)
            session.flush()
    except IntegrityError as error:
        raise Refusal("Somebody else saved a mapping of this name at the same moment. Try again", field) from error

"""What undoing an import does with outlets, in bulk: what was changed is put back, what was added is taken away."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance.audit import services as audit
from compliance.database import insert_rows, new_id, within
from compliance.permissions import Actor, Permission
from compliance.retailers.models import Outlet, Reference
from compliance.retailers.rules import Scheme
from compliance.retailers.services.imported import hold, write

_OUTLETS = Outlet.__table__  # type: ignore[attr-defined]
_REFERENCES = Reference.__table__  # type: ignore[attr-defined]


def attach_references(
    session: Session, actor: Actor, rows: Sequence[tuple[UUID, Scheme, str, Mapping[str, Any] | None]], *, run: str
) -> list[UUID]:
    """Give outlets of the actor's authority further numbers: the outlet, whose number, the number, and its words.

    Returns the identifiers of the references in order. Each outlet has an audit entry. A number that the authority has
    already breaks the whole (IntegrityError). Raises NotFound, Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    hold(session, actor, {outlet_id for outlet_id, *_ in rows})
    made: list[dict[str, Any]] = [
        {"id": new_id(), "outlet_id": outlet_id, "scheme": scheme, "value": value, "words": words}
        for outlet_id, scheme, value, words in rows
    ]
    ids: list[UUID] = [row["id"] for row in made]
    insert_rows(session, _REFERENCES, {"authority_id": actor.authority_id}, made)
    told = {outlet_id: {scheme.value: (None, value)} for outlet_id, scheme, value, _ in rows}
    audit.record_outlets(session, actor, "outlet.matched_by_import", told, detail={"run": run})
    return ids


def detach_references(session: Session, actor: Actor, ids: Sequence[UUID]) -> None:
    """Take references away again that an import attached. Raises Forbidden."""
    actor.require(Permission.IMPORT_RETAILERS)
    statement = sa.delete(_REFERENCES).where(_REFERENCES.c.id.in_(ids))
    session.execute(within(statement, actor, _REFERENCES.c.authority_id))


def put_words_back(
    session: Session, actor: Actor, words: Mapping[tuple[Scheme, str], Mapping[str, Any] | None]
) -> None:
    """Keep again, by whose number and the number, what a register had said before an import. Raises Forbidden."""
    actor.require(Permission.IMPORT_RETAILERS)
    if not words:
        return
    statement = sa.update(_REFERENCES).where(
        _REFERENCES.c.scheme == sa.bindparam("whose"), _REFERENCES.c.value == sa.bindparam("number")
    )
    statement = within(statement, actor, _REFERENCES.c.authority_id).values(words=sa.bindparam("said"))
    session.execute(
        statement,
        [{"whose": scheme, "number": value, "said": said} for (scheme, value), said in words.items()],
    )


def put_back(session: Session, actor: Actor, values: Mapping[UUID, Mapping[str, Any]], *, run: str) -> None:
    """Give outlets the values again that they had before an import. Each has an audit entry; versions rise.

    Raises NotFound when one is not the actor's, Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    held = hold(session, actor, values)
    columns = sorted({name for each in values.values() for name in each})
    wanted = {
        outlet_id: {name: each.get(name, getattr(held[outlet_id], name)) for name in columns}
        for outlet_id, each in values.items()
    }
    write(session, actor, held, wanted, "outlet.import_undone", {"run": run})


def remove_imported(session: Session, actor: Actor, outlet_ids: Sequence[UUID]) -> int:
    """Take away outlets that an import added, with their references, and return how many there were.

    Whatever else is recorded of one breaks the whole (IntegrityError): ask first. Their references are never given out
    again. Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    references = sa.delete(_REFERENCES).where(_REFERENCES.c.outlet_id.in_(outlet_ids))
    session.execute(within(references, actor, _REFERENCES.c.authority_id))
    outlets = sa.delete(_OUTLETS).where(_OUTLETS.c.id.in_(outlet_ids))
    done: Any = session.execute(within(outlets, actor, _OUTLETS.c.authority_id))
    return int(done.rowcount)

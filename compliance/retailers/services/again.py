"""Reading names and telephone numbers again: after the list of chains changed, or for a register from before it."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from compliance.audit import services as audit
from compliance.audit.services import Changes
from compliance.database import within
from compliance.permissions import Actor, Permission
from compliance.retailers import queries, rules
from compliance.retailers.models import Outlet

CHUNK = 2000


def read_names_again(session: Session, actor: Actor) -> int:
    """Hold every name of the actor's register to the list of chains again; return how many outlets differed.

    Outlets of which an officer has said what they are stay. Telephone numbers are made comparable again too. Each
    outlet that differed has an audit entry of its own. Both follow from what is recorded, so the version of an outlet
    stays: no form that is open and no import that may be undone is in its way. Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    differ = _differing(session, actor)
    table = Outlet.__table__  # type: ignore[attr-defined]
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("this"))
        .values(brand=sa.bindparam("new_brand"), telephone_e164=sa.bindparam("new_telephone"))
    )
    ids = list(differ)
    for start in range(0, len(ids), CHUNK):
        part = {this: differ[this] for this in ids[start : start + CHUNK]}
        session.execute(statement, [{"this": this, **after} for this, (after, _changes) in part.items()])
        changes: dict[UUID, Changes] = {this: changed for this, (_after, changed) in part.items()}
        audit.record_outlets(session, actor, "outlet.name_read_again", changes, detail={})
    session.expire_all()
    return len(ids)


def _differing(session: Session, actor: Actor) -> dict[UUID, tuple[dict[str, str], Changes]]:
    """Return, by outlet, the columns as they should be and what differs from them."""
    brands = queries.known_brands()
    table = sa.inspect(Outlet).local_table
    columns = ("id", "sort_name", "brand", "is_chain", "telephone", "telephone_e164")
    statement: Any = sa.select(*(table.c[name] for name in columns)).order_by(table.c.id)
    found: dict[UUID, tuple[dict[str, str], Changes]] = {}
    for row in session.execute(within(statement, actor, table.c.authority_id)):
        brand = row.brand if row.is_chain is not None else brands.of(row.sort_name)
        telephone = rules.comparable_telephone(row.telephone)
        both = {"brand": (row.brand, brand), "telephone_e164": (row.telephone_e164, telephone)}
        changed = {name: pair for name, pair in both.items() if pair[0] != pair[1]}
        if changed:
            found[row.id] = ({"new_brand": brand, "new_telephone": telephone}, changed)
    return found

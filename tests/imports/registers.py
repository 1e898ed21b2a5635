"""The register as it stands, table by table, for tests of what an import leaves behind."""

import sqlalchemy as sa
from sqlmodel import SQLModel

BOOKKEEPING = {"audit_entries", "audit_heads", "counters", "import_rows", "import_runs", "jobs", "outlet_words"}
"""What tells of an import, or is only ever counted on; and the words of the search, which follow the outlets."""


def everything(session) -> dict[str, list[dict]]:
    """Return every row of every table but the bookkeeping, without the versions, which only ever rise."""
    session.expire_all()
    return {
        name: sorted(
            (
                {column: value for column, value in row._mapping.items() if column != "version"}
                for row in session.execute(sa.select(table))
            ),
            key=repr,
        )
        for name, table in SQLModel.metadata.tables.items()
        if name not in BOOKKEEPING
    }


def premises(session, authority_id) -> list[tuple]:
    """Return what the register says of each premises of an authority, identifiers, versions and its own code left out.

    The references of ours are there: a permuted file gives out the same ones.
    """
    session.expire_all()
    tables = SQLModel.metadata.tables
    outlets, references = tables["outlets"], tables["outlet_references"]
    numbers: dict = {}
    for row in session.execute(sa.select(references).where(references.c.authority_id == authority_id)):
        words = {name: said for name, said in (row.words or {}).items() if name != "authority_code"}
        numbers.setdefault(row.outlet_id, []).append((row.scheme.value, row.value, repr(words)))
    left_out = {"id", "authority_id", "recorded_at", "version", "reference"}
    found = []
    for row in session.execute(sa.select(outlets).where(outlets.c.authority_id == authority_id)):
        said = {name: value for name, value in row._mapping.items() if name not in left_out}
        found.append((row.reference.split("-", 1)[1], repr(said), sorted(numbers.get(row.id, []))))
    return sorted(found)

"""Each record of an outlet in a line, so that an officer can say to which of two it belongs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from compliance.permissions import Actor
from compliance.retailers.queries.moving import get_raw, record_tables
from compliance.retailers.rules.moving import RECORDS, said


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record of an outlet: its table, its identifier, and what it is, in words."""

    table_name: str
    record_id: UUID
    text: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.table_name}:{self.record_id}"


@dataclass(frozen=True, slots=True)
class RecordGroup:
    """The records of one kind that an outlet has and that can go to another."""

    table_name: str
    label: str
    lines: tuple[RecordLine, ...]


def list_records(session: Session, actor: Actor, outlet_id: UUID) -> list[RecordGroup]:
    """Return what is recorded of an outlet of the actor's authority and can go to another, by kind, oldest first.

    What must stay where it is (an issued letter) is left out. One query for each table, and one for the names of
    entities, sessions and operations. Raises NotFound.
    """
    get_raw(session, actor, outlet_id)
    groups = []
    for name, (table, column) in record_tables().items():
        words = RECORDS[name]
        statement = sa.select(table).where(column == outlet_id).order_by(table.c.id)
        if words.stays:
            statement = statement.where(~sa.literal_column(f"({words.stays})"))
        rows = session.execute(statement).mappings().all()
        if rows:
            others = _others(session, rows)
            lines = tuple(RecordLine(name, row["id"], _text(name, dict(row), others)) for row in rows)
            groups.append(RecordGroup(name, words.many.capitalize(), lines))
    return groups


_LOOKED_UP = {
    "entity_id": ("entities", "name"),
    "session_id": ("training_sessions", "reference"),
    "operation_id": ("operations", "name"),
}


def _others(session: Session, rows: Any) -> dict[UUID, str]:
    """Return the names of what rows point at, by identifier."""
    found: dict[UUID, str] = {}
    for column, (table_name, shown) in _LOOKED_UP.items():
        wanted = {row[column] for row in rows if row.get(column)}
        if wanted:
            table = SQLModel.metadata.tables[table_name]
            asked = sa.select(table.c.id, table.c[shown]).where(table.c.id.in_(wanted))
            found |= {row[0]: row[1] for row in session.execute(asked)}
    return found


def _days(row: Mapping[str, Any]) -> str:
    begin, end = row.get("from_on"), row.get("to_on")
    since = f"from {said(begin)}" if begin else ""
    return " ".join(part for part in (since, f"to {said(end)}" if end else "") if part)


def _words(value: Any) -> str:
    if isinstance(value, date):
        return said(value)
    return str(getattr(value, "value", value) or "").replace("_", " ")


_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_Teller = Callable[[Mapping[str, Any], Mapping[UUID, str]], tuple[str, ...]]
_TELLERS: dict[str, _Teller] = {
    "visits": lambda row, _: (row["reference"], _words(row["visited_on"]), _words(row["kind"])),
    "purchases": lambda row, _: (row["reference"], _words(row["tested_on"]), _words(row["outcome"])),
    "agreements": lambda row, _: (row["reference"],),
    "training_invitations": lambda row, _: (_words(row["invited_on"]), _words(row["course"])),
    "training_attendances": lambda row, names: (row["person"], names.get(row["session_id"], "")),
    "training_completions": lambda row, _: (row["person"], _words(row["completed_on"])),
    "training_refusal_withdrawals": lambda row, _: (_words(row["withdrawn_on"]),),
    "operators": lambda row, names: (names.get(row["entity_id"], ""), _days(row)),
    "outlet_references": lambda row, _: (_words(row["scheme"]).upper(), row["value"]),
    "trading_names": lambda row, _: (row["name"], _days(row)),
    "contacts": lambda row, _: (row["name"], _words(row["purpose"]), row["telephone"]),
    "outlet_products": lambda row, _: (_words(row["category"]), "" if row["sold"] else "not sold"),
    "outlet_channels": lambda row, _: (_words(row["channel"]),),
    "outlet_displays": lambda row, _: (_words(row["display"]),),
    "delivery_arrangements": lambda row, names: (_words(row["kind"]), names.get(row["entity_id"], "")),
    "opening_hours": lambda row, _: (_WEEK[row["weekday"]], row["hours"]),
    "outlet_licences": lambda row, _: (row["number"], _days(row)),
    "operation_targets": lambda row, names: (names.get(row["operation_id"], ""),),
    "letters": lambda row, _: (row["reference"], _words(row["kind"]), "draft"),
}


def _text(name: str, row: Mapping[str, Any], names: Mapping[UUID, str]) -> str:
    teller = _TELLERS.get(name)
    return ", ".join(part for part in teller(row, names) if part) if teller else RECORDS[name].one

"""What every dated row of the law has: who set it, where, when and why, and what it stands in place of."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from compliance.database import Table, refuse, refuse_truncate, stored
from compliance.offences.rules import Change

ENDS = "in_force_to IS NULL OR in_force_from IS NULL OR in_force_to >= in_force_from"
SET = "(set_by_id IS NULL) = (set_at IS NULL) AND (set_by_id IS NULL) = (set_in_id IS NULL)"
REASON = "change = 'ready' OR reason <> ''"
_FIRST_DAY, _LAST_DAY = "'0001-01-01'", "'9999-12-31'"


class Dated(Table):
    """One row of a version. It never changes: a change makes another row, and this one is superseded.

    Without `set_by_id` it came ready with the product; `set_in_id` is the authority of the administrator then.
    """

    in_force_from: date | None = None
    in_force_to: date | None = None
    confirmed: bool = False
    change: Change = stored(Change)
    reason: str = Field(default="", max_length=1000)
    supersedes_id: UUID | None = None
    superseded_at: datetime | None = None
    set_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    set_in_id: UUID | None = Field(default=None, foreign_key="authorities.id")
    set_at: datetime | None = None


def refuse_all_but_superseding(table: str, columns: tuple[str, ...], what: str) -> None:
    """Have the database refuse to change a row in any way but to mark it superseded, once, and to delete one."""
    changed = " OR ".join(
        f"COALESCE(CAST(NEW.{name} AS TEXT), '') <> COALESCE(CAST(OLD.{name} AS TEXT), '')" for name in columns
    )
    refuse(
        table,
        f"{table}_only_superseded",
        "UPDATE",
        f"OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR {changed}",
        f"{what} never changes: a change is a row of its own",
    )
    refuse(table, f"{table}_kept", "DELETE", "1 = 1", f"{what} is never deleted")
    refuse_truncate(table, f"{table}_not_truncated", f"{what} is never deleted")


def refuse_two_on_a_day(table: str, same: str, unless: str, message: str) -> None:
    """Have the database refuse two rows that stand and are in force on one day. `same` is the column they share."""
    refuse(
        table,
        f"{table}_one_on_a_day",
        "INSERT",
        f"{unless} AND EXISTS (SELECT 1 FROM {table} v WHERE v.{same} = NEW.{same} AND v.id <> NEW.id "  # noqa: S608
        f"AND v.superseded_at IS NULL AND {unless.replace('NEW.', 'v.')} "
        f"AND COALESCE(v.in_force_from, {_FIRST_DAY}) <= COALESCE(NEW.in_force_to, {_LAST_DAY}) "
        f"AND COALESCE(v.in_force_to, {_LAST_DAY}) >= COALESCE(NEW.in_force_from, {_FIRST_DAY}))",
        message,
        lock=f"PERFORM pg_advisory_xact_lock(hashtext('{table}'))",
    )

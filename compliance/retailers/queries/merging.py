"""What a merge would do, all of it, before it is done: the page shows it, and the service does just that."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance.errors import Refusal
from compliance.permissions import Actor
from compliance.retailers.models import Outlet
from compliance.retailers.queries.moving import (
    TablePlan,
    columns_to_change,
    days_of,
    get_raw,
    has_references,
    names_used,
    plan_tables,
)
from compliance.retailers.queries.operators import list_periods
from compliance.retailers.rules import Period
from compliance.retailers.rules.moving import Periods, check_days, check_kinds, check_standing, check_two, unite_periods


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do. `refusal` says what must be mended first; then nothing of the rest will be done."""

    kept: Outlet
    merged: Outlet
    tables: tuple[TablePlan, ...]
    kept_periods: tuple[Period, ...]
    merged_periods: tuple[Period, ...]
    periods: Periods
    changes: dict[str, tuple[Any, Any]]
    name_added: str
    refusal: Refusal | None

    @property
    def operators(self) -> list[Period]:
        """Who operated the one outlet when, once they are merged, the latest first."""
        gone = {period.id for united in self.periods.united for period in (united.kept, *united.gone, *united.parked)}
        found = [period for period in (*self.kept_periods, *self.periods.moved) if period.id not in gone]
        found += [
            Period(united.kept.id, united.kept.entity_id, united.kept.entity_name, united.from_on, united.to_on)
            for united in self.periods.united
        ]
        return sorted(found, key=lambda period: period.from_on, reverse=True)

    @property
    def hash(self) -> str:
        """The plan in 64 characters: what is done must be what was shown."""
        told = [
            (str(self.kept.id), self.kept.version, str(self.merged.id), self.merged.version),
            [(plan.table_name, plan.moving, plan.staying) for plan in self.tables],
            self.kept_periods,
            self.merged_periods,
            sorted(self.changes.items(), key=lambda item: item[0]),
            self.name_added,
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def plan_merge(session: Session, actor: Actor, kept_id: UUID, merged_id: UUID, *, lock: bool = False) -> MergePlan:
    """Return what merging one outlet of the actor's authority into another would do. Raises NotFound.

    `lock` holds both until the transaction is over, the lesser identifier first.
    """
    held = {one: get_raw(session, actor, one, lock=lock) for one in sorted({kept_id, merged_id})}
    kept, merged = held[kept_id], held[merged_id]
    kept_periods = tuple(list_periods(session, actor, kept_id))
    merged_periods = tuple(list_periods(session, actor, merged_id))
    refusal, periods = None, Periods()
    try:
        _check(session, actor, kept, merged)
        periods = unite_periods(kept_periods, merged_periods)
    except Refusal as error:
        refusal = error
    keeps_missing = merged.missing_since_on is not None or not has_references(session, actor, merged_id)
    known = names_used(session, actor, kept)
    return MergePlan(
        kept=kept,
        merged=merged,
        tables=tuple(plan_tables(session, actor, merged_id, kept_id)) if kept_id != merged_id else (),
        kept_periods=kept_periods,
        merged_periods=merged_periods,
        periods=periods,
        changes=columns_to_change(kept, merged, keeps_missing=keeps_missing),
        name_added="" if merged.sort_name in known else merged.name,
        refusal=refusal,
    )


def _check(session: Session, actor: Actor, kept: Outlet, merged: Outlet) -> None:
    check_two(kept.id, merged.id)
    for outlet in (kept, merged):
        check_standing(outlet.name, outlet.reference, merged_away=outlet.merged_into_id is not None)
    check_kinds(kept.kind, merged.kind)
    first, last = days_of(session, actor, merged)
    check_days(
        kept.name,
        opened_on=kept.opened_on if merged.opened_on is None else None,
        closed_on=kept.closed_on,
        first=(first.on, first.what) if first else None,
        last=(last.on, last.what) if last else None,
    )


def list_words(tables: Sequence[TablePlan]) -> list[str]:
    """Return in words how much moves: "2 visits", "1 reference"."""
    return [plan.moving_words for plan in tables if plan.moving]

"""The statuses that an outlet has had, as the audit tells them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance.audit import queries as audit
from compliance.permissions import Actor
from compliance.retailers.rules import OutletStatus

ACTIONS = {"outlet.status_changed": False, "outlet.status_corrected": True}
"""The actions that say a status, and whether each corrects what was said before."""


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A status that was said of an outlet, since which day (None: not known), by whom, when and why."""

    status: OutletStatus
    on: date | None
    is_correction: bool
    said_at: datetime
    said_by: str
    reason: str


def list_statuses(session: Session, actor: Actor, outlet_id: UUID) -> list[StatusEntry]:
    """Return every status that was said of an outlet of the actor's own authority, the last said first.

    An outlet trades from its registration until somebody says otherwise, so that is no entry.
    """
    entries = [one for one in audit.list_subject(session, actor, "outlet", outlet_id) if one.action in ACTIONS]
    found: list[StatusEntry] = []
    status, on = OutletStatus.TRADING, None
    for entry in reversed(entries):
        changes: Mapping[str, Sequence[Any]] = entry.detail.get("changes", {})
        if "status" in changes:
            status = OutletStatus(changes["status"][1])
        if "status_on" in changes:
            on = _day(changes["status_on"][1])
        elif "on" in entry.detail:
            on = _day(entry.detail["on"])
        found.append(StatusEntry(status, on, ACTIONS[entry.action], entry.at, entry.actor_name, entry.reason))
    return found[::-1]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""What was corrected of the stages of a test, with why: shown beside the stage, and beside what was signed before."""

from typing import Any
from uuid import UUID

from compliance.audit import queries as audit
from compliance.database import session
from compliance.purchases import queries, rules
from compliance.purchases.rules import StageKind
from compliance.web import actor


def history_beside(recorded: list[queries.Beside]) -> list[Any]:
    """Return the audit entries of what is recorded beside a test, the newest first. A query for each kind of record."""
    beside: dict[str, list[UUID]] = {}
    for one in recorded:
        beside.setdefault(one.kind, []).append(one.id)
    entries = [entry for kind, ids in beside.items() for entry in audit.list_subjects(session(), actor(), kind, ids)]
    return sorted(entries, key=lambda entry: entry.number, reverse=True)


def corrections_of(recorded: list[queries.Beside], history: list[Any]) -> dict[StageKind, list[Any]]:
    """Return the entries by which something recorded of a stage was corrected, with why, by stage, the latest first."""
    by_label = {label: kind for kind, label in rules.STAGE_LABELS.items()}
    rows = {str(one.id): by_label[one.what] for one in recorded if one.kind == "purchase_stage"}
    found: dict[StageKind, list[Any]] = {}
    for entry in history:
        if not entry.reason or "changes" not in entry.detail:
            continue
        changed = set(entry.detail["changes"])
        if entry.subject_kind == "hand_over":
            about = [kind for kind, columns in rules.HAND_OVER_PARTS.items() if changed & set(columns)]
        else:
            about = [rows[entry.subject_id]] if entry.subject_id in rows else []
        for kind in about:
            found.setdefault(kind, []).append(entry)
    return found

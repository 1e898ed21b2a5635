"""How the history of a test is told: the savings of one draft in a row as one line (pure)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

DRAFTS = frozenset({"account.saved", "statement.saved"})
"""Actions by which a draft is saved, which a page does by itself again and again."""


class Told(Protocol):
    """What is asked of an entry of the audit."""

    number: int
    at: datetime
    actor_name: str
    action: str


Entry = TypeVar("Entry", bound=Told)


def fold_drafts(entries: Iterable[Entry]) -> tuple[list[Entry], dict[int, tuple[int, datetime]]]:
    """Return entries, newest first, without the earlier savings of a draft that follow each other.

    With them, by the number of the newest: how many there are, and the moment of the first. All of them stay in the
    audit, and in what is handed out.
    """
    told: list[Entry] = []
    runs: dict[int, tuple[int, datetime]] = {}
    for entry in entries:
        last = told[-1] if told else None
        if last and entry.action in DRAFTS and (last.action, last.actor_name) == (entry.action, entry.actor_name):
            runs[last.number] = (runs.get(last.number, (1, entry.at))[0] + 1, entry.at)
        else:
            told.append(entry)
    return told, runs

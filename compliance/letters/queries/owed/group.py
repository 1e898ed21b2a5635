"""The letters of one kind that are owed, and the condition that one was not issued."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from compliance.letters.models import Letter
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.owed import Owed, OwedKind


@dataclass(frozen=True, slots=True)
class OwedGroup:
    """The letters of one kind that are owed, the most pressing first; `total` counts those that are not shown too."""

    kind: OwedKind
    rows: tuple[Owed, ...]
    total: int


def unwritten(column: Any, about: str, kind: Kind, occasion: Any = None) -> Any:
    """Return the condition that no letter of a kind about a record, on an occasion that begins so, has been issued."""
    letter = aliased(Letter)
    issued = [
        getattr(letter, about) == column,
        col(letter.kind) == kind,
        col(letter.issued_at).is_not(None),
    ]
    if occasion is not None:
        issued.append(col(letter.occasion).startswith(occasion))
    return ~sa.exists().where(*issued).correlate_except(letter)


def iso(column: Any) -> Any:
    """Return a day as the occasion of a letter writes it."""
    return sa.cast(col(column), sa.String(10))

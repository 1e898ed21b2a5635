"""The hash of a plan: what the preview shows is what is carried out, row for row."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_BETWEEN = "\x1f"


class PlanHash:
    """The SHA-256 over the rows of a plan, taken in piece by piece."""

    def __init__(self) -> None:
        self._hashed = hashlib.sha256()

    def take(self, rows: Iterable[Iterable[object]]) -> None:
        """Take in rows in the order of the plan, each as its columns; None is not the same as blank."""
        text = "\n".join(_BETWEEN.join(["\x00" if value is None else str(value) for value in row]) for row in rows)
        self._hashed.update(text.encode("utf-8", "surrogatepass") + b"\n")

    def hexdigest(self) -> str:
        """Return the hash of what was taken in: 64 hexadecimal digits."""
        return self._hashed.hexdigest()


def hash_plan(
    sha256: str,
    mapping: Mapping[str, Any],
    options: Mapping[str, Any],
    rows_hash: str,
    answers: Iterable[Iterable[Any]],
) -> str:
    """Return the hash of a plan: of its file, how that is read, what was chosen, its rows, and the clerk's answers."""
    content = [sha256, mapping, options, rows_hash, [[str(part) for part in answer] for answer in answers]]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

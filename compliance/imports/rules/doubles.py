"""Rows of one file that are of one premises: one is taken where they agree, and none where they do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from compliance.imports.rules.rows import RowOutcome
from compliance.imports.rules.scope import Scope

_LABELS = {
    "name": "name",
    "business_type": "business type",
    "address_lines": "address",
    "postcode_given": "postcode",
    "latitude": "position",
    "longitude": "position",
    "authority_code": "authority",
}


@dataclass(frozen=True, slots=True)
class Double:
    """One of several rows with the same key: where it stands, what would become of it, and what it says."""

    number: int
    outcome: RowOutcome
    external_id: str
    said: Mapping[str, Any] | None
    authority_code: str = ""


def judge_doubles(same: Sequence[Double], scope: Scope) -> dict[int, str]:
    """Return which rows of one key are rejected, by their number, each with the reason in words.

    Rows that all say the same are one: the first is taken. Where they differ nobody can tell which is right, so none
    is: that the first in the file won would let the order of the file decide what stands on the register.
    """
    first = same[0]
    what = _what(first, scope)
    if all((row.outcome, row.said) == (first.outcome, first.said) for row in same):
        return {
            row.number: f"Row {first.number} of this file has {what} and says the same. It is taken once"
            for row in same[1:]
        }
    differ = _differences(same)
    return {
        row.number: f"{_others(row, same)} of this file {_has(same)} {what}, but another {differ}. None of them is "
        "taken: leave only the one that is right"
        for row in same
    }


def _what(row: Double, scope: Scope) -> str:
    if row.external_id:
        column = scope.column("fhrs_id", scope.column("council_id", scope.column("reference", "number")))
        return f"the same {column} ({row.external_id})"
    return "the same name, postcode and address"


def _has(same: Sequence[Double]) -> str:
    return "has" if len(same) == 2 else "have"


def _others(row: Double, same: Sequence[Double]) -> str:
    numbers = [str(other.number) for other in same if other.number != row.number]
    if len(numbers) == 1:
        return f"Row {numbers[0]}"
    shown = numbers if len(numbers) <= 10 else [*numbers[:10], f"{len(numbers) - 10} more"]
    return f"Rows {', '.join(shown[:-1])} and {shown[-1]}"


def _differences(same: Sequence[Double]) -> str:
    """Return in what rows differ, in words: the fields, as far as each row kept what it says."""
    said = [row.said for row in same if row.said is not None]
    names = (label for name, label in _LABELS.items() if len({repr(one.get(name)) for one in said}) > 1)
    found = list(dict.fromkeys(names))
    if not found:
        return "name or address" if len(said) < len(same) else "particular"
    return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)

"""A row of a file as it is planned: what will be done with it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from compliance.imports.rules.rows import RowOutcome


class FileRow(NamedTuple):
    """A row of the file: its number there, our fields by code as the mapping fills them, and its own cells."""

    number: int
    fields: Mapping[str, str]
    cells: Mapping[str, str]


@dataclass(slots=True)
class Staged:
    """What is planned for a row: the columns of `ImportRow`, which says what each is.

    `key` is at most 120 characters and the same for two rows that are of one thing.
    """

    number: int
    outcome: RowOutcome
    key: str
    name: str = ""
    external_id: str = ""
    other_id: str = ""
    authority_code: str = ""
    outlet_id: UUID | None = None
    outlet_version: int | None = None
    record_id: UUID | None = None
    said: Mapping[str, Any] | None = None
    cells: Mapping[str, str] | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    kept: Mapping[str, Any] | None = None
    candidates: list[Any] | None = None
    field: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Why an import cannot be undone: what has been built on one outlet since, in a sentence."""

    outlet_id: UUID | None
    name: str
    reference: str
    sentence: str

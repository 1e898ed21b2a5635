"""Reads of a run's own file: which words stand in a column, and how often."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from compliance import files
from compliance.imports.queries.runs import get_run
from compliance.imports.rules.mapping import read_mapping
from compliance.imports.rules.reading import read_recognised, rows
from compliance.permissions import Actor

MOST_WORDS = 100
"""Different words of one field that are shown; rows with any other are rejected, and the page says so."""
MOST_ROWS = 100_000
"""Rows that are read for them."""


@dataclass(frozen=True, slots=True)
class FieldWords:
    """The different words that a column has, the commonest first, with how many rows say each.

    `more` when there are others beyond the first `MOST_WORDS`; `rows_read` is how many rows were looked at, and
    `whole` unless there are more of them.
    """

    counts: Mapping[str, int]
    more: bool
    rows_read: int
    whole: bool


def list_words(session: Session, actor: Actor, run_id: UUID, codes: Sequence[str]) -> dict[str, FieldWords]:
    """Return the words of these of our fields, each of which the run's mapping gives a column. Blank cells are none.

    The file is read as a stream, at most `MOST_ROWS` of it. Raises NotFound, and Refusal when it cannot be read.
    """
    run = get_run(session, actor, run_id)
    columns = {code: read_mapping(run.mapping or {}).columns[code] for code in codes}
    found: dict[str, Counter[str]] = {code: Counter() for code in codes}
    more, read, whole = dict.fromkeys(codes, False), 0, True
    with files.open_kept(run.sha256) as stream:
        for _number, cells in rows(stream, read_recognised(run.recognised or {})):
            if read == MOST_ROWS:
                whole = False
                break
            read += 1
            for code, column in columns.items():
                text = cells.get(column, "")
                if text in found[code] or (text and len(found[code]) < MOST_WORDS):
                    found[code][text] += 1
                elif text:
                    more[code] = True
    return {
        code: FieldWords(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))), more[code], read, whole)
        for code, counts in found.items()
    }

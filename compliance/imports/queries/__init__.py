"""Reads of the imports: runs, what each does or did row by row, saved mappings."""

from compliance.imports.queries.answers import count_answers
from compliance.imports.queries.fields import list_fields
from compliance.imports.queries.mappings import find_mapping_named, get_mapping, list_mappings
from compliance.imports.queries.rejected import RejectedFile, rejected_rows, why_of
from compliance.imports.queries.reports import count_noted, counts_of, counts_of_run, report_of
from compliance.imports.queries.rows import changes_of, kept_of, list_rows, timeline
from compliance.imports.queries.runs import (
    Page,
    count_settled,
    find_last_extract,
    find_later,
    find_run,
    get_run,
    list_runs,
)
from compliance.imports.queries.words import FieldWords, list_words

__all__ = [
    "FieldWords",
    "Page",
    "RejectedFile",
    "changes_of",
    "count_answers",
    "count_noted",
    "count_settled",
    "counts_of",
    "counts_of_run",
    "find_last_extract",
    "find_later",
    "find_mapping_named",
    "find_run",
    "get_mapping",
    "get_run",
    "kept_of",
    "list_fields",
    "list_mappings",
    "list_rows",
    "list_runs",
    "list_words",
    "rejected_rows",
    "report_of",
    "timeline",
    "why_of",
]

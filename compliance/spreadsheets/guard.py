"""Rows out as CSV, safe to open: no cell that a spreadsheet program would run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BYTE_ORDER_MARK = "\ufeff"


def guarded(value: Any) -> Any:
    """Return a cell's value; text that a spreadsheet program could take for a formula begins with an apostrophe.

    Text that begins with =, +, -, @, a tab or a line end, spaces before it aside, as OWASP's "CSV Injection" has it.
    Numbers are left as they are.
    """
    if isinstance(value, str) and (
        value.startswith(_STARTS_A_FORMULA) or value.lstrip(" ").startswith(_STARTS_A_FORMULA)
    ):
        return f"'{value}"
    return "" if value is None else value


def write_csv(headings: Sequence[str], lines: Iterable[Sequence[Any]], *, for_excel: bool = False) -> bytes:
    """Return a table as CSV (RFC 4180: commas, CRLF) in UTF-8; `for_excel` puts the mark first that Excel needs."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(heading) for heading in headings])
    writer.writerows([guarded(value) for value in line] for line in lines)
    return ((BYTE_ORDER_MARK if for_excel else "") + text.getvalue()).encode()

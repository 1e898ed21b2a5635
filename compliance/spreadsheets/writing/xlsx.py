"""Rows out as a workbook of Excel."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter

from compliance.spreadsheets.writing.cells import sheet_lines, sheet_name

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROWEST, _WIDEST = 12, 40


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> None:
    """Write a table into a file as a workbook with one sheet, its headings bold and in sight; one row is held."""
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name(title))
        bold = book.add_format({"bold": True})
        day, moment = (book.add_format({"num_format": shown}) for shown in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, min(max(len(str(heading)) + 2, _NARROWEST), _WIDEST))
        sheet.freeze_panes(1, 0)
        for number, line in sheet_lines(headings, rows):
            for column, value in enumerate(line):
                if isinstance(value, date) and value.year < 1900:
                    sheet.write_string(number, column, value.isoformat())
                elif isinstance(value, datetime):
                    sheet.write_datetime(number, column, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif not isinstance(value, str):
                    sheet.write_number(number, column, value)
                elif value:
                    sheet.write_string(number, column, value, bold if number == 0 else None)

"""The cells of a sheet while they are read, row by row, within what is allowed."""

from collections.abc import Iterator

from compliance.errors import Refusal
from compliance.spreadsheets.reading.limits import (
    LONGEST_CELL,
    LONGEST_ROW,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
)
from compliance.spreadsheets.reading.text import too_many_rows

Row = tuple[int, list[str]]


class Cells:
    """The filled rows of a sheet that are complete, and the row being read. Only what is filled is ever held."""

    def __init__(self) -> None:
        self._complete: list[tuple[int, int, list[str]]] = []
        self._row: list[str] = []
        self._cells = 0
        self._text = 0

    def take(self) -> Iterator[Row]:
        """Yield the rows that are complete, once."""
        rows, self._complete = self._complete, []
        for first, times, row in rows:
            for number in range(first, first + times):
                yield number, row

    def count(self, cells: int = 1) -> None:
        """Count cells, filled or not. Raises Refusal when there have been more than MOST_CELLS."""
        self._cells += cells
        if self._cells > MOST_CELLS:
            raise Refusal(
                f"This sheet has more than {MOST_CELLS:,} cells, the most that is read. Nothing has been imported. "
                "Save it as “CSV UTF-8” and choose that file"
            )

    def put(self, row: int, column: int, text: str) -> None:
        """Put a filled cell into the row being read, numbered `row`; columns count from 0."""
        if column >= MOST_COLUMNS:
            raise Refusal(
                f"Row {row} has a filled cell in column {column + 1}; at most {MOST_COLUMNS} columns are read. Nothing "
                "has been imported. Remove the columns that are not needed"
            )
        if len(text) > LONGEST_CELL:
            raise too_long(row)
        blanks = column - len(self._row)
        if blanks >= 0:
            self._row += [""] * blanks + [text]
        else:
            self._row[column] = text

    def end_row(self, number: int, times: int = 1) -> None:
        """End the row being read, which stands `times` times from `number` on. Blank rows are left out."""
        if not self._row:
            return
        if number + times - 1 > MOST_ROWS:
            raise too_many_rows()
        size = sum(map(len, self._row))
        self._text += size * times
        if size > LONGEST_ROW or self._text > MOST_UNPACKED:
            raise too_long(number)
        self.count(len(self._row) * (times - 1))
        self._complete.append((number, times, self._row))
        self._row = []


def too_long(row: int) -> Refusal:
    """Return the refusal of a cell or row with more text than is read."""
    return Refusal(
        f"Row {row} holds more text than is read. Nothing has been imported. Shorten it, and save the file again"
    )

"""Rows in and out: files that a spreadsheet program opens, read with suspicion and written safe to open."""

from compliance.spreadsheets.guard import BYTE_ORDER_MARK, guarded, write_csv

__all__ = ["BYTE_ORDER_MARK", "guarded", "write_csv"]

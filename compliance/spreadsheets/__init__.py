"""Rows in and out: files that a spreadsheet program opens, read with suspicion and written safe to open."""

from compliance.spreadsheets.guard import guarded, unguarded
from compliance.spreadsheets.writing import MEDIA_TYPES, Kind, write, write_csv

__all__ = ["MEDIA_TYPES", "Kind", "guarded", "unguarded", "write", "write_csv"]

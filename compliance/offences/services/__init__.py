"""What administrators do with the law as data: add, correct, begin, end, confirm; nothing is overwritten."""

from compliance.offences.services.books import KINDS, LAW, Book
from compliance.offences.services.changing import add, add_category, begin, confirm, correct, end, withdraw
from compliance.offences.services.rows import Entry

__all__ = [
    "KINDS",
    "LAW",
    "Book",
    "Entry",
    "add",
    "add_category",
    "begin",
    "confirm",
    "correct",
    "end",
    "withdraw",
]

"""Changing the law: each change is a row of its own with a reason, and what stood before stays to be seen."""

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col

from compliance.errors import Refusal
from compliance.offences.models import ProductCategoryRow
from compliance.offences.rules import Change, Days, check_alone, check_days, closed_by, code_of, day_before
from compliance.offences.services.books import KINDS, Book
from compliance.offences.services.rows import (
    Entry,
    check_entry,
    get_standing,
    insert,
    made_already,
    standing_rows,
    succeed,
    write_down,
)
from compliance.permissions import Actor


def add(session: Session, actor: Actor, book: Book, key: str, values: dict[str, Any], entry: Entry) -> Any:
    """Add a version of a provision or kind of product, and close the one before it the day before it begins.

    `values` are its columns, its days among them, both inclusive; without a first day a provision is enacted and not
    yet in force. Nobody has confirmed it yet. Sent a second time it gives the version made the first time. Raises
    Refusal (no reason, days that overlap another version or leave a gap), Forbidden.
    """
    check_entry(actor, entry)
    made = made_already(session, book, entry)
    if made is not None:
        return made
    standing = standing_rows(session, book, key)
    days = _days(book, values)
    if standing and not book.needs_first_day and days.in_force_from is None:
        raise Refusal("Say from which day it is so", "in_force_from")
    before = closed_by(_in_force(book, standing), days)
    if before is not None and days.in_force_from is not None:
        _close(session, actor, book, before, days.in_force_from, entry)
    number = max((row.version for row in standing), default=0) + 1
    values = values | {book.same: key, "version": number, "revision": 1, "supersedes_id": None, "confirmed": False}
    row = insert(session, actor, book.table, Change.ADDED, entry, values)
    write_down(session, actor, book, "added", row)
    return row


def add_category(session: Session, actor: Actor, values: dict[str, Any], entry: Entry) -> Any:
    """Put a kind of product on the list, under a code made of its label, after the others.

    Raises Refusal beside `label` when there is one of that name or code, and as `add` does; Forbidden.
    """
    check_entry(actor, entry)
    made = made_already(session, KINDS, entry)
    if made is not None:
        return made
    code = code_of(values["label"])
    if session.get(ProductCategoryRow, code) is not None:
        raise Refusal("There is a kind of product of that name, or there was one. Change that one", "label")
    last = session.execute(sa.select(sa.func.max(col(ProductCategoryRow.position)))).scalar_one() or 0
    session.add(ProductCategoryRow(code=code, position=last + 1))
    session.flush()
    return add(session, actor, KINDS, code, values, entry)


def correct(session: Session, actor: Actor, book: Book, row_id: UUID, values: dict[str, Any], entry: Entry) -> Any:
    """Correct a version: another row stands in its place, not confirmed, and the one before stays to be seen.

    `row_id` is the row that the form was filled from. Raises Refusal when somebody else changed it since, when nothing
    differs, when its days overlap another version, without a reason, or when records rest on it and nobody said so;
    NotFound; Forbidden.
    """
    check_entry(actor, entry)
    made = made_already(session, book, entry)
    if made is not None:
        return made
    row = get_standing(session, book, row_id)
    if all(getattr(row, name) == value for name, value in values.items()):
        raise Refusal("Nothing is changed. Change what is wrong, or go back")
    others = [one for one in standing_rows(session, book, book.key_of(row)) if one.id != row.id]
    days = _days(book, values)
    if days.in_force_from is not None or not book.needs_first_day:
        check_alone(_in_force(book, others), days)
    after = succeed(session, actor, row, Change.CORRECTED, entry, values | {"confirmed": False})
    write_down(session, actor, book, "corrected", after, row)
    return after


def begin(session: Session, actor: Actor, book: Book, row_id: UUID, on: date, source: str, entry: Entry) -> Any:
    """Say that an enacted version came into force on a day, and from which source; close the one before it.

    Whether its words are confirmed stays as it was. Raises Refusal when it has a first day, and as `add` does.
    """
    check_entry(actor, entry)
    made = made_already(session, book, entry)
    if made is not None:
        return made
    row = get_standing(session, book, row_id)
    if row.in_force_from is not None:
        raise Refusal("This version has a first day. Correct it if the day is wrong")
    others = [one for one in standing_rows(session, book, book.key_of(row)) if one.id != row.id]
    before = closed_by(_in_force(book, others), Days(on, None))
    if before is not None:
        _close(session, actor, book, before, on, entry)
    content = row.content | {"source": f"{row.content['source']} Commencement: {source.strip()}"}
    after = succeed(session, actor, row, Change.COMMENCED, entry, {"in_force_from": on, "content": content})
    write_down(session, actor, book, "commenced", after, row)
    return after


def end(session: Session, actor: Actor, book: Book, row_id: UUID, last: date, entry: Entry) -> Any:
    """Say which day is the last of a version that no other follows: a provision repealed, a kind taken off the list.

    Raises Refusal when it ends already or the day is before its first; NotFound; Forbidden.
    """
    check_entry(actor, entry)
    made = made_already(session, book, entry)
    if made is not None:
        return made
    row = get_standing(session, book, row_id)
    if row.in_force_to is not None:
        raise Refusal("This version has a last day. Correct it if the day is wrong", "last")
    if row.in_force_from is None and book.needs_first_day:
        raise Refusal("This version is not in force yet, so it cannot end", "last")
    if row.in_force_from is not None and last < row.in_force_from:
        raise Refusal("The last day must be on or after the first", "last")
    check_alone(
        [one for one in _in_force(book, standing_rows(session, book, book.key_of(row))) if one.id != row.id],
        Days(row.in_force_from, last),
    )
    after = succeed(session, actor, row, Change.ENDED, entry, {"in_force_to": last})
    write_down(session, actor, book, "ended", after, row)
    return after


def confirm(session: Session, actor: Actor, book: Book, row_id: UUID, source: str, entry: Entry) -> Any:
    """Say that the words of a version were read in a source: from then on it may be quoted.

    Raises Refusal when it is confirmed already; NotFound; Forbidden.
    """
    check_entry(actor, entry)
    made = made_already(session, book, entry)
    if made is not None:
        return made
    row = get_standing(session, book, row_id)
    if row.confirmed:
        raise Refusal("This version is confirmed already")
    after = succeed(session, actor, row, Change.CONFIRMED, entry, {"confirmed": True, **_with_source(row, source)})
    write_down(session, actor, book, "confirmed", after, row)
    return after


def withdraw(session: Session, actor: Actor, book: Book, row_id: UUID, entry: Entry) -> Any:
    """Take back that a version is confirmed: no letter quotes it any more. What was issued stays as it was.

    Raises Refusal when it is not confirmed; NotFound; Forbidden.
    """
    check_entry(actor, entry)
    made = made_already(session, book, entry)
    if made is not None:
        return made
    row = get_standing(session, book, row_id)
    if not row.confirmed:
        raise Refusal("This version is not confirmed")
    after = succeed(session, actor, row, Change.WITHDRAWN, entry, {"confirmed": False})
    write_down(session, actor, book, "withdrawn", after, row)
    return after


def _close(session: Session, actor: Actor, book: Book, row: Any, first: date, entry: Entry) -> None:
    """Have a version end the day before another begins."""
    closed = succeed(session, actor, row, Change.CLOSED, entry, {"in_force_to": day_before(first)})
    write_down(session, actor, book, "closed", closed, row)


def _days(book: Book, values: dict[str, Any]) -> Days:
    """Return the days of a version, or raise Refusal when they cannot be."""
    days = Days(values["in_force_from"], values["in_force_to"])
    if book.needs_first_day and days.in_force_to is not None and days.in_force_from is None:
        raise Refusal("Give the first day too, or leave the last day blank", "in_force_to")
    check_days(days)
    return days


def _in_force(book: Book, rows: list[Any]) -> list[Any]:
    """Return those of the rows that are or were in force at some time."""
    return [row for row in rows if row.in_force_from is not None or not book.needs_first_day]


def _with_source(row: Any, source: str) -> dict[str, Any]:
    read = source.strip()
    return {"content": row.content | {"source": read}} if "content" in type(row).model_fields else {"source": read}

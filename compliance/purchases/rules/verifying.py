"""Holding what officers signed to its own hash, and to what the audit says was signed (pure)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from compliance.purchases.rules.accounts import NewAddition, addition_document, digest, moment
from compliance.purchases.rules.frozen import FACT_LABELS, MEASURED_LATER, SEEN_AND_SAID, fact_words, is_blank

Row = Mapping[str, Any]
"""A row of a table: identifiers as text, moments aware, texts as they stand."""

Found = Iterator[tuple[str, str]]
"""Where something is wrong, and what."""

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Held:
    """What the audit holds of one thing that was signed: the number of its entry, and its hash."""

    entry: int
    sha256: str


@dataclass(slots=True)
class Anchors:
    """What the audit holds of one account: its signature, and each addition by its number."""

    reference: str = ""
    chain: str = ""
    signed: Held | None = None
    additions: dict[int, Held] = field(default_factory=dict)


def check_account(row: Row, anchors: Anchors) -> Found:
    """Yield what is wrong with an account: its text, its hash, who signed it and when; a draft has none of it."""
    held, document = anchors.signed, row["signed_document"]
    if row["signed_at"] is None and document is None:
        if held is not None:
            yield "its signature", f"has been taken away: it was signed (audit entry {held.entry})"
        return
    if held is None:
        yield "its signature", "is not in the audit: it was put in past the record"
    elif row["signed_sha256"] != held.sha256:
        yield "its hash", f"is not the one that was signed (audit entry {held.entry}: {held.sha256})"
    if document is None or digest(document) != row["signed_sha256"]:
        yield "what was signed", "has been changed since: its text no longer has the SHA-256 that was signed"
    signed = read_document(document)
    for name, now, where in (
        ("words", row["words"], "its words"),
        ("officer_id", row["officer_id"], "whose it is"),
        ("signed_at", _moment(row["signed_at"]), "when it was signed"),
    ):
        if signed.get(name) != now:
            yield where, "differs from the text that was signed"


def check_additions(rows: Sequence[Row], signed_sha256: str | None, anchors: Anchors) -> Found:
    """Yield what is wrong with what was added to an account. `rows` are in order of number; each follows the last.

    What an addition must follow is asked of the audit, so that one fault does not make others.
    """
    first = anchors.signed.sha256 if anchors.signed is not None else signed_sha256 or ""
    known = {0: first} | {number: held.sha256 for number, held in anchors.additions.items()}
    for row in rows:
        number, held = row["number"], anchors.additions.get(row["number"])
        document = addition_document(
            NewAddition(row["about"], row["words"], row["reason"]),
            before=known.get(number - 1, ""),
            number=number,
            officer_id=UUID(row["officer_id"]),
            at=row["added_at"],
        )
        if held is None:
            yield f"addition {number}", "is not in the audit: it was put in past the record"
        elif row["sha256"] != held.sha256:
            yield f"addition {number}", f"is not the one that audit entry {held.entry} holds"
        elif digest(document) != row["sha256"]:
            yield f"addition {number}", f"has been changed since it was written (audit entry {held.entry})"
    there = {row["number"] for row in rows}
    for number, held in sorted(anchors.additions.items()):
        if number not in there:
            yield f"addition {number}", f"has been removed (audit entry {held.entry})"


def check_statement(row: Row, held: Held | None) -> Found:
    """Yield what is wrong with a statement: its text and its hash; a draft has neither."""
    document = row["finished_document"]
    if row["finished_at"] is None and document is None:
        if held is not None:
            yield "that it is finished", f"has been taken away (audit entry {held.entry})"
        return
    if held is None:
        yield "that it is finished", "is not in the audit: it was put in past the record"
    elif row["finished_sha256"] != held.sha256:
        yield "its hash", f"is not the one of audit entry {held.entry} ({held.sha256})"
    if document is None or digest(document) != row["finished_sha256"]:
        yield "what was finished", "has been changed since: its text no longer has its SHA-256"
    if read_document(document).get("words") != row["words"]:
        yield "its words", "differs from the text that was finished"


def check_record(document: str, recorded: Mapping[str, Any]) -> Found:
    """Yield each fact of a test that stands still since a signature, and is not as it was signed.

    `recorded` is the `snapshot` of the record today. What was blank when it was signed, and may be filled in later, is
    left out.
    """
    signed = read_document(document).get("record")
    if not isinstance(signed, dict):
        return
    for name in (*SEEN_AND_SAID, *MEASURED_LATER):
        was, now = signed.get(name), recorded.get(name)
        if name not in signed or was == now or (is_blank(was) and (is_blank(now) or name in MEASURED_LATER)):
            continue
        yield f"the record, “{FACT_LABELS[name]}”", _differs(name, was, now)


def _differs(name: str, was: Any, now: Any) -> str:
    before, after = (fact_words(name, value) or "nothing" for value in (was, now))
    if max(len(before), len(after)) > LONGEST_SHOWN:
        return "has been changed since the account was signed"
    return f"has been changed since the account was signed: it was {before}, and is {after}"


def read_document(document: str | None) -> dict[str, Any]:
    """Return what a canonical document says; nothing when it is no such document any more."""
    try:
        found = json.loads(document or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _moment(at: datetime | None) -> str | None:
    return None if at is None else moment(at)

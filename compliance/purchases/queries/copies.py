"""What goes with a copy of the evidence of a test: the record, the papers, and the lists, each as a file."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance.audit import queries as audit
from compliance.audit.rules import sentence
from compliance.evidence import queries as evidence
from compliance.evidence.rules import KIND_LABELS, PURPOSE_LABELS
from compliance.permissions import Actor
from compliance.purchases.queries.accounts import accounts_state, readable_accounts
from compliance.purchases.queries.papers import print_account, print_statement
from compliance.purchases.queries.parties import find_party
from compliance.purchases.queries.stages import list_stages, recorded_beside
from compliance.purchases.queries.standing import find_hand_over, get_own_purchase, list_disputes
from compliance.purchases.queries.statements import readable_statements
from compliance.purchases.rules import DisputeDecision, PartyRole
from compliance.spreadsheets import Kind, write

_NOT_COPIED = {"volunteer_id"}
"""What leads to the volunteer’s place in the vault stays here; the code is in the record."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file that is made for a copy: its name in it, its bytes, and what it is."""

    name: str
    content: bytes
    what: str


def papers_of(session: Session, actor: Actor, purchase_id: UUID) -> Iterator[Content]:
    """Yield the record of a test as JSON, and the accounts and statements that the actor may read. Raises NotFound."""
    purchase = get_own_purchase(session, actor, purchase_id)
    hand_over = find_hand_over(session, actor, purchase_id)
    disputes = list_disputes(session, actor, purchase_id)
    overturned = any(one.decision is DisputeDecision.OVERTURNED for one in disputes)
    content = {
        "purchase": _plain_row(purchase) | {"counts_as_sale": purchase.counts_as_sale and not overturned},
        "overturned": overturned,
        "parties": [
            _plain_row(one)
            for one in (find_party(session, actor, purchase_id, role) for role in PartyRole)
            if one is not None
        ],
        "stages": [_plain_row(one) for one in list_stages(session, actor, purchase_id)],
        "hand_over": None if hand_over is None else _plain_row(hand_over),
        "disputes": [_plain_row(one) for one in disputes],
    }
    written = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True).encode()
    yield Content("record/record.json", written, "The record as it stands")
    # Others download a copy as well as whoever makes it: only what is open to others goes into one.
    accounts_now = accounts_state(session, actor, purchase_id)
    if not accounts_now.may_read:
        return
    opened = [one for one in readable_accounts(session, actor, purchase_id) if one.opened]
    for number, account in enumerate(opened, 1):
        pdf = print_account(session, actor, purchase_id, account.id)[1]
        yield Content(f"accounts/account-{number}.pdf", pdf, f"Account of {account.officer_name}")
        yield Content(
            f"accounts/account-{number}.json", account.document.encode(), "The text that was signed, to the byte"
        )
    for number, statement in enumerate(readable_statements(session, actor, purchase_id), 1):
        pdf = print_statement(session, actor, purchase_id, statement.id)[1]
        yield Content(f"statements/statement-{number}.pdf", pdf, f"Statement of {statement.officer_name}")
        signed = statement.document.encode()
        yield Content(f"statements/statement-{number}.json", signed, "The text that was finished, to the byte")


def _plain_row(row: Any) -> dict[str, Any]:
    """Return the columns of a row as JSON holds them, but for what leads into the vault."""
    return {name: _plain(value) for name, value in row.model_dump().items() if name not in _NOT_COPIED}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def lists_of(session: Session, actor: Actor, purchase_id: UUID) -> Iterator[Content]:
    """Yield the exhibits of a test, their chains of hands, and the audit of all that belongs to it, each as CSV."""
    rows = evidence.list_exhibits(session, actor, purchase_id)
    yield _table("exhibits.csv", _EXHIBITS, [_exhibit_line(row) for row in rows], "Every exhibit")
    yield _table("custody.csv", _CUSTODY, _custody(session, actor, rows), "Every chain of hands")
    subjects = [
        ("purchase", purchase_id, ""),
        *((one.kind, one.id, one.what) for one in recorded_beside(session, actor, purchase_id)),
        *(("exhibit", row.exhibit.id, row.exhibit.reference) for row in rows),
    ]
    entries = [
        (one, f"{sentence(one.action)}: {what}" if what else sentence(one.action))
        for kind, identifier, what in subjects
        for one in audit.list_subject(session, actor, kind, identifier)
    ]
    told = [
        [one.number, one.at, one.actor_name, words, one.reason, _changes(one.detail), one.hash]
        for one, words in sorted(entries, key=lambda pair: pair[0].number)
    ]
    yield _table("audit.csv", _AUDIT, told, "What was done to the record")


_EXHIBITS = (
    "Exhibit",
    "Kind",
    "Description",
    "Quantity",
    "Packaging",
    "Seal",
    "Not sealed because",
    "Produced by",
    "Produced",
    "Where",
    "SHA-256",
    "Size in bytes",
    "Says where it was taken",
    "Withdrawn",
    "Withdrawn because",
)
_CUSTODY = (
    "Exhibit",
    "Number",
    "When",
    "From",
    "To",
    "Where",
    "Why",
    "Seal before",
    "Seal after",
    "Sealed again because",
    "Signed for",
    "How disposed of",
    "Seen by",
    "Note",
    "Recorded",
    "Hash",
)
_AUDIT = ("Entry", "When", "Who", "What", "Reason", "Before and after", "Hash")


def _changes(detail: Mapping[str, Any]) -> str:
    """Return what an entry says was there before and after, but for what leads into the vault."""
    changes = detail.get("changes", {})
    return "; ".join(
        f"{name}: {'' if before is None else before} > {'' if after is None else after}"
        for name, (before, after) in changes.items()
        if name not in _NOT_COPIED
    )


def _exhibit_line(row: evidence.ExhibitRow) -> list[Any]:
    one = row.exhibit
    return [
        one.reference,
        KIND_LABELS[one.kind] + (" (the trader’s)" if one.dispute_id else ""),
        one.description,
        one.quantity,
        one.packaging,
        one.seal,
        one.unsealed_reason,
        one.produced_by,
        one.produced_at,
        one.produced_where,
        one.sha256 or "",
        one.size,
        {None: "", True: "Yes", False: "No place was found"}[one.tells_place],
        one.withdrawn_at,
        one.withdrawn_reason,
    ]


def _custody(session: Session, actor: Actor, rows: Sequence[evidence.ExhibitRow]) -> list[list[Any]]:
    return [
        [
            row.exhibit.reference,
            one.number,
            one.at,
            one.from_name,
            one.to_name,
            one.place,
            PURPOSE_LABELS[one.purpose],
            one.seal_before,
            one.seal_after,
            one.seal_reason,
            one.receipt,
            one.method,
            one.witnessed_by,
            one.note,
            one.recorded_at,
            one.hash,
        ]
        for row in rows
        for one in evidence.list_transfers(session, actor, row.exhibit.id)
    ]


def _table(name: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], what: str) -> Content:
    with write(Kind.CSV, headings, rows) as file:
        return Content(name, file.read(), what)

"""A copy of all the evidence of a test for somebody: gathered, listed, written down, and streamed as one ZIP."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from sqlmodel import Session
from zipstream import ZipStream

from compliance import clock, files
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.audit.rules import sentence
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries as evidence
from compliance.evidence import services as custody
from compliance.evidence.models import Disclosure
from compliance.evidence.rules import KIND_LABELS, PURPOSE_LABELS
from compliance.evidence.rules.copies import (
    MANIFEST,
    README,
    SUMS,
    Manifest,
    NewCopy,
    Packed,
    check_copy,
    check_names,
    read_manifest,
    readme,
    write_manifest,
    write_sums,
)
from compliance.evidence.rules.files import plain_reference, safe_name
from compliance.permissions import Actor, Permission
from compliance.purchases import queries
from compliance.purchases.services.sheet import record_sheet
from compliance.spreadsheets import Kind, write

_AT_ONCE = 1024 * 1024
_NOT_COPIED = {"volunteer_id"}
"""What leads to the volunteer’s place in the vault stays here; the code is in the record."""


def make_copy(
    session: Session, actor: Actor, purchase_id: UUID, new: NewCopy, *, copy_id: UUID | None = None
) -> Disclosure:
    """Make a copy of all the evidence of a test for somebody, and write down to whom and why (DPA 2018 s.62).

    Every original is read whole and held to its hash first: a copy of what is damaged is not made. What is made for it
    (the record, the custody list, the audit) is kept as it is now, so that the copy can be downloaded again just as it
    was handed out. `copy_id` is what the form made: sent twice it makes one. Raises Refusal beside the field to mend,
    or for a file that is missing or changed; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    test = evidence.get_test(session, actor, purchase_id)
    made = evidence.find_disclosure(session, actor, copy_id)
    if made is not None:
        return made
    plain = check_copy(new)
    custody.check_names_nobody(session, actor, test, plain.to_whom, plain.reason, field="reason")
    authority = accounts.get_authority(session, actor.authority_id).name
    at = clock.now()
    when = f"{clock.london(at):%d/%m/%Y at %H:%M}"
    text = readme(test.reference, authority, when, plain.to_whom, plain.reason)
    packed = [
        *_originals(session, actor, purchase_id),
        *_record(session, actor, purchase_id),
        *_lists(session, actor, purchase_id),
        _kept(README, text.encode(), "What is in this copy and how to check it"),
    ]
    check_names(packed)
    manifest = Manifest(
        test=test.reference,
        authority=authority,
        made_at=at,
        made_by=actor.name,
        to_whom=plain.to_whom,
        reason=plain.reason,
        files=tuple(sorted(packed, key=lambda one: one.name)),
    )
    return custody.note_disclosure(session, actor, test, manifest, files.keep(write_manifest(manifest)), copy_id)


def stream_copy(session: Session, actor: Actor, disclosure_id: UUID) -> tuple[str, ZipStream]:
    """Return the name and the ZIP of a copy that was made, just as it was handed out; nothing is held in memory.

    Each file is read as it is sent and checked first. Raises NotFound, also when its manifest is missing; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    disclosure = evidence.get_disclosure(session, actor, disclosure_id)
    state = queries.accounts_state(session, actor, disclosure.purchase_id)
    if state.opened and not state.may_read:  # named as an officer of the test since, and still to sign their account
        raise NotFound
    content = files.read(disclosure.manifest_sha256)
    manifest = read_manifest(content)
    folder = f"evidence-{plain_reference(manifest.test)}"
    zipped = ZipStream(sized=True)
    for one in manifest.files:
        zipped.add(_pieces(one.sha256), f"{folder}/{one.name}", size=one.size)
    zipped.add(content, f"{folder}/{MANIFEST}")
    zipped.add(write_sums(manifest, disclosure.manifest_sha256), f"{folder}/{SUMS}")
    return f"{folder}.zip", zipped


def _pieces(digest: str) -> Iterator[bytes]:
    with files.open_kept(digest) as file:
        while piece := file.read(_AT_ONCE):
            yield piece


def _kept(name: str, content: bytes, what: str) -> Packed:
    return Packed(name=name, sha256=files.keep(content), size=len(content), what=what)


def _originals(session: Session, actor: Actor, purchase_id: UUID) -> Iterator[Packed]:
    for row in evidence.list_exhibits(session, actor, purchase_id):
        exhibit = row.exhibit
        if exhibit.sha256 is None or exhibit.size is None:
            continue
        _check_whole(exhibit.reference, exhibit.sha256)
        folder = "withdrawn" if exhibit.withdrawn_at else "exhibits"
        yield Packed(
            name=f"{folder}/{safe_name(exhibit.reference, exhibit.kind.value, exhibit.suffix)}",
            sha256=exhibit.sha256,
            size=exhibit.size,
            what=f"{KIND_LABELS[exhibit.kind]}: {exhibit.description}",
            exhibit=exhibit.reference,
            withdrawn=exhibit.withdrawn_at is not None,
        )


def _check_whole(reference: str, digest: str) -> None:
    """Raise Refusal when the kept file of an exhibit is no longer what was received."""
    try:
        files.open_kept(digest).close()
    except NotFound as error:
        raise Refusal(f"The kept file of {reference} is missing, so no copy was made. Report it at once") from error
    except files.CorruptFileError as error:
        raise Refusal(
            f"The kept file of {reference} is no longer what was received, so no copy was made. Report it at once"
        ) from error


def _record(session: Session, actor: Actor, purchase_id: UUID) -> Iterator[Packed]:
    yield _kept("record/record-sheet.pdf", record_sheet(session, actor, purchase_id), "The record sheet")
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    hand_over = queries.find_hand_over(session, actor, purchase_id)
    content = {
        "purchase": _plain_row(purchase),
        "hand_over": None if hand_over is None else _plain_row(hand_over),
        "disputes": [_plain_row(one) for one in queries.list_disputes(session, actor, purchase_id)],
    }
    written = json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True).encode()
    yield _kept("record/record.json", written, "The record as it stands")
    # Others download a copy as well as whoever makes it: only what is open to others goes into one.
    accounts_now = queries.accounts_state(session, actor, purchase_id)
    if not accounts_now.may_read:
        return
    opened = [one for one in queries.readable_accounts(session, actor, purchase_id) if one.opened]
    for number, account in enumerate(opened, 1):
        pdf = queries.print_account(session, actor, purchase_id, account.id)[1]
        yield _kept(f"accounts/account-{number}.pdf", pdf, f"Account of {account.officer_name}")
    for number, statement in enumerate(queries.readable_statements(session, actor, purchase_id), 1):
        pdf = queries.print_statement(session, actor, purchase_id, statement.id)[1]
        yield _kept(f"statements/statement-{number}.pdf", pdf, f"Statement of {statement.officer_name}")


def _plain_row(row: Any) -> dict[str, Any]:
    """Return the columns of a row as JSON holds them, but for what leads into the vault."""
    return {name: _plain(value) for name, value in row.model_dump().items() if name not in _NOT_COPIED}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _lists(session: Session, actor: Actor, purchase_id: UUID) -> Iterator[Packed]:
    rows = evidence.list_exhibits(session, actor, purchase_id)
    yield _table("exhibits.csv", _EXHIBITS, [_exhibit_line(row) for row in rows], "Every exhibit")
    yield _table("custody.csv", _CUSTODY, _custody(session, actor, rows), "Every chain of hands")
    subjects = [("purchase", purchase_id), *(("exhibit", row.exhibit.id) for row in rows)]
    entries = [one for kind, identifier in subjects for one in audit.list_subject(session, actor, kind, identifier)]
    told = [
        [one.number, one.at, one.actor_name, sentence(one.action), one.reason, _changes(one.detail), one.hash]
        for one in sorted(entries, key=lambda one: one.number)
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
        KIND_LABELS[one.kind],
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


def _table(name: str, headings: Sequence[str], rows: Sequence[Sequence[Any]], what: str) -> Packed:
    with write(Kind.CSV, headings, rows) as file:
        return _kept(name, file.read(), what)

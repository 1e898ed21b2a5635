"""A copy of all the evidence of a test for somebody: gathered, listed, written down, and streamed as one ZIP."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session
from zipstream import ZipStream

from compliance import clock, files
from compliance.accounts import queries as accounts
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries as evidence
from compliance.evidence import services as custody
from compliance.evidence.models import Disclosure
from compliance.evidence.rules import KIND_LABELS
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
    custody.check_names_nobody(session, actor, test, to_whom=plain.to_whom, reason=plain.reason)
    authority = accounts.get_authority(session, actor.authority_id).name
    at = clock.now()
    when = f"{clock.london(at):%d/%m/%Y at %H:%M}"
    text = readme(test.reference, authority, when, plain.to_whom, plain.reason)
    packed = [
        *_originals(session, actor, purchase_id),
        _kept("record/record-sheet.pdf", record_sheet(session, actor, purchase_id), "The record sheet"),
        *(_kept(one.name, one.content, one.what) for one in queries.papers_of(session, actor, purchase_id)),
        *(_kept(one.name, one.content, one.what) for one in queries.lists_of(session, actor, purchase_id)),
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
            what=f"{KIND_LABELS[exhibit.kind]}{' (the trader’s)' if exhibit.dispute_id else ''}: {exhibit.description}",
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

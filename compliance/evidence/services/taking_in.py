"""From a file that was received to an exhibit: at once for small files, by the worker for large ones."""

from collections.abc import Iterator
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.audit import services as audit
from compliance.database import read_only
from compliance.errors import Refusal
from compliance.evidence.models import Upload
from compliance.evidence.queries.uploads import find_upload, get_upload
from compliance.evidence.rules import NewExhibit
from compliance.evidence.rules.uploads import UploadState
from compliance.evidence.services.examining import Examined, NotTaken, Received, examine
from compliance.evidence.services.producing import produce_exhibit
from compliance.evidence.services.uploads import check_complete, check_not_there, drop_after_commit, end
from compliance.jobs import Progress
from compliance.permissions import Actor, Permission


def take_in(session: Session, actor: Actor, upload_id: UUID) -> Iterator[Progress]:
    """Examine a file that is all here, and make it an exhibit or say in words why not; the steps of a job.

    The file is hashed, scanned, decoded and kept while no transaction is open: nobody else waits for that. Begun again
    it does nothing twice. Raises Refusal when bytes or words are missing; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    read_only(True)
    upload = get_upload(session, actor, upload_id)
    over = upload.ended_at is not None
    if not over:
        check_complete(upload)
    received = Received.of(upload)
    yield Progress(0, None, "Checking the file", release=True)
    found = None if over else examine(received)
    read_only(False)
    if found is not None:
        conclude(session, actor, upload_id, found)
    yield Progress(1, 1, "Checked")


def conclude(session: Session, actor: Actor, upload_id: UUID, found: Examined | NotTaken) -> Upload:
    """Write down what came of examining a file: an exhibit, a refusal, or that it waits. One that is over stays so.

    Words that must not be kept send it back to the officer, who has the file here and need not send it again.
    Raises NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    upload = get_upload(session, actor, upload_id, lock=True)
    if upload.ended_at is not None:
        drop_after_commit(session, upload.id)
        return upload
    if isinstance(found, NotTaken):
        return _not_taken(session, actor, upload, found)
    try:
        check_not_there(session, actor, upload.purchase_id, found.sha256, upload.dispute_id)
    except Refusal as refusal:
        return _not_taken(session, actor, upload, NotTaken(refusal.message, final=True))
    try:
        exhibit = produce_exhibit(session, actor, upload.purchase_id, _new(upload, found))
    except Refusal as refusal:
        upload.state = UploadState.OPEN
        return _not_taken(session, actor, upload, NotTaken(refusal.message, final=False))
    upload.sha256, upload.scan, upload.exhibit_id = found.sha256, found.scan, exhibit.id
    end(session, actor, upload, UploadState.TAKEN_IN, "upload.taken_in")
    return upload


def _new(upload: Upload, found: Examined) -> NewExhibit:
    return NewExhibit(
        kind=found.kind,
        description=upload.description,
        sha256=found.sha256,
        size=upload.size,
        media_type=found.media_type,
        suffix=found.suffix,
        produced_at=clock.now(),
        shown_sha256=found.shown_sha256,
        tells_place=found.tells_place,
        browser_sha256=upload.browser_sha256,
        original_name=upload.file_name,
        dispute_id=upload.dispute_id,
    )


def _not_taken(session: Session, actor: Actor, upload: Upload, found: NotTaken) -> Upload:
    if found.final:
        end(session, actor, upload, UploadState.REFUSED, "upload.refused", found.words)
        return upload
    upload.words = found.words
    session.add(upload)
    session.flush()
    detail = {"purchase_id": str(upload.purchase_id), "words": found.words}
    audit.record(session, actor, "upload.held_up", "upload", upload.id, detail=detail)
    return upload


def fail_take_in(session: Session, actor: Actor, upload_id: UUID, words: str) -> None:
    """Write down why the worker could not take a file in; it waits, and can be tried again. Asks no permission."""
    upload = find_upload(session, actor, upload_id)
    if upload is not None and upload.ended_at is None:
        _not_taken(session, actor, upload, NotTaken(words, final=False))

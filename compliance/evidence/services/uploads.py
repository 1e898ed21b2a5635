"""What officers do with files on their way to being exhibits: begin, say what one shows, finish, discard."""

from uuid import UUID

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock, jobs
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries
from compliance.evidence.models import Upload
from compliance.evidence.queries.uploads import (
    count_unfinished,
    find_same_upload,
    find_upload,
    get_upload,
    list_expired,
)
from compliance.evidence.rules import uploads as rules
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.uploads import NewUpload, UploadState
from compliance.evidence.services.naming import check_names_nobody, is_named
from compliance.files import spool
from compliance.permissions import Actor, Permission
from compliance.settings import settings

TAKE_IN = "evidence.take_in"


def begin_upload(session: Session, actor: Actor, purchase_id: UUID, new: NewUpload) -> Upload:
    """Begin to receive a file of evidence of a test, and return its upload; its file in the spool is empty.

    The same bytes that the officer began to send to the same test are the same upload, to be gone on with; so is the
    same `new.id`. Raises Refusal for an empty or too large file, for words or a name that lead to the volunteer, for
    bytes that are an exhibit of the test already, for too many that are not finished, and when the disk is full;
    NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    if actor.officer_id is None:
        raise Refusal("Evidence is added by an officer, who is signed in")
    test = queries.get_test(session, actor, purchase_id, dispute_id=new.dispute_id)
    size = rules.check_size(new.size, settings().evidence_megabytes)
    browser_sha256 = rules.check_sha256(new.browser_sha256)
    there = find_upload(session, actor, new.id) or find_same_upload(
        session, actor, purchase_id, new.dispute_id, size=size, browser_sha256=browser_sha256
    )
    if there is not None and there.purchase_id != purchase_id:
        raise NotFound
    if there is not None:
        return _go_on(session, actor, there, new)
    check_not_there(session, actor, purchase_id, browser_sha256, new.dispute_id)
    rules.check_number(count_unfinished(session, actor), settings().evidence_uploads_open)
    kind, description = _words(session, actor, test, new)
    file_name = rules.plain_name(new.file_name)
    now = clock.now()
    upload = Upload(
        id=new.id,
        authority_id=actor.authority_id,
        purchase_id=test.id,
        dispute_id=new.dispute_id,
        officer_id=actor.officer_id,
        kind=kind,
        description=description,
        file_name="" if is_named(session, actor, test, file_name) else file_name,
        size=size,
        browser_sha256=browser_sha256,
        state=UploadState.OPEN,
        begun_at=now,
        expires_at=rules.expires_at(now, settings().evidence_upload_days),
    )
    _make_room(upload)
    try:
        with session.begin_nested():
            session.add(upload)
    except IntegrityError as error:
        raise Refusal("This file is being received already. Open the page again") from error
    _tell(session, actor, "upload.begun", upload, outlet_id=test.outlet_id)
    return upload


def check_not_there(
    session: Session, actor: Actor, purchase_id: UUID, sha256: str, dispute_id: UUID | None = None
) -> None:
    """Raise Refusal, with its reference, when bytes are an exhibit of the test (or dispute) already that stands."""
    same = queries.find_same_file(session, actor, purchase_id, sha256, dispute_id) if sha256 else None
    if same is not None:
        raise Refusal(f"This file is already exhibit {same.reference} of this test. Nothing was added")


def _make_room(upload: Upload) -> None:
    try:
        spool.begin(upload.id, upload.size)
    except spool.NoRoomError as error:
        raise Refusal("The service has no room for this file at the moment. Tell your administrator") from error


def _go_on(session: Session, actor: Actor, upload: Upload, new: NewUpload) -> Upload:
    """Return an upload that was begun before, with the words that are said of it now."""
    if upload.state is UploadState.OPEN and new.kind is not None and new.description:
        describe_upload(session, actor, upload.id, new.kind, new.description)
    if upload.ended_at is None and spool.size_of(upload.id) is None:
        _make_room(upload)
    return upload


def _words(session: Session, actor: Actor, test: queries.Test, new: NewUpload) -> tuple[ExhibitKind | None, str]:
    """Return what is said of a file so far. Raises Refusal for words that are too long or lead to the volunteer."""
    if not new.description.strip():
        return new.kind, ""
    description = rules.check_description(new.description)
    check_names_nobody(session, actor, test, description=description)
    return new.kind, description


def describe_upload(
    session: Session, actor: Actor, upload_id: UUID, kind: ExhibitKind | None, description: str
) -> Upload:
    """Say what a file is and shows, before it becomes an exhibit; afterwards the exhibit is added to.

    Raises Refusal beside `kind` or `description` for what is missing, too long or leads to the volunteer, and for an
    upload that is over; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    upload = get_upload(session, actor, upload_id, lock=True)
    if upload.ended_at is not None:
        raise Refusal("This upload is over. Add to the description of the exhibit instead")
    test = queries.get_test(session, actor, upload.purchase_id, dispute_id=upload.dispute_id)
    said = {"kind": rules.check_kind(kind), "description": rules.check_description(description), "words": ""}
    check_names_nobody(session, actor, test, description=said["description"])
    changes = audit.changed_fields(upload, said)
    if changes:
        for name, value in said.items():
            setattr(upload, name, value)
        session.add(upload)
        session.flush()
        _tell(session, actor, "upload.described", upload, outlet_id=test.outlet_id, changes=changes)
    return upload


def ask_to_take_in(session: Session, actor: Actor, upload_id: UUID) -> Upload:
    """Have the worker check a file that is all here and make it an exhibit; asked again it does nothing twice.

    Raises Refusal when bytes or words are missing; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    upload = get_upload(session, actor, upload_id, lock=True)
    if upload.ended_at is not None:
        return upload
    check_complete(upload)
    upload.state, upload.words = UploadState.RECEIVED, ""
    session.add(upload)
    session.flush()
    jobs.start(session, actor, TAKE_IN, upload.id)
    _tell(session, actor, "upload.received", upload)
    return upload


def check_complete(upload: Upload) -> None:
    """Raise Refusal unless all bytes of an upload are here and it is said what it is and shows."""
    rules.check_kind(upload.kind)
    rules.check_description(upload.description)
    here = spool.size_of(upload.id) or 0
    if here < upload.size:
        raise Refusal(f"{rules.in_words(here)} of {rules.in_words(upload.size)} are here. Send the rest first")


def discard_upload(session: Session, actor: Actor, upload_id: UUID) -> Upload:
    """Give an upload up before it is an exhibit: its bytes go. One that is over stays as it is.

    Raises NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_EVIDENCE)
    upload = get_upload(session, actor, upload_id, lock=True)
    if upload.ended_at is None:
        end(session, actor, upload, UploadState.DISCARDED, "upload.discarded")
    return upload


def expire_uploads(session: Session, actor: Actor) -> int:
    """End what nobody of the authority finished in its time, for the command line, and return how many. Forbidden."""
    actor.require(Permission.RECORD_EVIDENCE)
    expired = list_expired(session, actor, at=clock.now())
    for upload in expired:
        end(session, actor, upload, UploadState.EXPIRED, "upload.expired")
    return len(expired)


def end(session: Session, actor: Actor, upload: Upload, state: UploadState, action: str, words: str = "") -> None:
    """End an upload that is held, and drop its bytes from the spool once that is committed."""
    upload.state, upload.words, upload.ended_at = state, words, clock.now()
    session.add(upload)
    session.flush()
    _tell(session, actor, action, upload)
    drop_after_commit(session, upload.id)


def drop_after_commit(session: Session, upload_id: UUID) -> None:
    """Drop the bytes of an upload from the spool once the transaction is committed; not when it is rolled back."""
    waits = [upload_id]

    def dropped(session: Session) -> None:
        while waits and not session.in_nested_transaction():
            spool.remove(waits.pop())

    def kept(session: Session) -> None:
        if not session.in_nested_transaction():
            waits.clear()

    event.listen(session, "after_commit", dropped)
    event.listen(session, "after_rollback", kept)


def _tell(
    session: Session,
    actor: Actor,
    action: str,
    upload: Upload,
    *,
    outlet_id: UUID | None = None,
    changes: audit.Changes | None = None,
) -> None:
    detail = {
        "purchase_id": str(upload.purchase_id),
        "size": upload.size,
        "sha256": upload.sha256 or upload.browser_sha256,
        "words": upload.words,
    }
    audit.record(session, actor, action, "upload", upload.id, outlet_id=outlet_id, detail=detail, changes=changes)

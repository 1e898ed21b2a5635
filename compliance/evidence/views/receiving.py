"""Files of evidence that came in one form: to the spool first, examined while no transaction is open, then begun."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from compliance.database import new_id, read_only, session
from compliance.errors import Refusal
from compliance.evidence import services
from compliance.evidence.forms.uploads import ROWS, UploadForm
from compliance.evidence.queries.uploads import find_upload
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.uploads import NewUpload, is_taken_in_at_once
from compliance.evidence.services.examining import Examined, NotTaken, Received, examine
from compliance.files import spool
from compliance.web import actor


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that is here: of this form, or of one that was shown again. `over` when it was dealt with before.

    `replaces` is the upload in whose place the officer chose another file.
    """

    id: UUID
    size: int
    file_name: str
    over: bool = False
    replaces: UUID | None = None


def receive(form: UploadForm) -> dict[int, Sent]:
    """Put what was sent into the spool, and return by row what is here. A row sent twice is the same upload."""
    found = {}
    for row in ROWS:
        known = find_upload(session(), actor(), _id_of(form, row))
        chosen = form.sent(row)
        if known is not None and known.ended_at is not None:
            if chosen is not None:
                found[row] = Sent(known.id, known.size, known.file_name, over=True)
        elif chosen is not None:
            if known is not None:
                form[f"row_{row}"].process_data(str(new_id()))
            upload_id, replaces = _id_of(form, row), known.id if known is not None else None
            found[row] = Sent(upload_id, _take(form, row, upload_id), chosen.filename or "", replaces=replaces)
        elif known is not None:
            found[row] = Sent(known.id, known.size, known.file_name)
    return {row: one for row, one in found.items() if one.size}


def _id_of(form: UploadForm, row: int) -> UUID:
    """Return the identifier of a row's upload: of the row as the page made it, and of who sends it, and nobody else."""
    try:
        made = UUID(str(form[f"row_{row}"].data))
    except ValueError:
        made = new_id()
        form[f"row_{row}"].process_data(str(made))
    return uuid5(made, str(actor().officer_id))


def _take(form: UploadForm, row: int, upload_id: UUID) -> int:
    """Put a row's file into the spool, and return its size: 0, with the words in the form, when it cannot be taken."""
    chosen = form.sent(row)
    try:
        size = spool.take(upload_id, chosen.stream) if chosen is not None else 0
    except spool.NoRoomError:
        form.show(Refusal("The service has no room for this file at the moment", f"file_{row}"))
        return 0
    if not size:
        spool.remove(upload_id)
        form.show(Refusal("The file is empty. Choose it again, or save it again first", f"file_{row}"))
    return size


def examined(form: UploadForm, there: Mapping[int, Sent]) -> dict[int, Examined | NotTaken]:
    """Return what came of examining the files of a form, by row; none when they are large: then the worker does it.

    No transaction is open meanwhile: nobody else waits for the virus scanner.
    """
    if not is_taken_in_at_once([one.size for one in there.values()]):
        return {}
    session().rollback()  # nothing was written yet
    read_only(True)
    found = {}
    for row, one in there.items():
        kind = form.kind(row) or ExhibitKind.DOCUMENT
        found[row] = NotTaken("", final=True) if one.over else examine(Received(one.id, one.size, "", kind))
    read_only(False)
    return found


def begin(form: UploadForm, purchase_id: UUID, dispute_id: UUID | None, there: Mapping[int, Sent]) -> bool:
    """Begin the upload of each file that is here, and say whether all have words that can be kept.

    One whose words are missing or cannot be kept is begun without them, so that its bytes are not lost.
    """
    sound = True
    for row, one in there.items():
        if one.replaces is not None:
            services.discard_upload(session(), actor(), one.replaces)
        new = NewUpload(
            id=one.id,
            size=one.size,
            file_name=one.file_name,
            kind=form.kind(row),
            description=form.words(row),
            dispute_id=dispute_id,
        )
        try:
            services.begin_upload(session(), actor(), purchase_id, new)
        except Refusal as refusal:
            sound = False
            field = f"{refusal.field or 'file'}_{row}"
            if not form[field].errors:
                form.show(Refusal(refusal.message, field))
            _begin_without_words(purchase_id, new)
    return sound


def _begin_without_words(purchase_id: UUID, new: NewUpload) -> None:
    bare = NewUpload(id=new.id, size=new.size, file_name=new.file_name, dispute_id=new.dispute_id)
    try:
        services.begin_upload(session(), actor(), purchase_id, bare)
    except Refusal:
        spool.remove(new.id)

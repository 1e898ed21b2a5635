"""Files in pieces, by the protocol tus 1.0.0 (core, creation, expiration, termination, checksum), for one officer.

What the spool holds is the truth: an offset is told only of bytes that are on the disk. While a piece comes in, no
transaction is open.
"""

import base64
import binascii
from collections.abc import Mapping
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.http import http_date

from compliance.database import new_id, read_only, session
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries, rules, services
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.uploads import MEGABYTE, NewUpload, UploadState, check_description, check_kind
from compliance.evidence.views.blueprint import bp
from compliance.files import spool
from compliance.files.spool import Checksum
from compliance.permissions import Permission
from compliance.settings import settings
from compliance.web import actor, commit_although_shown_again, requires

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination,checksum"
PIECE = "application/offset+octet-stream"
WRONG_CHECKSUM = 460
GONE, LOCKED, TOO_LARGE, CONFLICT, NOT_PROCESSED, NO_ROOM = 410, 423, 413, 409, 422, 507


def answer(status: int, words: str = "", **headers: object) -> Response:
    """Return an answer of the protocol; words, if any, are for the officer."""
    response = Response(words, status, mimetype="text/plain")
    response.headers["Tus-Resumable"] = VERSION
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = str(value)
    return response


def _other_version() -> Response | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return answer(412, _("This page is of another version of the service. Load it again"), Tus_Version=VERSION)


@bp.route("/purchases/<uuid:purchase_id>/evidence/uploads", methods=["OPTIONS"], provide_automatic_options=False)
@requires(Permission.RECORD_EVIDENCE)
def upload_options(purchase_id: UUID) -> ResponseReturnValue:
    """Say what of the protocol is spoken here."""
    queries.get_test(session(), actor(), purchase_id)
    return answer(
        204,
        Tus_Version=VERSION,
        Tus_Extension=EXTENSIONS,
        Tus_Max_Size=settings().evidence_megabytes * MEGABYTE,
        Tus_Checksum_Algorithm="sha256,sha1",
    )


@bp.post("/purchases/<uuid:purchase_id>/evidence/uploads")
@requires(Permission.RECORD_EVIDENCE)
def create_upload(purchase_id: UUID) -> ResponseReturnValue:
    """Begin an upload, or return where the one goes on that was begun of the same bytes."""
    queries.get_test(session(), actor(), purchase_id)
    if (wrong := _other_version()) is not None:
        return wrong
    try:
        upload = services.begin_upload(session(), actor(), purchase_id, _announced())
    except Refusal as refusal:
        if refusal.field == "description":
            commit_although_shown_again()  # that the vault was asked stays in the audit
        size = request.headers.get("Upload-Length", "")
        large = size.isdecimal() and int(size) > settings().evidence_megabytes * MEGABYTE
        return answer(TOO_LARGE if large else NOT_PROCESSED, refusal.message, Upload_Field=refusal.field or "")
    where = url_for(".upload_offset", purchase_id=purchase_id, upload_id=upload.id)
    offset = spool.size_of(upload.id) or 0
    return answer(201, Location=where, Upload_Offset=offset, Upload_Expires=http_date(upload.expires_at))


def _announced() -> NewUpload:
    """Return what the headers say of a file. Raises Refusal for what is missing."""
    length = request.headers.get("Upload-Length", "")
    if not length.isascii() or not length.isdecimal() or len(length) > 18:
        raise Refusal(_("The size of the file was not told"))
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    kind = said.get("kind", "")
    dispute = said.get("dispute", "")
    return NewUpload(
        id=new_id(),
        size=int(length),
        file_name=said.get("filename", ""),
        browser_sha256=said.get("sha256", ""),
        kind=check_kind(ExhibitKind(kind) if kind in rules.FILE_KINDS else None),
        description=check_description(said.get("description", "")),
        dispute_id=_as_id(dispute) if dispute else None,
    )


def _as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error


def _metadata(header: str) -> Mapping[str, str]:
    """Return the pairs of an Upload-Metadata header: a key, a space, a value in base64; what is neither is left out."""
    found = {}
    for pair in header.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
    return found


@bp.route(
    "/purchases/<uuid:purchase_id>/evidence/uploads/<uuid:upload_id>",
    methods=["HEAD"],
    provide_automatic_options=False,
)
@requires(Permission.RECORD_EVIDENCE)
def upload_offset(purchase_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Say how much of an upload is here."""
    upload = queries.get_upload(session(), actor(), upload_id, purchase_id=purchase_id)
    here = spool.size_of(upload.id)
    if upload.ended_at is not None or here is None:
        return answer(GONE)
    return answer(200, Upload_Offset=here, Upload_Length=upload.size, Upload_Expires=http_date(upload.expires_at))


@bp.patch("/purchases/<uuid:purchase_id>/evidence/uploads/<uuid:upload_id>")
@requires(Permission.RECORD_EVIDENCE)
def take_piece(purchase_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Take the next bytes of an upload to the disk, and say how many are there."""
    upload = queries.get_upload(session(), actor(), upload_id, purchase_id=purchase_id)
    size, expires, receives = upload.size, upload.expires_at, upload.state is UploadState.OPEN
    session().rollback()  # what was read is read: nobody waits for a slow signal
    read_only(True)
    if (wrong := _other_version() or _no_piece()) is not None:
        return wrong
    if not receives:
        return answer(GONE, _("This upload is over"))
    checksum = Checksum.read(request.headers.get("Upload-Checksum", ""))
    offset = int(request.headers["Upload-Offset"])
    try:
        here = spool.append(upload_id, offset, request.stream, size=size, checksum=checksum)
    except FileNotFoundError:
        return answer(GONE, _("What was received of this file is not there any more. Send it again"))
    except spool.SpoolError as error:
        return _not_taken(error)
    return answer(204, Upload_Offset=here, Upload_Expires=http_date(expires))


def _no_piece() -> Response | None:
    """Return what is wrong with the headers of a piece, or None."""
    offset, checksum = request.headers.get("Upload-Offset", ""), request.headers.get("Upload-Checksum", "")
    if request.mimetype != PIECE:
        return answer(415, _("This is not a piece of a file"))
    if not offset.isascii() or not offset.isdecimal() or len(offset) > 18:
        return answer(400, _("Where this piece begins was not told"))
    if checksum and Checksum.read(checksum) is None:
        return answer(400, _("The checksum of this piece cannot be read"))
    return None


def _not_taken(error: spool.SpoolError) -> Response:
    match error:
        case spool.SpoolBusyError():
            return answer(LOCKED, _("Another page is sending this file. Wait for it, or close it"))
        case spool.WrongOffsetError():
            return answer(CONFLICT, _("This piece does not follow what is here"))
        case spool.TooManyBytesError():
            return answer(TOO_LARGE, _("More came than the file was said to have. The piece was not kept"))
        case spool.WrongChecksumError():
            return answer(WRONG_CHECKSUM, _("A piece was changed on its way. It is sent again"))
        case _:
            return answer(NO_ROOM, _("The service has no room for this file at the moment. Tell your administrator"))


@bp.delete("/purchases/<uuid:purchase_id>/evidence/uploads/<uuid:upload_id>")
@requires(Permission.RECORD_EVIDENCE)
def drop_upload(purchase_id: UUID, upload_id: UUID) -> ResponseReturnValue:
    """Give an upload up."""
    queries.get_upload(session(), actor(), upload_id, purchase_id=purchase_id)
    services.discard_upload(session(), actor(), upload_id)
    return answer(204)

"""What officers do with the photographs of a visit: add some, say better what one shows, remove one with a reason."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from compliance import clock, files, pictures
from compliance.audit import services as audit
from compliance.errors import NotFound, Refusal
from compliance.permissions import Actor, Permission
from compliance.settings import settings
from compliance.visits.models import Photograph, Visit
from compliance.visits.queries import get_visit
from compliance.visits.queries.photographs import get_photograph, hold_visit, list_photographs
from compliance.visits.rules.photographs import check_caption, check_number, check_removal, check_size


@dataclass(frozen=True, slots=True)
class NewPhotograph:
    """A photograph as it was sent, what it shows, and the row of the form that it came in (from 1)."""

    content: bytes
    caption: str
    row: int = 1


def add_photographs(
    session: Session, actor: Actor, visit_id: UUID, new: Sequence[NewPhotograph]
) -> Sequence[Photograph]:
    """Keep photographs of a visit, all or none: the bytes as they came, and a plain JPEG to be shown. Return the added.

    The same bytes are one photograph: sent again they add nothing. Raises Refusal beside `photograph_<row>` or
    `caption_<row>` for what is no picture, too large, or without words, and beside `photograph_1` when there would be
    more than the setting allows; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    visit = hold_visit(session, actor, visit_id)
    there = {one.sha256 for one in list_photographs(session, actor, visit_id) if one.removed_at is None}
    wanted = _once(new, there)
    check_number(len(there), len(wanted), settings().photographs_per_visit)
    return [_add(session, actor, visit, one) for one in wanted]


def _once(new: Sequence[NewPhotograph], there: set[str]) -> list[NewPhotograph]:
    """Return each photograph whose bytes the visit does not have, once."""
    seen, found = set(there), []
    for one in new:
        digest = hashlib.sha256(one.content).hexdigest()
        if digest not in seen:
            seen.add(digest)
            found.append(one)
    return found


def _add(session: Session, actor: Actor, visit: Visit, new: NewPhotograph) -> Photograph:
    caption = check_caption(new.caption, f"caption_{new.row}")
    picture = make_picture(new.content, new.row)
    photograph = Photograph(
        authority_id=actor.authority_id,
        visit_id=visit.id,
        caption=caption,
        sha256=files.keep(new.content),
        suffix=picture.suffix,
        size=len(new.content),
        shown_sha256=files.keep(picture.jpeg),
        width=picture.width,
        height=picture.height,
        added_at=clock.now(),
        added_by_id=actor.officer_id,
    )
    try:
        with session.begin_nested():
            session.add(photograph)
    except IntegrityError as error:
        raise Refusal("This photograph was added a moment ago. Open the visit before you try again") from error
    detail = {"caption": caption, "sha256": photograph.sha256, "shown_sha256": photograph.shown_sha256}
    _tell(session, actor, "photograph.added", visit, detail=detail)
    return photograph


def make_picture(content: bytes, row: int) -> pictures.Picture:
    """Return what is shown of a photograph. Raises Refusal beside `photograph_<row>`."""
    field = f"photograph_{row}"
    check_size(len(content), settings().photograph_megabytes, field)
    try:
        return pictures.derive(content)
    except Refusal as refusal:
        raise Refusal(refusal.message, field) from refusal


def correct_caption(session: Session, actor: Actor, photograph_id: UUID, caption: str, *, version: int) -> Photograph:
    """Say better what a photograph shows; what stood before is in the history of the visit.

    Raises Refusal for blank words, for a photograph that was removed, or when somebody else has changed it since
    `version`; NotFound; Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    photograph, visit = _standing(session, actor, photograph_id)
    audit.check_version(photograph, version, "photograph")
    changes = audit.changed_fields(photograph, {"caption": check_caption(caption)})
    if changes:
        photograph.caption = changes["caption"][1]
        session.add(photograph)
        session.flush()
        audit.record(
            session, actor, "photograph.corrected", "visit", visit.id, outlet_id=visit.outlet_id, changes=changes
        )
    return photograph


def remove_photograph(session: Session, actor: Actor, photograph_id: UUID, *, reason: str) -> Photograph:
    """Remove a photograph from a visit: it is struck out, with who, when and why, and its bytes stay kept.

    Removed before, it stays as it was: a second click does nothing. Raises Refusal for a blank reason; NotFound;
    Forbidden.
    """
    actor.require(Permission.RECORD_VISIT)
    photograph = get_photograph(session, actor, photograph_id, lock=True)
    if photograph.removed_at is not None:
        return photograph
    photograph.removed_reason = check_removal(reason)
    photograph.removed_at = clock.now()
    photograph.removed_by_id = actor.officer_id
    session.add(photograph)
    session.flush()
    visit = get_visit(session, actor, photograph.visit_id)
    detail = {"caption": photograph.caption, "sha256": photograph.sha256}
    _tell(session, actor, "photograph.removed", visit, detail=detail, reason=photograph.removed_reason)
    return photograph


def _standing(session: Session, actor: Actor, photograph_id: UUID) -> tuple[Photograph, Visit]:
    photograph = get_photograph(session, actor, photograph_id, lock=True)
    if photograph.removed_at is not None:
        raise Refusal("This photograph was removed. It stays as it is")
    return photograph, get_visit(session, actor, photograph.visit_id)


def _tell(
    session: Session, actor: Actor, action: str, visit: Visit, *, detail: dict[str, str], reason: str = ""
) -> None:
    audit.record(session, actor, action, "visit", visit.id, outlet_id=visit.outlet_id, reason=reason, detail=detail)


def read_photograph(photograph: Photograph, *, original: bool = False) -> bytes:
    """Return the bytes of a photograph: the plain JPEG, or with `original` what came. Raises Refusal when damaged."""
    try:
        return files.read(photograph.sha256 if original else photograph.shown_sha256)
    except NotFound as error:
        raise Refusal("The kept copy of this photograph is missing") from error
    except files.CorruptFileError as error:
        raise Refusal("The kept copy of this photograph is no longer what was sent") from error

"""Reads of uploads: an officer's own, and nobody else's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.evidence.models import Exhibit, Upload
from compliance.evidence.rules.uploads import STANDING, UploadState
from compliance.files import spool
from compliance.permissions import Actor


@dataclass(frozen=True, slots=True)
class UploadRow:
    """An upload with how many bytes of it are here, and the reference of the exhibit that it became."""

    upload: Upload
    here: int
    exhibit: str | None

    @property
    def percent(self) -> int:
        """How much of it is here, in whole percent: 100 only when all is."""
        return self.here * 100 // self.upload.size

    @property
    def is_here(self) -> bool:
        """Whether all of it is here."""
        return self.here >= self.upload.size


def get_upload(
    session: Session, actor: Actor, upload_id: UUID, *, purchase_id: UUID | None = None, lock: bool = False
) -> Upload:
    """Return an upload of the actor's own, with `purchase_id` one of that test; with `lock` held against all others.

    Raises NotFound, for what is somebody else's too.
    """
    statement: Any = select(Upload).where(Upload.id == upload_id, Upload.officer_id == actor.officer_id)
    if purchase_id is not None:
        statement = statement.where(Upload.purchase_id == purchase_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Upload | None = session.exec(within(statement, actor, col(Upload.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_upload(session: Session, actor: Actor, upload_id: UUID) -> Upload | None:
    """Return an upload of the actor's own, or None."""
    try:
        return get_upload(session, actor, upload_id)
    except NotFound:
        return None


def find_same_upload(
    session: Session, actor: Actor, purchase_id: UUID, dispute_id: UUID | None, *, size: int, browser_sha256: str
) -> Upload | None:
    """Return the actor's upload of the same bytes to the same test (or dispute) that is not over, to go on with."""
    if not browser_sha256:
        return None
    statement: Any = select(Upload).where(
        Upload.purchase_id == purchase_id,
        col(Upload.dispute_id) == dispute_id if dispute_id else col(Upload.dispute_id).is_(None),
        Upload.officer_id == actor.officer_id,
        Upload.size == size,
        Upload.browser_sha256 == browser_sha256,
        col(Upload.state).in_(STANDING),
    )
    found: Upload | None = session.exec(
        within(statement, actor, col(Upload.authority_id)).order_by(col(Upload.id))
    ).first()
    return found


def list_unfinished(session: Session, actor: Actor, purchase_id: UUID | None = None) -> list[UploadRow]:
    """Return the actor's uploads that are not over, of a test or of all, the oldest first. One query."""
    return _rows(session, actor, purchase_id, col(Upload.state).in_(STANDING))


def list_uploads(session: Session, actor: Actor, purchase_id: UUID, *, since: datetime) -> list[UploadRow]:
    """Return the actor's uploads to a test that are not over or were ended at or after `since`, the oldest first."""
    ended = sa.and_(col(Upload.ended_at) >= since, col(Upload.state) != UploadState.DISCARDED)
    return _rows(session, actor, purchase_id, sa.or_(col(Upload.state).in_(STANDING), ended))


def _rows(session: Session, actor: Actor, purchase_id: UUID | None, condition: Any) -> list[UploadRow]:
    statement: Any = (
        select(Upload, Exhibit.reference)
        .outerjoin(Exhibit, col(Exhibit.id) == col(Upload.exhibit_id))
        .where(Upload.officer_id == actor.officer_id, condition)
        .order_by(col(Upload.begun_at), col(Upload.id))
    )
    if purchase_id is not None:
        statement = statement.where(Upload.purchase_id == purchase_id)
    found = session.exec(within(statement, actor, col(Upload.authority_id)))
    return [UploadRow(upload, spool.size_of(upload.id) or 0, reference) for upload, reference in found]


def count_unfinished(session: Session, actor: Actor) -> int:
    """Return how many uploads of the actor's own are not over."""
    statement: Any = select(sa.func.count()).select_from(Upload)
    statement = statement.where(Upload.officer_id == actor.officer_id, col(Upload.state).in_(STANDING))
    found: int = session.exec(within(statement, actor, col(Upload.authority_id))).one()
    return found


def list_expired(session: Session, actor: Actor, *, at: datetime) -> Sequence[Upload]:
    """Return the uploads of the authority, of any officer, that nobody finished by their time; a scan is waited for."""
    statement: Any = select(Upload).where(Upload.state == UploadState.OPEN, Upload.expires_at <= at)
    statement = within(statement, actor, col(Upload.authority_id)).order_by(col(Upload.id)).with_for_update()
    found: Sequence[Upload] = session.exec(statement).all()
    return found


def list_standing_anywhere(session: Session) -> set[UUID]:
    """Return the uploads of every authority that are not over, for the operator: the rest of the spool may go."""
    return set(session.exec(select(Upload.id).where(col(Upload.state).in_(STANDING))))

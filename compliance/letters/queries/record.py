"""One letter with its servings, the letters of one record, and what other slices ask of letters."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance import clock
from compliance.database import within
from compliance.errors import NotFound
from compliance.letters.models import Corrected, Letter, Serving
from compliance.letters.queries.register import LetterFilter, LetterRow, list_letters
from compliance.letters.rules import KIND_LABELS, About, Kind
from compliance.letters.rules.drafting import OUTCOME_NOTICES
from compliance.letters.rules.serving import SERVED_BY_LABELS, STATUS_COLOURS, STATUS_LABELS, ServedBy, Status
from compliance.permissions import Actor, Permission
from compliance.purchases.models import Purchase
from compliance.purchases.rules import FAILED, REFUSED
from compliance.retailers.queries import of_outlet
from compliance.retailers.rules import TimelineEntry

CHUNK = 500
TIMELINE = 200


def get_letter(session: Session, actor: Actor, letter_id: UUID, *, lock: bool = False) -> Letter:
    """Return a letter of the actor's authority; with `lock`, held against everybody else. Raises NotFound."""
    statement: Any = select(Letter).where(Letter.id == letter_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Letter | None = session.exec(within(statement, actor, col(Letter.authority_id))).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_servings(session: Session, actor: Actor, letter_id: UUID) -> Sequence[Serving]:
    """Return how a letter of the actor's authority was served or came back, in order."""
    statement = within(select(Serving).where(Serving.letter_id == letter_id), actor, col(Serving.authority_id))
    found: Sequence[Serving] = session.exec(statement.order_by(col(Serving.served_on), col(Serving.id))).all()
    return found


def replacement_of(session: Session, actor: Actor, letter_id: UUID) -> Letter | None:
    """Return the letter, draft or issued, that supersedes a letter, or None."""
    statement = within(select(Letter).where(Letter.supersedes_id == letter_id), actor, col(Letter.authority_id))
    found: Letter | None = session.exec(statement).one_or_none()
    return found


def find_same(session: Session, actor: Actor, kind: Kind, about: About, *, occasion: str = "") -> Letter | None:
    """Return the newest letter of a kind about the same record and occasion, draft or issued, or None."""
    statement = select(Letter).where(_is_about(about), Letter.kind == kind, Letter.occasion == occasion)
    statement = within(statement, actor, col(Letter.authority_id))
    found: Letter | None = session.exec(statement.order_by(col(Letter.id).desc()).limit(1)).one_or_none()
    return found


def list_about(session: Session, actor: Actor, about: About) -> Sequence[Letter]:
    """Return the letters about one record, in the order of drafting, for who may see letters."""
    if not actor.may(Permission.VIEW_LETTERS) or not about.given:
        return ()
    statement = within(select(Letter).where(_is_about(about)), actor, col(Letter.authority_id))
    found: Sequence[Letter] = session.exec(statement.order_by(col(Letter.id))).all()
    return found


def _is_about(about: About) -> Any:
    return sa.and_(*(getattr(Letter, name) == value for name, value in about.given.items()))


def noticed_purchases(session: Session, actor: Actor, purchase_ids: Collection[UUID] | None = None) -> set[UUID]:
    """Return which purchases the trader has been told of in writing: an outcome letter about them was issued.

    A pass notice, a fail notice or a written warning (each gives the result: Code of Practice, Age Restricted
    Products). A letter that told another result than the record has today, or was corrected, tells of none. None asks
    for every purchase of the authority. One query for each 500 identifiers.
    """
    told = sa.or_(
        sa.and_(col(Letter.kind) == Kind.PASS_NOTICE, col(Purchase.outcome).in_(sorted(REFUSED))),
        sa.and_(col(Letter.kind) != Kind.PASS_NOTICE, col(Purchase.outcome).in_(sorted(FAILED))),
    )
    corrected = sa.exists().where(col(Corrected.letter_id) == col(Letter.id)).correlate(Letter)
    base = (
        select(Letter.purchase_id)
        .join(Purchase, col(Purchase.id) == col(Letter.purchase_id))
        .where(col(Letter.issued_at).is_not(None), col(Letter.kind).in_(sorted(OUTCOME_NOTICES)), told, ~corrected)
    )
    base = within(base, actor, col(Letter.authority_id))
    if purchase_ids is None:
        return set(session.exec(base).all())
    ordered, found = sorted(set(purchase_ids)), set()
    for start in range(0, len(ordered), CHUNK):
        found |= set(session.exec(base.where(col(Letter.purchase_id).in_(ordered[start : start + CHUNK]))).all())
    return found


def timeline(session: Session, actor: Actor, outlet_id: UUID) -> list[TimelineEntry]:
    """Return the letters of an outlet for its timeline: drafted, issued, served, came back. Two queries.

    None for who may not see letters.
    """
    if not actor.may(Permission.VIEW_LETTERS):
        return []
    rows = {row.id: row for row in list_letters(session, actor, LetterFilter(outlet_id=outlet_id), limit=TIMELINE).rows}
    statement = (
        select(Serving)
        .join(Letter, col(Letter.id) == col(Serving.letter_id))
        .where(of_outlet(col(Letter.outlet_id), outlet_id))
        .order_by(col(Serving.served_on), col(Serving.id))
    )
    servings = session.exec(within(statement, actor, col(Serving.authority_id))).all()
    served = [_served(rows[serving.letter_id], serving) for serving in servings if serving.letter_id in rows]
    return [_written(row) for row in rows.values()] + served


def _written(row: LetterRow) -> TimelineEntry:
    done = "drafted" if row.status is Status.DRAFT else "issued"
    return TimelineEntry(
        row.issued_on or clock.london(row.drafted_at).date(),
        "letter",
        f"{KIND_LABELS[row.kind]} {done}",
        "letters.show",
        {"letter_id": row.id},
        f"{row.reference}, to {row.addressee}",
        STATUS_LABELS[row.status],
        STATUS_COLOURS[row.status],
    )


def _served(row: LetterRow, serving: Serving) -> TimelineEntry:
    label, returned = KIND_LABELS[row.kind], serving.how is ServedBy.RETURNED
    how = SERVED_BY_LABELS[serving.how]
    return TimelineEntry(
        serving.served_on,
        "serving",
        f"{label} returned undelivered" if returned else f"{label} served",
        "letters.show",
        {"letter_id": row.id},
        row.reference if returned else f"{row.reference}, {how[0].lower()}{how[1:]}",
        colour="red" if returned else "",
    )


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """An issued letter and the SHA-256 under which its bytes are kept."""

    reference: str
    sha256: str


def follow_issued(session: Session) -> Iterator[IssuedFile]:
    """Yield every issued letter of every authority, by reference. For verification by whoever runs the system."""
    statement = (
        select(Letter.reference, Letter.sha256)
        .where(col(Letter.sha256).is_not(None))
        .order_by(col(Letter.reference), col(Letter.id))
    )
    for reference, sha256 in session.exec(statement.execution_options(yield_per=500)):
        yield IssuedFile(reference, str(sha256))

"""The register of letters: filtered, counted no further than a limit, page by page from the newest."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from compliance.database import within
from compliance.letters.models import Corrected, Letter, Serving
from compliance.letters.rules import KIND_LABELS, About, Kind
from compliance.letters.rules.drafting import NOBODY_KNOWN
from compliance.letters.rules.marks import RESULT_KINDS
from compliance.letters.rules.serving import STATUS_COLOURS, STATUS_LABELS, WAITING, ServedBy, Status
from compliance.permissions import Actor, Permission
from compliance.purchases.models import Purchase
from compliance.purchases.queries.standing import is_overturned
from compliance.purchases.rules import NEEDS_SECOND_OFFICER
from compliance.retailers.models import Entity, Outlet
from compliance.retailers.queries import of_outlet

PAGE = 50
COUNT_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters a list shows; None asks nothing. `since` and `until` are days of issue, both inclusive."""

    kind: Kind | None = None
    status: Status | None = None
    since: date | None = None
    until: date | None = None
    outlet_id: UUID | None = None
    outlet_name: str = ""
    about: About | None = None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A letter in a list: whom it is to, what it is about, and the latest that is known of its serving."""

    id: UUID
    reference: str
    kind: Kind
    drafted_at: datetime
    issued_on: date | None
    pages: int | None
    large_print: bool
    outlet_id: UUID | None
    outlet_name: str
    postcode: str | None
    addressee: str
    purchase_id: UUID | None
    visit_id: UUID | None
    latest_how: ServedBy | None
    latest_on: date | None
    status: Status

    @property
    def what(self) -> str:
        """The kind of letter, in words."""
        return KIND_LABELS[self.kind]

    @property
    def status_label(self) -> str:
        """Where it stands, in words."""
        return STATUS_LABELS[self.status]

    @property
    def status_colour(self) -> str:
        return STATUS_COLOURS[self.status]


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A page of letters, newest first; `older` and `newer` are to be asked for the pages beside it, None at an end."""

    rows: tuple[LetterRow, ...]
    older: UUID | None
    newer: UUID | None


def list_letters(
    session: Session,
    actor: Actor,
    wanted: LetterFilter | None = None,
    *,
    older_than: UUID | None = None,
    newer_than: UUID | None = None,
    limit: int = PAGE,
) -> LetterPage:
    """Return a page of the letters of the actor's authority, the last drafted first. One query.

    `older_than` and `newer_than` are identifiers of letters; they sort by the time of drafting.
    """
    statement = _filtered(_rows(), actor, wanted or LetterFilter())
    up = newer_than is not None
    if newer_than is not None:
        statement = statement.where(col(Letter.id) > newer_than)
    elif older_than is not None:
        statement = statement.where(col(Letter.id) < older_than)
    order = col(Letter.id) if up else col(Letter.id).desc()
    found = [_read(row) for row in session.execute(statement.order_by(order).limit(limit + 1))]
    more, page = len(found) > limit, found[:limit]
    if not page:
        return LetterPage((), None, None)
    page = page[::-1] if up else page
    behind, ahead = (True, more) if up else (more, older_than is not None)
    return LetterPage(tuple(page), page[-1].id if behind else None, page[0].id if ahead else None)


def rows_about(session: Session, actor: Actor, about: About) -> tuple[LetterRow, ...]:
    """Return the letters about one record as rows, the newest first; none for who may not see letters. One query."""
    if not actor.may(Permission.VIEW_LETTERS) or not about.given:
        return ()
    return list_letters(session, actor, LetterFilter(about=about)).rows


def block_of(session: Session, actor: Actor, about: About) -> dict[str, Any]:
    """Return what templates/letters/block.html needs on the page of a record: its letters and its identifier."""
    return {"letters": rows_about(session, actor, about), "letter_about": dict(about.given)}


def count_letters(
    session: Session, actor: Actor, wanted: LetterFilter | None = None, *, limit: int = COUNT_LIMIT
) -> int:
    """Return how many letters match, counting no further than `limit` + 1: that stands for "more than `limit`"."""
    matching = _filtered(_joined(sa.select(sa.literal(1))), actor, wanted or LetterFilter())
    found: int = session.execute(
        sa.select(sa.func.count()).select_from(matching.limit(limit + 1).subquery())
    ).scalar_one()
    return found


def list_to_serve(session: Session, actor: Actor, *, limit: int = 100) -> list[LetterRow]:
    """Return the issued letters that wait to be printed and served, or came back, the longest waiting first.

    Without those that told a result which was overturned or made void since: they must not go out any more.
    """
    statement = _waiting(_rows().where(letter_status().in_(sorted(WAITING)), ~_told_what_is_gone()), actor)
    return [_read(row) for row in session.execute(statement.limit(limit))]


def list_drafts(session: Session, actor: Actor, *, limit: int = 100) -> list[LetterRow]:
    """Return the drafts of the actor's authority, the oldest first."""
    statement = _waiting(_rows().where(col(Letter.issued_at).is_(None)), actor)
    return [_read(row) for row in session.execute(statement.limit(limit))]


def _waiting(statement: Any, actor: Actor) -> Any:
    return within(statement, actor, col(Letter.authority_id)).order_by(col(Letter.issued_at), col(Letter.id))


def _told_what_is_gone() -> Any:
    gone = sa.or_(is_overturned(), col(Purchase.outcome).in_(sorted(NEEDS_SECOND_OFFICER)))
    told = sa.exists().where(col(Purchase.id) == col(Letter.purchase_id), gone).correlate(Letter)
    return sa.and_(col(Letter.kind).in_(sorted(RESULT_KINDS)), told)


def _latest(column: Any) -> Any:
    return (
        sa.select(column)
        .where(col(Serving.letter_id) == col(Letter.id))
        .order_by(col(Serving.served_on).desc(), col(Serving.id).desc())
        .limit(1)
        .correlate(Letter)
        .scalar_subquery()
    )


def letter_status() -> Any:
    """Return where a letter stands (a word of Status), as a column of a statement about letters."""
    later = aliased(Letter)
    superseding = (col(later.supersedes_id) == col(Letter.id), col(later.issued_at).is_not(None))
    replaced = sa.exists().where(*superseding).correlate(Letter)
    corrected = sa.exists().where(col(Corrected.letter_id) == col(Letter.id)).correlate(Letter)
    latest = _latest(col(Serving.how))
    return sa.case(
        (col(Letter.issued_at).is_(None), Status.DRAFT.value),
        (replaced, Status.SUPERSEDED.value),
        (corrected, Status.CORRECTED.value),
        (latest.is_(None), Status.TO_SERVE.value),
        (latest == ServedBy.RETURNED, Status.RETURNED.value),
        else_=Status.SERVED.value,
    )


def _rows() -> Any:
    return _joined(
        sa.select(
            col(Letter.id),
            col(Letter.reference),
            col(Letter.kind),
            col(Letter.drafted_at),
            col(Letter.issued_on),
            col(Letter.pages),
            col(Letter.large_print),
            col(Letter.outlet_id),
            col(Outlet.name).label("outlet_name"),
            col(Outlet.postcode),
            col(Entity.name).label("addressee"),
            col(Letter.purchase_id),
            col(Letter.visit_id),
            _latest(col(Serving.how)).label("latest_how"),
            _latest(col(Serving.served_on)).label("latest_on"),
            letter_status().label("status"),
        )
    )


def _joined(statement: Any) -> Any:
    return (
        statement.select_from(Letter)
        .outerjoin(Outlet, col(Outlet.id) == col(Letter.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Letter.entity_id))
    )


def _read(row: Any) -> LetterRow:
    content = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name of a row as a mapping
    how = content["latest_how"]
    content |= {
        "addressee": content["addressee"] or NOBODY_KNOWN,
        "outlet_name": content["outlet_name"] or content["addressee"],
        "latest_how": ServedBy(how) if how else None,
        "status": Status(content["status"]),
    }
    return LetterRow(**content)


def _filtered(statement: Any, actor: Actor, wanted: LetterFilter) -> Any:
    statement = within(statement, actor, col(Letter.authority_id))
    if wanted.kind is not None:
        statement = statement.where(col(Letter.kind) == wanted.kind)
    if wanted.status is not None:
        statement = statement.where(letter_status() == wanted.status.value)
    if wanted.since is not None:
        statement = statement.where(col(Letter.issued_on) >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(col(Letter.issued_on) <= wanted.until)
    if wanted.about is not None:
        for name, value in wanted.about.given.items():
            statement = statement.where(getattr(Letter, name) == value)
    if wanted.outlet_id is not None:
        statement = statement.where(of_outlet(col(Letter.outlet_id), wanted.outlet_id))
    if wanted.outlet_name:
        text = wanted.outlet_name
        named = (col(Outlet.name), col(Entity.name), col(Letter.reference), col(Outlet.postcode))
        statement = statement.where(sa.or_(*(column.icontains(text, autoescape=True) for column in named)))
    return statement

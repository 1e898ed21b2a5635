"""Reads of print runs: the list, one with its letters and counts, and its letters in posting order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.database import within
from compliance.errors import NotFound
from compliance.letters.models import Letter, PrintRun, PrintRunLetter
from compliance.letters.queries.register import letter_status
from compliance.letters.rules.addresses import is_postcode
from compliance.letters.rules.drafting import NOBODY_KNOWN
from compliance.letters.rules.kinds import KIND_LABELS, Kind
from compliance.letters.rules.runs import (
    ABOUTS,
    RunCounts,
    RunItem,
    RunLetterState,
    posting_order,
)
from compliance.letters.rules.serving import Status
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Outlet

PAGE = 25


@dataclass(frozen=True, slots=True)
class RunRow:
    """A print run in a list, with how its letters add up."""

    run: PrintRun
    counts: RunCounts


@dataclass(frozen=True, slots=True)
class RunLetter:
    """A letter of a run: what was asked for, and the letter it became (a draft, when it could not be issued)."""

    id: UUID
    place: int
    item: RunItem
    state: RunLetterState
    problem: str
    problem_field: str
    letter_id: UUID | None
    reference: str
    addressee: str
    postcode: str
    pages: int
    sha256: str
    outlet_id: UUID | None
    outlet_name: str
    status: Status | None

    @property
    def what(self) -> str:
        """The kind of letter, in words."""
        return KIND_LABELS[self.item.kind]

    @property
    def to_serve(self) -> bool:
        """Whether it is issued, waits to be served for the first time, and did not come back."""
        return self.state is RunLetterState.ISSUED and self.status is Status.TO_SERVE


def get_run(session: Session, actor: Actor, run_id: UUID, *, lock: bool = False) -> PrintRun:
    """Return a print run of the actor's authority; with `lock`, held against everybody else. Raises NotFound."""
    found = find_run(session, actor, run_id, lock=lock)
    if found is None:
        raise NotFound
    return found


def find_run(session: Session, actor: Actor, run_id: UUID, *, lock: bool = False) -> PrintRun | None:
    """Return a print run of the actor's authority, or None. See `get_run`."""
    statement: Any = select(PrintRun).where(PrintRun.id == run_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: PrintRun | None = session.exec(within(statement, actor, col(PrintRun.authority_id))).one_or_none()
    return found


def find_retry(session: Session, actor: Actor, run_id: UUID) -> PrintRun | None:
    """Return the run that tries the problems of another again, or None."""
    statement = within(select(PrintRun).where(PrintRun.retries_id == run_id), actor, col(PrintRun.authority_id))
    found: PrintRun | None = session.exec(statement).one_or_none()
    return found


def list_runs(
    session: Session, actor: Actor, *, before: UUID | None = None, limit: int = PAGE
) -> tuple[list[RunRow], UUID | None]:
    """Return a page of the print runs, the last started first, and the run to go on from (None at the end).

    `before` is the run that the page before ended on. At most three queries.
    """
    statement = within(select(PrintRun), actor, col(PrintRun.authority_id))
    if before is not None:
        last = get_run(session, actor, before)
        key = sa.tuple_(col(PrintRun.started_at), col(PrintRun.id))
        statement = statement.where(key < sa.tuple_(sa.literal(last.started_at), sa.literal(last.id, sa.Uuid())))
    order = (col(PrintRun.started_at).desc(), col(PrintRun.id).desc())
    runs = session.exec(statement.order_by(*order).limit(limit + 1)).all()
    counts = counts_of(session, actor, [run.id for run in runs])
    rows = [RunRow(run, counts[run.id]) for run in runs]
    return rows[:limit], rows[limit - 1].run.id if len(rows) > limit else None


def counts_of(session: Session, actor: Actor, run_ids: Sequence[UUID]) -> dict[UUID, RunCounts]:
    """Return how the letters of each run add up: an answer for every run asked for. One query."""
    statement = (
        sa.select(col(PrintRunLetter.run_id), col(PrintRunLetter.state), sa.func.count())
        .where(col(PrintRunLetter.run_id).in_(run_ids))
        .group_by(col(PrintRunLetter.run_id), col(PrintRunLetter.state))
    )
    found: dict[UUID, dict[RunLetterState, int]] = {run_id: {} for run_id in run_ids}
    for run_id, state, count in session.execute(within(statement, actor, col(PrintRunLetter.authority_id))):
        found[run_id][state] = count
    return {
        run_id: RunCounts(
            waiting=counts.get(RunLetterState.WAITING, 0),
            issued=counts.get(RunLetterState.ISSUED, 0),
            problems=counts.get(RunLetterState.PROBLEM, 0),
        )
        for run_id, counts in found.items()
    }


def list_run_letters(session: Session, actor: Actor, run_id: UUID) -> list[RunLetter]:
    """Return the letters of a run in the order in which they were asked for. One query."""
    statement = (
        sa.select(
            PrintRunLetter,
            col(Letter.reference),
            col(Letter.facts),
            col(Letter.pages),
            col(Letter.sha256),
            col(Letter.outlet_id),
            col(Outlet.name),
            col(Entity.name),
            sa.case((col(Letter.id).is_(None), None), else_=letter_status()),
        )
        .outerjoin(Letter, col(Letter.id) == col(PrintRunLetter.letter_id))
        .outerjoin(Outlet, col(Outlet.id) == col(Letter.outlet_id))
        .outerjoin(Entity, col(Entity.id) == col(Letter.entity_id))
        .where(col(PrintRunLetter.run_id) == run_id)
        .order_by(col(PrintRunLetter.place), col(PrintRunLetter.id))
    )
    return [_read(row) for row in session.execute(within(statement, actor, col(PrintRunLetter.authority_id)))]


def _read(row: Any) -> RunLetter:
    asked, reference, facts, pages, sha256, outlet_id, outlet_name, entity_name, status = row
    addressee, postcode = _addressed(facts or {}, entity_name)
    return RunLetter(
        id=asked.id,
        place=asked.place,
        item=item_of(asked),
        state=asked.state,
        problem=asked.problem,
        problem_field=asked.problem_field,
        letter_id=asked.letter_id,
        reference=reference or "",
        addressee=addressee if reference else "",
        postcode=postcode,
        pages=pages or 0,
        sha256=sha256 or "",
        outlet_id=outlet_id,
        outlet_name=outlet_name or "",
        status=Status(status) if status else None,
    )


def _addressed(facts: dict[str, Any], entity_name: str | None) -> tuple[str, str]:
    """Return to whom a letter is addressed and the postcode in its window, from the facts that it was made of."""
    recipient = facts.get("recipient", {})
    last = next(iter(recipient.get("address", ())[-1:]), "")
    return recipient.get("name") or entity_name or NOBODY_KNOWN, last if is_postcode(last) else ""


def item_of(asked: PrintRunLetter) -> RunItem:
    """Return what was asked for, from the row that keeps it."""
    about = next(name for name in ABOUTS if getattr(asked, name) is not None)
    return RunItem(Kind(asked.kind), about, getattr(asked, about))


def in_posting_order(letters: Sequence[RunLetter]) -> list[RunLetter]:
    """Return the issued letters of a run as they are printed and posted: by postcode, then reference."""
    issued = [one for one in letters if one.state is RunLetterState.ISSUED]
    return posting_order(issued, lambda one: one.postcode, lambda one: one.reference)


def next_waiting(session: Session, actor: Actor, run_id: UUID) -> PrintRunLetter | None:
    """Return the first letter of a run that waits, held against everybody else, or None when none waits."""
    statement = (
        select(PrintRunLetter)
        .where(PrintRunLetter.run_id == run_id, PrintRunLetter.state == RunLetterState.WAITING)
        .order_by(col(PrintRunLetter.place), col(PrintRunLetter.id))
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found: PrintRunLetter | None = session.exec(
        within(statement, actor, col(PrintRunLetter.authority_id))
    ).one_or_none()
    return found


def runs_of_letter(session: Session, actor: Actor, letter_id: UUID) -> Sequence[PrintRunLetter]:
    """Return the places in print runs that a letter came from or was left in as a draft."""
    statement = select(PrintRunLetter).where(PrintRunLetter.letter_id == letter_id)
    found: Sequence[PrintRunLetter] = session.exec(
        within(statement, actor, col(PrintRunLetter.authority_id)).order_by(col(PrintRunLetter.id))
    ).all()
    return found

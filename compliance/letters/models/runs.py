"""Tables of print runs: what was asked for, and what became of each letter."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, stored, versioned
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.runs import RunLetterState

_ABOUT = (
    "(CASE WHEN purchase_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN invitation_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN attendance_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN invite_id IS NULL THEN 0 ELSE 1 END) = 1"
)


@versioned
class PrintRun(Owned, table=True):
    """Letters that were asked for together. Its identifier is made by the form, so that a form sent twice is one run.

    `officer_id` is whom the letters are from. `retries_id` is the run whose problems this one tries again. `sha256` is
    that of the one PDF of all its letters in posting order, made once, when no letter waits any more; `pages` are its
    pages, `sheets` the paper it takes. `failure` says in words why the work itself could not be done.
    """

    __tablename__ = "print_runs"
    __table_args__ = (
        sa.UniqueConstraint("authority_id", "reference"),
        sa.UniqueConstraint("retries_id"),
        sa.Index("ix_print_runs_authority_started", "authority_id", "started_at", "id"),
        sa.CheckConstraint("(sha256 IS NULL) = (pages IS NULL)", name="printed_has_pages"),
    )
    reference: str = Field(max_length=30)
    officer_id: UUID = Field(foreign_key="officers.id")
    large_print: bool = False
    both_sides: bool = False
    retries_id: UUID | None = Field(default=None, foreign_key="print_runs.id")
    started_at: datetime
    started_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    ended_at: datetime | None = None
    sha256: str | None = Field(default=None, max_length=64)
    pages: int | None = None
    sheets: int | None = None
    failure: str = Field(default="", sa_type=sa.Text)
    version: int = 1


class PrintRunLetter(Owned, table=True):
    """One letter that was asked for: issued under `letter_id`, or why not in `problem`, beside `problem_field`.

    A letter that could be drafted and not issued stays as the draft `letter_id`, to be mended and issued. `invite_id`
    is an outlet that is invited first, in the same step (no foreign key: its invitation is what stays of it).
    """

    __tablename__ = "print_run_letters"
    __table_args__ = (
        sa.Index("ix_print_run_letters_run", "run_id", "place", "id"),
        sa.Index("ix_print_run_letters_letter", "letter_id"),
        sa.CheckConstraint(_ABOUT, name="about_one_thing"),
        sa.CheckConstraint("state <> 'issued' OR letter_id IS NOT NULL", name="issued_is_a_letter"),
        sa.CheckConstraint("(state = 'problem') = (problem <> '')", name="problem_has_words"),
    )
    run_id: UUID = Field(foreign_key="print_runs.id")
    place: int
    kind: Kind = stored(Kind)
    purchase_id: UUID | None = Field(default=None, foreign_key="purchases.id")
    visit_id: UUID | None = Field(default=None, foreign_key="visits.id")
    invitation_id: UUID | None = Field(default=None, foreign_key="training_invitations.id")
    attendance_id: UUID | None = Field(default=None, foreign_key="training_attendances.id")
    agreement_id: UUID | None = Field(default=None, foreign_key="agreements.id")
    invite_id: UUID | None = None
    state: RunLetterState = stored(RunLetterState, default=RunLetterState.WAITING)
    letter_id: UUID | None = Field(default=None, foreign_key="letters.id")
    problem: str = Field(default="", sa_type=sa.Text)
    problem_field: str = Field(default="", max_length=60)

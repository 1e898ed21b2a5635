"""Print runs: asked for once, written letter by letter so that none is lost or doubled, served together."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from compliance import clock, jobs
from compliance.accounts import queries as accounts
from compliance.audit import services as audit
from compliance.database import next_reference
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.jobs import Progress
from compliance.letters import queries
from compliance.letters.models import PrintRun, PrintRunLetter
from compliance.letters.rules import About
from compliance.letters.rules.runs import RunItem, RunLetterState, check_items
from compliance.letters.rules.serving import NewServing, ServedBy
from compliance.letters.services.drafts import draft_letter
from compliance.letters.services.issuing import issue_letter
from compliance.letters.services.posting import print_run
from compliance.letters.services.serving import serve_letter
from compliance.permissions import Actor, Permission
from compliance.training import queries as training_queries
from compliance.training import services as training
from compliance.training.rules import NewInvitation, ServedHow

KIND = "letters.run"
UNFORESEEN = "Something went wrong that was not foreseen. Draft this letter by itself, or tell your administrator"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """What a print run is asked for: `id` is made by the form, `officer_id` is whom the letters are from."""

    id: UUID
    items: tuple[RunItem, ...]
    officer_id: UUID
    large_print: bool = False
    both_sides: bool = False
    retries_id: UUID | None = None


def start_run(session: Session, actor: Actor, new: NewRun) -> PrintRun:
    """Keep what was asked for and have it written by a job; sent twice, the second finds the first.

    Raises Refusal without a letter or beyond the most that a run holds, for an officer of nobody's, or when one of the
    chosen records is not the authority's (it was taken away meanwhile); Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    check_items(new.items)
    _check_officer(session, actor, new.officer_id)
    reference = next_reference(session, actor, "PR", clock.today().year)
    before = queries.find_run(session, actor, new.id)
    if before is None and new.retries_id is not None:
        before = queries.find_retry(session, actor, new.retries_id)
    if before is not None:
        return before
    queries.check_own(session, actor, new.items)
    run = PrintRun(
        id=new.id,
        authority_id=actor.authority_id,
        reference=reference,
        officer_id=new.officer_id,
        large_print=new.large_print,
        both_sides=new.both_sides,
        retries_id=new.retries_id,
        started_at=clock.now(),
        started_by_id=actor.officer_id,
    )
    session.add(run)
    session.flush()
    for place, item in enumerate(new.items, start=1):
        asked = PrintRunLetter(
            authority_id=actor.authority_id, run_id=run.id, place=place, kind=item.kind, **item.columns
        )
        session.add(asked)
    session.flush()
    detail = {"reference": reference, "letters": [item.key for item in new.items]}
    audit.record(session, actor, "print_run.started", "print_run", run.id, detail=detail)
    jobs.start(session, actor, KIND, run.id)
    return run


def _check_officer(session: Session, actor: Actor, officer_id: UUID) -> None:
    try:
        accounts.get_officer(session, actor, officer_id)
    except NotFound as error:
        raise Refusal("Choose the officer that the letters are from", "officer_id") from error


def retry_run(session: Session, actor: Actor, run_id: UUID, *, new_id: UUID) -> PrintRun:
    """Start a run of the letters of another that had a problem, as it was asked for; asked twice, it is the same run.

    Raises Refusal while letters of the other still wait, or when none had a problem; NotFound; Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    run = queries.get_run(session, actor, run_id)
    letters = queries.list_run_letters(session, actor, run_id)
    if any(one.state is RunLetterState.WAITING for one in letters):
        raise Refusal(f"{run.reference} is still being written. Wait until it has ended")
    items = tuple(one.item for one in letters if one.state is RunLetterState.PROBLEM)
    if not items:
        raise Refusal(f"Every letter of {run.reference} was issued. There is nothing to try again")
    new = NewRun(
        id=new_id,
        items=items,
        officer_id=run.officer_id,
        large_print=run.large_print,
        both_sides=run.both_sides,
        retries_id=run.id,
    )
    return start_run(session, actor, new)


def resume_run(session: Session, actor: Actor, run_id: UUID) -> PrintRun:
    """Have a run gone on with whose work ended before its letters did. Raises NotFound, Forbidden."""
    actor.require(Permission.ISSUE_LETTER)
    run = queries.get_run(session, actor, run_id, lock=True)
    if run.ended_at is None:
        run.failure = ""
        session.add(run)
        session.flush()
        audit.record(session, actor, "print_run.resumed", "print_run", run.id, detail={"reference": run.reference})
        jobs.start(session, actor, KIND, run.id)
    return run


def write_run(session: Session, actor: Actor, run_id: UUID) -> Iterator[Progress]:
    """Draft and issue each letter that waits, then make the one PDF, and yield how far it is; for the jobs.

    Committed at every yield: a letter, what is kept of it in the run, and its reference stand or fall together, so that
    a run that is killed and begun again neither loses nor doubles a letter. A letter that may not be issued keeps its
    problem in words, and the others go on. Raises NotFound, Forbidden.
    """
    actor.require(Permission.ISSUE_LETTER)
    run = queries.get_run(session, actor, run_id)
    while (asked := queries.next_waiting(session, actor, run_id)) is not None:
        _write(session, actor, run, asked)
        counts = queries.counts_of(session, actor, [run_id])[run_id]
        yield Progress(counts.asked - counts.waiting, counts.asked, "Writing the letters")
    run = queries.get_run(session, actor, run_id, lock=True)
    if run.ended_at is not None:
        return
    print_run(session, actor, run)
    counts = queries.counts_of(session, actor, [run_id])[run_id]
    yield Progress(counts.asked, counts.asked, "Putting them in posting order")


def _write(session: Session, actor: Actor, run: PrintRun, asked: PrintRunLetter) -> None:
    """Draft and issue one letter, or keep why not. What half a letter leaves behind is taken back."""
    try:
        with session.begin_nested():
            letter_id = _draft(session, actor, run, queries.item_of(asked))
            asked.letter_id = letter_id
        _issue(session, actor, letter_id)
    except Refusal as refusal:
        _keep_problem(asked, refusal.message, refusal.field or "")
    except NotFound:
        _keep_problem(asked, "What this letter is about is not there any more", "")
    except (DBAPIError, Forbidden):
        raise
    except Exception:  # one letter that nobody foresaw must not keep the others from being written
        log.exception("Print run %s: letter %s could not be written", run.reference, asked.place)
        _keep_problem(asked, UNFORESEEN, "")
    else:
        asked.state = RunLetterState.ISSUED
    session.add(asked)
    session.flush()


def _issue(session: Session, actor: Actor, letter_id: UUID) -> None:
    """Issue a draft. Refused, what the vault was asked stays written down; anything unforeseen takes all of it back."""
    refused: Refusal | None = None
    with session.begin_nested():
        try:
            issue_letter(session, actor, letter_id)
        except Refusal as refusal:
            refused = refusal
    if refused is not None:
        raise refused


def _keep_problem(asked: PrintRunLetter, words: str, field: str) -> None:
    asked.state, asked.problem, asked.problem_field = RunLetterState.PROBLEM, words, field[:60]


def _draft(session: Session, actor: Actor, run: PrintRun, item: RunItem) -> UUID:
    """Return the draft of a letter: the one an earlier run left, or a new one with what such a letter begins with.

    A retailer who is to be invited is invited in the same step.
    """
    if item.about == "invite_id":
        invitation = _invite(session, actor, item.about_id)
        item = replace(item, about="invitation_id", about_id=invitation)
    about = About(**{item.about: item.about_id})
    left = queries.find_left_draft(session, actor, item.kind, about)
    if left is not None:
        return left.id
    subject = queries.get_subject(session, actor, about)
    decided = queries.begin(session, actor, item.kind, subject, officer_id=run.officer_id)
    return draft_letter(session, actor, item.kind, replace(decided, large_print=run.large_print), about).id


def _invite(session: Session, actor: Actor, outlet_id: UUID) -> UUID:
    """Record that an outlet is invited today by letter, to answer by the policy's day, and return the invitation."""
    today = clock.today()
    policy = training_queries.policy_on(session, actor, today)
    new = NewInvitation(
        course=policy.course,
        invited_on=today,
        served_how=ServedHow.LETTER,
        reply_by_on=today + timedelta(days=policy.reply_days),
    )
    return training.record_invitation(session, actor, outlet_id, new).id


def fail_run(session: Session, actor: Actor, run_id: UUID, message: str) -> None:
    """Keep in words why the work of a run could not be done. For the jobs. Raises NotFound."""
    run = queries.get_run(session, actor, run_id, lock=True)
    run.failure = message
    session.add(run)
    session.flush()
    audit.record(session, actor, "print_run.failed", "print_run", run.id, detail={"failure": message})


def serve_run(
    session: Session,
    actor: Actor,
    run_id: UUID,
    letter_ids: Sequence[UUID],
    *,
    how: ServedBy,
    served_on: date,
    note: str = "",
) -> int:
    """Record the chosen letters of a run as served in one way on one day, and return how many that were.

    A letter that was served already, came back, or that another supersedes is left out: each has its own page. Sent
    twice, the second records nothing. Raises Refusal when no letter is left, or as `serve_letter` does; NotFound;
    Forbidden.
    """
    actor.require(Permission.SERVE_LETTER)
    queries.get_run(session, actor, run_id, lock=True)
    chosen = set(letter_ids)
    letters = [one for one in queries.list_run_letters(session, actor, run_id) if one.to_serve]
    served = [one.letter_id for one in letters if one.letter_id in chosen]
    if not served:
        raise Refusal("None of these letters waits to be served. Choose at least one that does", "letters")
    for letter_id in served:
        serve_letter(session, actor, letter_id, NewServing(how=how, served_on=served_on, note=note))
    detail = {"letters": len(served), "how": how, "on": served_on}
    audit.record(session, actor, "print_run.served", "print_run", run_id, detail=detail)
    return len(served)

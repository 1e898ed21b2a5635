"""The blueprint of letters, the page of one letter, and where each problem is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.forms import Form
from compliance.letters import queries, rules
from compliance.letters.queries import Letter, Prepared, Serving, Subject
from compliance.letters.rules import Kind
from compliance.letters.rules.drafting import decided_from_dict, facts_from_dict
from compliance.letters.rules.marks import MARKED_KINDS
from compliance.letters.rules.serving import SERVED_BY_LABELS, STATUS_COLOURS, STATUS_LABELS, ServedBy, Status
from compliance.permissions import Permission
from compliance.purchases.rules import OUTCOME_LABELS, TYPE_LABELS
from compliance.retailers import queries as retailers
from compliance.retailers.queries import Identity
from compliance.training.rules import COURSE_NAMES
from compliance.volunteers.rules import LeadsToVolunteer
from compliance.web import actor, commit_although_shown_again, guard_of, looked_at

bp = Blueprint("letters", __name__)

LABELS: dict[str, Any] = {
    "course_names": COURSE_NAMES,
    "kind_labels": rules.KIND_LABELS,
    "occasion_labels": rules.OCCASION_LABELS,
    "outcome_labels": OUTCOME_LABELS,
    "served_by_labels": SERVED_BY_LABELS,
    "status_colours": STATUS_COLOURS,
    "status_labels": STATUS_LABELS,
    "type_labels": TYPE_LABELS,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a letter cannot be issued yet, and the page on which it is mended, if there is one."""

    message: str
    url: str


def mend_url(field: str | None, subject: Subject, letter_id: UUID | None = None) -> str:
    """Return the page on which what a refusal is about is mended, or nothing when the actor cannot reach one."""
    outlet = {"outlet_id": subject.outlet.id} if subject.outlet else {}
    operators = ("retailers.operators", outlet)
    known = ("retailers.entity", {"entity_id": subject.operator.entity_id}) if subject.operator else operators
    about = record_of(subject) or operators
    pages: dict[str, tuple[str, dict[str, UUID]]] = {
        "letterhead": ("accounts.letterhead", {}),
        "keep_years": ("accounts.letterhead", {}),
        "officer": ("accounts.index", {}),
        "recipient": known,
        "place": ("retailers.show", outlet),
        "operator": operators,
        "kind": about if subject.operator else operators,
    }
    if field in pages:
        endpoint, arguments = pages[field]
        return _url(endpoint, **arguments) if arguments or not endpoint.startswith("retailers.") else ""
    return _url("letters.edit", letter_id=letter_id) if letter_id and field else ""


def record_of(subject: Subject) -> tuple[str, dict[str, UUID]] | None:
    """Return the page of the record that a letter is about, and None for a visit or an invitation."""
    if subject.purchase:
        return "purchases.show", {"purchase_id": subject.purchase.id}
    if subject.place:
        return "training.show", {"session_id": subject.place.session.id}
    if subject.agreement:
        return "agreements.show", {"agreement_id": subject.agreement.agreement.id}
    return None


def _url(endpoint: str, **arguments: Any) -> str:
    if endpoint not in current_app.view_functions:
        return ""
    guard = guard_of(current_app, endpoint)
    if guard is None or guard.permission is None or not actor().may(guard.permission):
        return ""
    return url_for(endpoint, **arguments)


def asked_id(name: str) -> UUID | None:
    """Return an identifier from the query string, or None when there is none or it is none."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def identity_of(outlet_id: UUID | None) -> Identity | None:
    """Return the identity of an outlet for the head of its pages; None for a letter to a whole legal entity."""
    return retailers.get_identity(session(), actor(), outlet_id) if outlet_id else None


def outlet_looked_at(outlet_id: UUID | None) -> dict[str, str]:
    """Return what the audit notes of the outlet whose letter was looked at, if the letter has one."""
    return {"outlet_id": str(outlet_id)} if outlet_id else {}


def version_of(text: str | None) -> int:
    """Return the version that a form was filled from; one that was tampered with fits no record."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def show_letter(letter: Letter, form: Form, prepared: Prepared | None) -> ResponseReturnValue:
    """Return the page of a letter; `prepared` is given for a draft."""
    subject = prepared.subject if prepared else queries.subject_of(session(), actor(), letter)
    facts = prepared.facts if prepared else facts_from_dict(letter.kind, letter.facts)
    superseding = queries.replacement_of(session(), actor(), letter.id)
    marks = letter.issued_at is not None and letter.kind in MARKED_KINDS
    corrected = queries.list_corrections_of(session(), actor(), letter.id) if marks else []
    servings = queries.list_servings(session(), actor(), letter.id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    return render_template(
        "letters/show.html",
        letter=letter,
        form=form,
        subject=subject,
        facts=facts,
        rendered=prepared.rendered if prepared else None,
        problems=[_problem(one, subject, letter.id) for one in (prepared.problems if prepared else ())],
        status=_status(letter, superseding, servings, corrected=bool(corrected)),
        corrected_by=corrected,
        corrects=queries.list_corrected_by(session(), actor(), letter.id) if letter.kind is Kind.CORRECTION else [],
        to_correct=_to_correct(letter, subject) if marks else [],
        waivers=queries.list_waivers(session(), actor(), letter.id) if marks else [],
        may_waive=actor().may(Permission.DECIDE_DISPUTE),
        former=queries.get_letter(session(), actor(), letter.supersedes_id) if letter.supersedes_id else None,
        superseding=superseding,
        servings=servings,
        identity=identity_of(letter.outlet_id),
        names=_names(letter, servings),
        decided=decided_from_dict(letter.decided),
        history=audit.list_subject(session(), actor(), "letter", letter.id),
        is_warning=letter.kind is Kind.WRITTEN_WARNING,
        may_issue=actor().may(Permission.ISSUE_LETTER),
        may_serve=actor().may(Permission.SERVE_LETTER),
        today=clock.today(),
        labels=LABELS,
    )


def _to_correct(letter: Letter, subject: Subject) -> list[queries.ToCorrect]:
    """Return why the letter no longer fits the record: of one about a test that was read with its subject."""
    if subject.test is None:
        return queries.list_to_correct(session(), actor(), letter_ids=[letter.id])
    return [one for one in subject.marked if one.letter_id == letter.id and one.open]


def _problem(refusal: Refusal, subject: Subject, letter_id: UUID) -> Problem:
    return Problem(refusal.message, mend_url(refusal.field, subject, letter_id))


def _status(letter: Letter, superseding: Letter | None, servings: Sequence[Serving], *, corrected: bool) -> Status:
    """Say of one letter, whose rows are at hand, what queries.register says in SQL."""
    if letter.issued_at is None:
        return Status.DRAFT
    if superseding is not None and superseding.issued_at is not None:
        return Status.SUPERSEDED
    if corrected:
        return Status.CORRECTED
    if not servings:
        return Status.TO_SERVE
    return Status.RETURNED if servings[-1].how is ServedBy.RETURNED else Status.SERVED


def _names(letter: Letter, servings: Sequence[Serving]) -> dict[UUID, str]:
    people = {letter.drafted_by_id, letter.issued_by_id, *(one.recorded_by_id for one in servings)}
    return accounts.officer_names(session(), {one for one in people if one is not None})


def show_refusal(form: Form, refusal: Refusal) -> None:
    """Show a refusal beside its field. Of one about who helped with a test, the asking stays in the audit."""
    form.show(refusal)
    if isinstance(refusal, LeadsToVolunteer):
        commit_although_shown_again()

"""Drafting: which letters the record allows and why not the others, then what a person decides of one."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import NotFound, Refusal
from compliance.letters import queries, rules, services
from compliance.letters.forms import LetterForm, ReasonForm, begin_from, form_for
from compliance.letters.queries import Letter, Subject
from compliance.letters.rules import About, Kind
from compliance.letters.rules.drafting import Decided, decided_from_dict, suggest
from compliance.letters.views.blueprint import (
    LABELS,
    asked_id,
    bp,
    identity_of,
    mend_url,
    outlet_looked_at,
    show_refusal,
    version_of,
)
from compliance.permissions import Permission
from compliance.web import actor, looked_at, requires


def _asked() -> About:
    """Return what the letter is to be about: the first of the identifiers in the query string that is one."""
    for name in About().ids:
        if (found := asked_id(name)) is not None:
            return About(**{name: found})
    return About()


def _in_the_address(asked: About) -> dict[str, Any]:
    return dict(asked.given)


@bp.get("/letters/new")
@requires(Permission.ISSUE_LETTER, looks_at="outlet.viewed")
def new() -> ResponseReturnValue:
    asked = _asked()
    subject = queries.get_subject(session(), actor(), asked)
    looked_at(**outlet_looked_at(subject.outlet_id))
    choice = rules.allowed_kinds(subject.standing)
    written = _written(asked, subject)
    column = next(iter(asked.given), "")
    return render_template(
        "letters/new.html",
        subject=subject,
        identity=identity_of(subject.outlet_id),
        about=asked.given,
        allowed=[kind for kind in choice.allowed if kind not in written],
        written=written,
        occasions={kind: subject.standing.occasion if kind in rules.OCCASIONS_OF else None for kind in Kind},
        left_out=[
            (kind, why, mend_url("kind", subject))
            for kind, why in choice.left_out
            if kind not in written and column in rules.ABOUT_OF[kind]
        ],
        labels=LABELS,
    )


def _written(asked: About, subject: Subject) -> dict[Kind, Letter]:
    """Return the newest letter of each kind that there is already; of a reminder, on the occasion of today."""
    found: dict[Kind, Letter] = {}
    for letter in queries.list_about(session(), actor(), asked):
        begun = Decided(officer_id=actor().officer_id or letter.id, occasion=subject.standing.occasion)
        if letter.occasion == queries.occasion_of(letter.kind, begun, subject):
            found[letter.kind] = letter
    return found


@bp.route("/letters/draft", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTER, looks_at="outlet.viewed")
def draft() -> ResponseReturnValue:
    asked, wanted = _asked(), _kind(request.args.get("kind", ""))
    subject = queries.get_subject(session(), actor(), asked)
    looked_at(**outlet_looked_at(subject.outlet_id))
    form = _form(wanted, subject, _begin(wanted, subject))
    try:
        rules.check_kind(wanted, subject.standing)
        if form.validate_on_submit():
            letter = services.draft_letter(session(), actor(), wanted, form.decided(), asked)
            flash(_("%(kind)s drafted as %(reference)s", kind=_(rules.KIND_LABELS[wanted]), reference=letter.reference))
            return redirect(url_for(".show", letter_id=letter.id))
    except Refusal as refusal:
        form.show(refusal)
    return _draft_page(form, wanted, subject, cancel=url_for(".new", **_in_the_address(asked)))


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError as error:
        raise NotFound from error


def _begin(kind: Kind, subject: Subject) -> dict[str, Any]:
    officer_id = subject.officer_for(kind) or actor().officer_id
    assert officer_id is not None, "only an officer is signed in to draft a letter"  # noqa: S101 - for the type checker
    begun = queries.begin(session(), actor(), kind, subject, officer_id=officer_id)
    return begin_from(begun, suggest(online=subject.online, today=clock.today()), 0)


def _form(kind: Kind, subject: Subject, begin: dict[str, Any]) -> LetterForm:
    officers = [
        (one.id, f"{one.name}, {one.job_title}" if one.job_title else one.name)
        for one in accounts.list_officers(session(), actor())
        if one.active or one.id == begin["officer_id"]
    ]
    course = queries.course_of(session(), actor(), subject)
    sessions = queries.list_sessions(session(), actor(), after=clock.today(), course=course)
    return form_for(kind, subject, officers=officers, sessions=sessions, begin=begin)


def _draft_page(
    form: LetterForm, kind: Kind, subject: Subject, *, cancel: str, letter: Letter | None = None
) -> ResponseReturnValue:
    return render_template(
        "letters/draft.html",
        form=form,
        kind=kind,
        subject=subject,
        letter=letter,
        identity=identity_of(subject.outlet_id),
        cancel=cancel,
        labels=LABELS,
    )


@bp.route("/letters/<uuid:letter_id>/correct", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTER, looks_at="letter.viewed")
def edit(letter_id: UUID) -> ResponseReturnValue:
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    subject = queries.subject_of(session(), actor(), letter)
    suggested = suggest(online=subject.online, today=clock.today())
    form = _form(letter.kind, subject, begin_from(decided_from_dict(letter.decided), suggested, letter.version))
    if form.validate_on_submit():
        try:
            services.change_draft(
                session(), actor(), letter_id, form.decided(), version=version_of(form["version"].data)
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Draft changed"))
            return redirect(url_for(".show", letter_id=letter_id))
    elif letter.issued_at is not None:
        return redirect(url_for(".show", letter_id=letter_id))
    return _draft_page(form, letter.kind, subject, cancel=url_for(".show", letter_id=letter_id), letter=letter)


@bp.route("/letters/<uuid:letter_id>/discard", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTER, looks_at="letter.viewed")
def discard(letter_id: UUID) -> ResponseReturnValue:
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    form = ReasonForm()
    outlet_id, reference = letter.outlet_id, letter.reference
    if form.validate_on_submit():
        try:
            services.discard_draft(session(), actor(), letter_id, reason=form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("Draft %(reference)s discarded", reference=reference))
            return redirect(url_for(".outlet", outlet_id=outlet_id) if outlet_id else url_for(".index"))
    history = audit.list_subject(session(), actor(), "letter", letter_id)
    return render_template("letters/discard.html", form=form, letter=letter, history=history, labels=LABELS)


@bp.route("/letters/<uuid:letter_id>/supersede", methods=["GET", "POST"])
@requires(Permission.ISSUE_LETTER, looks_at="letter.viewed")
def supersede(letter_id: UUID) -> ResponseReturnValue:
    letter = queries.get_letter(session(), actor(), letter_id)
    looked_at(**outlet_looked_at(letter.outlet_id))
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            new_letter = services.supersede_letter(session(), actor(), letter_id, reason=form.reason.data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(_("%(reference)s drafted. Change what was wrong, then issue it", reference=new_letter.reference))
            return redirect(url_for(".edit", letter_id=new_letter.id))
    return render_template("letters/supersede.html", form=form, letter=letter, labels=LABELS)

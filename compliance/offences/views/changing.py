"""Pages on which an administrator changes the law: add, correct, begin, end, confirm, withdraw."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.offences import queries, services
from compliance.offences.forms import BeginForm, ConfirmForm, EndForm, KindForm, WithdrawForm
from compliance.offences.rules import FLAG_LABELS, rests_on
from compliance.offences.services import LAW, Entry
from compliance.offences.views.blueprint import SHELVES, Shelf, bp
from compliance.offences.views.law import count_resting
from compliance.permissions import Permission
from compliance.web import actor, requires


@bp.route("/products/new", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def new_product() -> ResponseReturnValue:
    """Put a kind of product on the list."""
    form = KindForm(data={"submission": str(new_id()), "in_force_from": clock.today()})
    del form.aware

    def add() -> Any:
        return services.add_category(session(), actor(), form.values(), _entry(form))

    made = _done(form, add)
    if made is not None:
        flash(_("%(name)s is on the list", name=made.label))
        return redirect(url_for(".product", key=made.code))
    return render_template("offences/new_product.html", form=form)


@bp.route("/<shelf:name>/<key>/add", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def add(name: str, key: str) -> ResponseReturnValue:
    """Add a version, on a form that begins with the words of the one before it."""
    shelf = SHELVES[name]
    latest = _latest(shelf, key)
    data = _as_typed(shelf, latest) | {"in_force_from": None, "in_force_to": None, "source": "", "reason": ""}
    form = shelf.form(data=data | {"submission": str(new_id())})
    days = form.in_force_from
    uses = 1 if days.data and days.data <= clock.today() else 0

    def make() -> Any:
        return services.add(session(), actor(), shelf.book, key, form.values(), _entry(form, uses))

    made = _done(form, make)
    if made is not None:
        flash(_("Version %(number)s added", number=made.version))
        return redirect(url_for(shelf.page, key=key))
    return render_template("offences/add.html", form=form, shelf=shelf, key=key, latest=shelf.reads(latest))


@bp.route("/<shelf:name>/<key>/<int:number>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def correct(name: str, key: str, number: int) -> ResponseReturnValue:
    """Correct a version: another row stands in its place, and what stood before stays to be seen."""
    shelf = SHELVES[name]
    row = _standing(shelf, key, number)
    form = shelf.form(data=_as_typed(shelf, row) | _carried(row) | {"reason": ""})
    return _change(shelf, row, form, "correct", lambda asked: _correct(shelf, asked, form))


def _correct(shelf: Shelf, asked: Entry, form: Any) -> Any:
    return services.correct(session(), actor(), shelf.book, _row_of(form), form.values(), asked)


@bp.route("/provisions/<key>/<int:number>/begin", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def begin(key: str, number: int) -> ResponseReturnValue:
    """Say on which day an enacted version came into force."""
    shelf = SHELVES["provisions"]
    row = _standing(shelf, key, number)
    form = BeginForm(data=_carried(row))

    def make(asked: Entry) -> Any:
        return services.begin(session(), actor(), LAW, _row_of(form), form.on.data, form.source.data, asked)

    return _change(shelf, row, form, "begin", make)


@bp.route("/<shelf:name>/<key>/<int:number>/end", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def end(name: str, key: str, number: int) -> ResponseReturnValue:
    """Say which day is a version's last: a provision repealed, a kind of product taken off the list."""
    shelf = SHELVES[name]
    row = _standing(shelf, key, number)
    form = EndForm(data=_carried(row))

    def make(asked: Entry) -> Any:
        return services.end(session(), actor(), shelf.book, _row_of(form), form.last.data, asked)

    return _change(shelf, row, form, "end", make)


@bp.route("/<shelf:name>/<key>/<int:number>/confirm", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def confirm(name: str, key: str, number: int) -> ResponseReturnValue:
    """Say that the words of a version were read in a source."""
    shelf = SHELVES[name]
    row = _standing(shelf, key, number)
    form = ConfirmForm(data=_carried(row) | {"source": shelf.reads(row).source})

    def make(asked: Entry) -> Any:
        return services.confirm(session(), actor(), shelf.book, _row_of(form), form.source.data, asked)

    return _change(shelf, row, form, "confirm", make)


@bp.route("/<shelf:name>/<key>/<int:number>/withdraw", methods=["GET", "POST"])
@requires(Permission.EDIT_LAW)
def withdraw(name: str, key: str, number: int) -> ResponseReturnValue:
    """Take back that a version is confirmed."""
    shelf = SHELVES[name]
    row = _standing(shelf, key, number)
    form = WithdrawForm(data=_carried(row))
    return _change(shelf, row, form, "withdraw", lambda asked: _withdraw(shelf, asked, form))


def _withdraw(shelf: Shelf, asked: Entry, form: Any) -> Any:
    return services.withdraw(session(), actor(), shelf.book, _row_of(form), asked)


def _change(shelf: Shelf, row: Any, form: Any, what: str, make: Callable[[Entry], Any]) -> ResponseReturnValue:
    """Show a form of a change of a version, or carry it out and go back to the page of all its versions."""
    begun = rests_on(row, clock.today(), needs_first_day=shelf.book.needs_first_day)
    uses = 1 if begun and "aware" in form else 0
    key = shelf.book.key_of(row)
    made = _done(form, lambda: make(_entry(form, uses)))
    if made is not None:
        flash(_("Version %(number)s changed", number=made.version))
        return redirect(url_for(shelf.page, key=key))
    return render_template(
        f"offences/{what}.html",
        form=form,
        shelf=shelf,
        key=key,
        row=row,
        says=shelf.reads(row),
        begun=begun,
        resting=count_resting(shelf.book, row) if begun else 0,
    )


def _done(form: Any, make: Callable[[], Any]) -> Any:
    """Carry out what a form asks and return what was made; None when the form is to be shown (again)."""
    if not form.validate_on_submit():
        return None
    try:
        return make()
    except Refusal as refusal:
        form.show(refusal)
        return None


def _entry(form: Any, uses: int = 0) -> Entry:
    aware = bool(form.aware.data) if "aware" in form else False
    return Entry(reason=form.reason.data, row_id=_id_of(form.submission.data), uses=uses, aware=aware)


def _standing(shelf: Shelf, key: str, number: int) -> Any:
    """Return the row of a version that stands. Raises NotFound."""
    rows = queries.list_rows(session(), shelf.book.table, key)
    found = [row for row in rows if row.version == number and row.superseded_at is None]
    if not found:
        raise NotFound
    return found[0]


def _latest(shelf: Shelf, key: str) -> Any:
    """Return the row with whose words another version begins: the last in time that has a first day, or the last."""
    rows = [row for row in queries.list_rows(session(), shelf.book.table, key) if row.superseded_at is None]
    if not rows:
        raise NotFound
    return max(rows, key=lambda row: (row.in_force_from is not None, row.in_force_from or clock.today(), row.version))


def _carried(row: Any) -> dict[str, str]:
    """Return what a form carries: the row that it was filled from, and the one that it will make."""
    return {"row": str(row.id), "submission": str(new_id())}


def _row_of(form: Any) -> UUID:
    found = _id_of(form.row.data)
    if found is None:
        raise NotFound
    return found


def _id_of(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _as_typed(shelf: Shelf, row: Any) -> dict[str, Any]:
    """Return a row as its form takes it."""
    if shelf.book is LAW:
        content = row.content | {"elements": "\n".join(row.content["elements"])}
        return {
            **content,
            "mode_of_trial": row.mode_of_trial,
            "in_force_from": row.in_force_from,
            "in_force_to": row.in_force_to,
        }
    kept: dict[str, Any] = row.model_dump()
    return kept | {"flags": [code for code in FLAG_LABELS if kept[code]]}

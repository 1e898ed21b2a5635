"""Pages of who operated an outlet: the list, confirming, ending and correcting."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.errors import Refusal
from compliance.forms import Choice
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import (
    NEW,
    ConfirmOperatorForm,
    CorrectOperatorForm,
    EndOperatorForm,
    FindEntityForm,
    version_of,
)
from compliance.retailers.queries import OperatorRow
from compliance.retailers.rules import HOW_KNOWN_LABELS
from compliance.retailers.views.blueprint import bp, done, say_mended
from compliance.web import actor, day, requires


@bp.get("/<uuid:outlet_id>/operators")
@requires(Permission.VIEW_RETAILERS, looks_at="operator.listed")
def operators(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    return render_template(
        "retailers/operators.html",
        identity=queries.get_identity(session(), actor(), outlet_id),
        operators=queries.list_operators(session(), actor(), outlet_id),
        how_known_labels=HOW_KNOWN_LABELS,
    )


@bp.route("/<uuid:outlet_id>/operators/confirm", methods=["GET", "POST"])
@requires(Permission.CONFIRM_OPERATOR, looks_at="entity.searched")
def confirm_operator(outlet_id: UUID) -> ResponseReturnValue:
    queries.get_own_outlet(session(), actor(), outlet_id)
    find = FindEntityForm()
    find.validate()
    rows = queries.list_operators(session(), actor(), outlet_id)
    form = ConfirmOperatorForm()
    form.entity.choices = [*_entities(find.q.data or "", rows), Choice(NEW, _("A new legal entity"), NEW)]
    former = next((row for row in rows if row.to_on is None), None)

    def confirm() -> None:
        services.confirm_operator(
            session(),
            actor(),
            outlet_id,
            entity_id=form.chosen(),
            new_entity=form.new_entity(),
            confirmation=form.confirmation(),
            replaces_former=bool(form.replaces_former.data),
        )

    if done(form, confirm, _confirmed(form, former)):
        say_mended(form.company_number)
        return redirect(url_for("retailers.operators", outlet_id=outlet_id))
    return render_template(
        "retailers/confirm_operator.html",
        find=find,
        form=form,
        found=len(form.entity.choices) > 1,
        former=former,
        identity=queries.get_identity(session(), actor(), outlet_id),
    )


def _confirmed(form: ConfirmOperatorForm, former: OperatorRow | None) -> str:
    """Return what is said when an operator was confirmed: of a change, which period it ended."""
    begins = form.from_on.data
    if former is None or not form.replaces_former.data or begins is None or former.from_on >= begins:
        return str(_("Operator confirmed"))
    return str(
        _(
            "Change of operator recorded. %(former)s ended on %(last)s; the new operator runs it from %(first)s",
            former=former.entity_name,
            last=day(begins - timedelta(days=1)),
            first=day(begins),
        )
    )


def _entities(search: str, rows: Sequence[OperatorRow]) -> list[Choice]:
    """Return the entities that can be chosen: those found, and those that operated the outlet before."""
    chosen = {
        entity.id: Choice(str(entity.id), _called(entity.name, entity.company_number), entity.id)
        for entity in queries.search_entities(session(), actor(), search)
    }
    for row in rows:
        one = Choice(str(row.entity_id), _called(row.entity_name, row.company_number), row.entity_id)
        chosen.setdefault(row.entity_id, one)
    return list(chosen.values())


def _called(name: str, company_number: str | None) -> str:
    return f"{name} ({company_number})" if company_number else name


@bp.route("/<uuid:outlet_id>/operators/<uuid:operator_id>/end", methods=["GET", "POST"])
@requires(Permission.CONFIRM_OPERATOR, looks_at="operator.viewed")
def end_operator(outlet_id: UUID, operator_id: UUID) -> ResponseReturnValue:
    operator = queries.get_operator(session(), actor(), outlet_id, operator_id)
    entity = queries.get_entity(session(), actor(), operator.entity_id)
    form = EndOperatorForm()
    if form.validate_on_submit():
        try:
            services.end_operator(
                session(), actor(), outlet_id, operator_id, to_on=form.to_on.data, reason=form.reason.data or ""
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("%(name)s no longer operates here", name=entity.name))
            return redirect(url_for("retailers.operators", outlet_id=outlet_id))
    identity = queries.get_identity(session(), actor(), outlet_id)
    return render_template(
        "retailers/end_operator.html", form=form, identity=identity, operator=operator, entity=entity
    )


@bp.route("/<uuid:outlet_id>/operators/<uuid:operator_id>/correct", methods=["GET", "POST"])
@requires(Permission.CONFIRM_OPERATOR, looks_at="operator.viewed")
def correct_operator(outlet_id: UUID, operator_id: UUID) -> ResponseReturnValue:
    operator = queries.get_operator(session(), actor(), outlet_id, operator_id)
    find = FindEntityForm()
    find.validate()
    rows = queries.list_operators(session(), actor(), outlet_id)
    values = {name: getattr(operator, name) for name in ("from_on", "to_on", "how_known", "how_known_note", "version")}
    form = CorrectOperatorForm(data=values)
    form.entity.choices = _entities(find.q.data or "", rows)
    if form.validate_on_submit():
        try:
            changed = services.correct_operator(
                session(),
                actor(),
                outlet_id,
                operator_id,
                confirmation=form.confirmation(),
                version=version_of(form.version),
                reason=form.reason.data,
                entity_id=form.entity.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Operator corrected") if changed else _("Nothing was different, so nothing was changed"))
            return redirect(url_for("retailers.operators", outlet_id=outlet_id))
    elif not form.is_submitted():
        form.entity.process_data(operator.entity_id)
    return render_template(
        "retailers/correct_operator.html",
        find=find,
        form=form,
        identity=queries.get_identity(session(), actor(), outlet_id),
    )

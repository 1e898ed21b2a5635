"""Pages of the targets: choosing them from the ranked list, removing one, the order of work."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from compliance import clock
from compliance.agreements import queries as agreements
from compliance.database import session
from compliance.dates import months_before
from compliance.errors import Refusal
from compliance.forms import Form
from compliance.operations import queries, rules, services
from compliance.operations.forms import CandidateFilterForm, ChooseForm, order_form, place_of
from compliance.operations.queries import Candidate, Operation, TargetRow
from compliance.operations.rules import ChosenBy, Facts, Ranked
from compliance.operations.views.plan import LABELS
from compliance.operations.views.room import bp
from compliance.permissions import Permission
from compliance.purchases import queries as purchases
from compliance.training import queries as training
from compliance.web import actor, looked_at, requires

PAGE = 50


@bp.route("/<uuid:operation_id>/targets/choose", methods=["GET", "POST"])
@requires(Permission.PLAN_OPERATION, looks_at="operation.viewed")
def choose(operation_id: UUID) -> ResponseReturnValue:
    """Show the partner's outlets ranked, and add those ticked, or the first so many, to the targets."""
    operation = queries.get_own_operation(session(), actor(), operation_id)
    narrowed = CandidateFilterForm()
    narrowed.validate()
    found = {
        str(one.outlet_id): one for one in queries.list_candidates(session(), actor(), operation, narrowed.narrow())
    }
    chosen_by = narrowed.ordered(operation.purpose)
    ranked = _rank(operation, found.values(), chosen_by)
    form = ChooseForm()
    form.outlets.choices = [(one.outlet_id, one.name) for one in found.values()]
    if form.validate_on_submit():
        try:
            form.check_one_way()
            added = services.choose_targets(session(), actor(), operation_id, _taken(form, ranked), chosen_by)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(ngettext("%(num)s target added", "%(num)s targets added", added))
            return redirect(url_for(".show", operation_id=operation_id))
    start = min(narrowed.page_after, max(len(ranked) - 1, 0) // PAGE * PAGE)
    page = ranked[start : start + PAGE]
    looked_at(outlets=[one.facts.outlet_id for one in page])
    return render_template(
        "operations/choose.html",
        operation=operation,
        form=form,
        narrowed=narrowed,
        chosen_by=chosen_by,
        page=[(one, found[one.facts.outlet_id]) for one in page],
        total=len(ranked),
        start=start,
        before_url=_page_url(operation_id, start - PAGE) if start else "",
        after_url=_page_url(operation_id, start + PAGE) if start + PAGE < len(ranked) else "",
        target_count=len(queries.list_targets(session(), operation)),
        **LABELS,
    )


def _taken(form: ChooseForm, ranked: tuple[Ranked, ...]) -> list[Ranked]:
    if form.first.data:
        return list(ranked[: form.first.data])
    ticked = {str(outlet_id) for outlet_id in form.outlets.data}
    return [one for one in ranked if one.facts.outlet_id in ticked]


def _rank(operation: Operation, outlets: Collection[Candidate], chosen_by: ChosenBy) -> tuple[Ranked, ...]:
    """Score the outlets from what every slice knows of them today: a few queries, however many they are."""
    today = clock.today()
    weights = rules.read_weights(operation.weights)
    whose = (session(), actor(), operation.partner_id)
    since = months_before(today, weights.sales_months)
    tests = purchases.tested_before(*whose, since=since, until=today)
    in_force = agreements.in_force_for_scoring(*whose, today)
    refused = training.refused_for_scoring(*whose, today)
    never = purchases.OutletTests()
    facts = [
        Facts(
            outlet_id=str(one.outlet_id),
            name=one.name,
            sold_on=tests.get(one.outlet_id, never).sold_on,
            last_tested_on=tests.get(one.outlet_id, never).last_tested_on,
            agreement_in_force=one.outlet_id in in_force,
            training_refused=one.outlet_id in refused,
        )
        for one in outlets
    ]
    if chosen_by is ChosenBy.RANDOM:
        return rules.draw(facts, weights, as_at=today, seed=str(operation.id))
    return rules.rank(facts, weights, as_at=today)


def _page_url(operation_id: UUID, after: int) -> str:
    asked = {key: value for key, value in request.args.items() if key != "after" and value}
    return f"{url_for('.choose', operation_id=operation_id)}?{urlencode(asked | {'after': after})}"


@bp.post("/<uuid:operation_id>/targets/<uuid:target_id>/remove")
@requires(Permission.PLAN_OPERATION)
def remove_target(operation_id: UUID, target_id: UUID) -> ResponseReturnValue:
    try:
        name = services.remove_target(session(), actor(), operation_id, target_id)
    except Refusal as refusal:
        flash(refusal.message, "important")
    else:
        flash(_("%(name)s is no longer a target", name=name))
    return redirect(url_for(".show", operation_id=operation_id))


@bp.route("/<uuid:operation_id>/targets/order", methods=["GET", "POST"])
@requires(Permission.PLAN_OPERATION, looks_at="operation.viewed")
def order(operation_id: UUID) -> ResponseReturnValue:
    operation = queries.get_own_operation(session(), actor(), operation_id)
    targets = queries.target_rows(session(), operation)
    form = order_form(targets)
    by = request.form.get("by", "")
    if request.method == "POST" and by in SORTS and form.validate_on_submit():
        key = SORTS[by]
        wanted = sorted(targets, key=lambda one: (*key(one, form), one.position))
        services.order_targets(session(), actor(), operation_id, [one.id for one in wanted])
        flash(_("Order of the targets changed"))
        return redirect(url_for(".show", operation_id=operation_id))
    return render_template("operations/order.html", operation=operation, form=form, targets=targets, place_of=place_of)


SORTS: dict[str, Callable[[TargetRow, Form], tuple[Any, ...]]] = {
    "place": lambda one, form: (form[place_of(one.id)].data,),
    "postcode": lambda one, _form: (one.postcode is None, one.postcode or ""),
    "score": lambda one, _form: (-one.score,),
}

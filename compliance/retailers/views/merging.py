"""Pages that make two retailers one and one two: choose, see exactly what will happen, give the reason."""

from contextlib import suppress
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.accounts import queries as accounts
from compliance.database import new_id, session
from compliance.errors import NotFound, Refusal
from compliance.permissions import Permission
from compliance.retailers import queries, rules, services
from compliance.retailers.forms import FindForm, KeepForm, MergeForm, SplitForm, UndoForm
from compliance.retailers.queries import MergePlan, OutletFilter
from compliance.retailers.rules.moving import MoveKind
from compliance.retailers.services import Chosen
from compliance.retailers.views.blueprint import bp
from compliance.retailers.views.likeness import compare
from compliance.web import actor, requires, uuid_or_not_found

MATCHES = 10


@bp.get("/<uuid:outlet_id>/merge")
@requires(Permission.MERGE_RETAILERS, looks_at="outlet.searched")
def choose_other(outlet_id: UUID) -> ResponseReturnValue:
    """Say which other retailer it is: those that are likely, or one that is searched for."""
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    find = FindForm()
    find.validate()
    search = find.q.data or ""
    matches = queries.list_outlets(session(), actor(), OutletFilter(search), limit=MATCHES).rows if search else ()
    itself = queries.candidates_of(session(), actor(), [outlet.id])
    likely = queries.list_likely(session(), actor(), list(itself.values()), most=MATCHES).get(0, ())
    names = queries.names_of(session(), actor(), [one.outlet_id for one in likely])
    return render_template(
        "retailers/choose_other.html",
        identity=queries.get_identity(session(), actor(), outlet_id),
        find=find,
        matches=[row for row in matches if row.id != outlet.id],
        likely=[names[one.outlet_id] for one in likely],
    )


@bp.route("/<uuid:outlet_id>/merge/<uuid:other_id>", methods=["GET", "POST"])
@requires(Permission.MERGE_RETAILERS, looks_at="outlet.viewed")
def merge(outlet_id: UUID, other_id: UUID) -> ResponseReturnValue:
    """Choose which stays; then see exactly what will happen, and give the reason."""
    both = [queries.get_raw(session(), actor(), one).id for one in (outlet_id, other_id)]
    form = MergeForm(data={"kept": request.args.get("kept", "")})
    kept_id = uuid_or_not_found(form.kept.data) if form.kept.data else None
    if kept_id is None:
        return _choose(both)
    if kept_id not in both:
        raise NotFound
    merged_id = next((one for one in both if one != kept_id), kept_id)
    if form.validate_on_submit():
        try:
            services.merge_outlets(
                session(), actor(), kept_id, merged_id, reason=form.reason.data, plan_hash=form.plan.data
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Merged. Both histories are here, and the merge can be undone"))
            return redirect(url_for(".show", outlet_id=kept_id))
    plan = queries.plan_merge(session(), actor(), kept_id, merged_id)
    form.plan.process_data(plan.hash)
    return _check_page(plan, form)


def _choose(both: list[UUID]) -> ResponseReturnValue:
    names = queries.names_of(session(), actor(), both)
    found = queries.candidates_of(session(), actor(), both)
    form = KeepForm()
    form.offer([names[one] for one in both])
    asked = bool(request.args)
    if asked:
        form.validate()
    compared = compare(found[both[0]], found[both[1]]) if all(one in found for one in both) else []
    return render_template(
        "retailers/choose_kept.html", form=form, names=[names[one] for one in both], compared=compared
    )


def _check_page(plan: MergePlan, form: MergeForm) -> ResponseReturnValue:
    return render_template(
        "retailers/merge.html",
        form=form,
        plan=plan,
        names=queries.names_of(session(), actor(), (plan.kept.id, plan.merged.id)),
    )


@bp.route("/merges/<uuid:move_id>/undo", methods=["GET", "POST"])
@requires(Permission.MERGE_RETAILERS, looks_at="outlet.viewed")
def undo_merge(move_id: UUID) -> ResponseReturnValue:
    move = queries.get_move(session(), actor(), move_id)
    form = UndoForm()
    if form.validate_on_submit():
        try:
            undone = services.undo_merge(session(), actor(), move_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("The merge is undone"))
            if undone.left:
                flash(_("This could not go back: %(what)s", what="; ".join(undone.left)), "important")
            return redirect(url_for(".show", outlet_id=undone.move.from_id))
    return render_template(
        "retailers/undo_merge.html",
        form=form,
        move=move,
        stands=move.kind is MoveKind.MERGE and move.undone_at is None,
        moved=queries.count_moved(session(), actor(), move_id),
        since=queries.count_since(session(), actor(), move),
        names=queries.names_of(session(), actor(), (move.from_id, move.to_id)),
        by=accounts.officer_names(session(), {move.moved_by_id} if move.moved_by_id else set()),
    )


@bp.route("/<uuid:outlet_id>/split", methods=["GET", "POST"])
@requires(Permission.MERGE_RETAILERS, looks_at="outlet.viewed")
def split(outlet_id: UUID) -> ResponseReturnValue:
    """Say what the second retailer is and what belongs to it; then check, and do it."""
    outlet = queries.get_own_outlet(session(), actor(), outlet_id)
    groups = queries.list_records(session(), actor(), outlet.id)
    merged = queries.names_of(session(), actor(), queries.merged_ids(session(), actor(), outlet.id))
    form = SplitForm.make(groups, list(merged.values()), outlet.kind)(data={"new_id": str(new_id())})
    made = _made_already(form)
    if made is not None:
        return redirect(url_for(".show", outlet_id=made))
    chosen = None
    if form.validate_on_submit() and "change" not in request.form:
        try:
            chosen = _checked(form)
            if form.checked.data:
                return _split(outlet.id, form, chosen)
        except Refusal as refusal:
            form.show(refusal)
            chosen = None
    return render_template(
        "retailers/check_split.html" if chosen else "retailers/split.html",
        form=form,
        groups=groups,
        merged=merged,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in {"csrf_token", "checked"}],
        goes={one for ids in chosen.rows.values() for one in ids} if chosen else set(),
        shared=chosen.shared if chosen else frozenset(),
        identity=queries.get_identity(session(), actor(), outlet_id),
    )


def _made_already(form: SplitForm) -> UUID | None:
    """Return the second outlet when this very page was sent before: a double press splits once."""
    if not form.checked.data:
        return None
    with suppress(NotFound):
        return queries.get_raw(session(), actor(), uuid_or_not_found(form.new_id.data)).id
    return None


def _checked(form: SplitForm) -> Chosen:
    """Return what goes to the second, judged as far as it can be before it is done."""
    details = form.outlet_details()
    if details is not None:
        rules.check_outlet(details, clock.today())
    chosen = Chosen(form.rows(), form.shared())
    if not chosen.rows and not chosen.shared:
        raise Refusal(_("Choose what belongs to the second retailer. If nothing does, add it as a new one"))
    return chosen


def _split(outlet_id: UUID, form: SplitForm, chosen: Chosen) -> ResponseReturnValue:
    second = services.split_outlet(
        session(),
        actor(),
        outlet_id,
        chosen,
        reason=form.reason.data,
        details=form.outlet_details(),
        second_id=uuid_or_not_found(form.new_id.data),
        brought_back_id=form.brought_back(),
    )
    flash(_("Split. %(name)s is %(reference)s", name=second.name, reference=second.reference))
    return redirect(url_for(".show", outlet_id=second.id))

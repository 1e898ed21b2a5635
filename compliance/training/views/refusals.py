"""Withdrawing a refusal, recording completed modules, and striking out what was a mistake."""

from uuid import UUID

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.training import queries, rules, services
from compliance.training.forms import CompletionForm, StrikingOutForm, WithdrawalForm
from compliance.training.views.blueprint import bp
from compliance.training.views.owner import Owner, of_entity, of_outlet, owner_of
from compliance.web import actor, looked_at, requires


@bp.route("/retailers/<uuid:outlet_id>/training/withdraw-refusal", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="outlet.viewed")
def withdraw_refusal(outlet_id: UUID) -> ResponseReturnValue:
    return _withdraw(of_outlet(outlet_id))


@bp.route("/entities/<uuid:entity_id>/training/withdraw-refusal", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="entity.viewed")
def withdraw_entity_refusal(entity_id: UUID) -> ResponseReturnValue:
    return _withdraw(of_entity(entity_id))


def _withdraw(owner: Owner) -> ResponseReturnValue:
    form = WithdrawalForm()
    if not form.is_submitted():
        form.begin(clock.today())
    elif form.validate():
        try:
            if owner.outlet_id is not None:
                services.withdraw_refusal(session(), actor(), owner.outlet_id, form.new_withdrawal())
            elif owner.entity_id is not None:
                services.withdraw_entity_refusal(session(), actor(), owner.entity_id, form.new_withdrawal())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Refusal withdrawn. It stays in the working, with your reason"))
            return redirect(owner.url)
    today = clock.today()
    if owner.outlet_id is not None:
        standing = queries.standing_of(session(), actor(), owner.outlet_id, today)
    else:
        standing = queries.standing_of_entity(session(), actor(), owner.entity_id or UUID(int=0), today)
    return render_template("training/withdraw_refusal.html", form=form, owner=owner, standing=standing, rules=rules)


@bp.route("/retailers/<uuid:outlet_id>/training/modules/new", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="outlet.viewed")
def new_completion(outlet_id: UUID) -> ResponseReturnValue:
    return _complete(of_outlet(outlet_id))


@bp.route("/entities/<uuid:entity_id>/training/modules/new", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="entity.viewed")
def new_entity_completion(entity_id: UUID) -> ResponseReturnValue:
    return _complete(of_entity(entity_id))


def _complete(owner: Owner) -> ResponseReturnValue:
    form = CompletionForm()
    modules = queries.list_module_choices(session(), actor(), clock.today())
    form.offer(modules)
    if form.validate_on_submit():
        try:
            if owner.outlet_id is not None:
                services.record_completion(session(), actor(), owner.outlet_id, form.new_completion())
            elif owner.entity_id is not None:
                services.record_entity_completion(session(), actor(), owner.entity_id, form.new_completion())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Module recorded for %(person)s", person=form.person.data))
            return redirect(owner.url)
    return render_template("training/completion.html", form=form, owner=owner, modules=modules)


@bp.route("/training/modules/<uuid:completion_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="completion.viewed")
def strike_out_completion(completion_id: UUID) -> ResponseReturnValue:
    row = queries.get_completion(session(), actor(), completion_id)
    owner = owner_of(row)
    looked_at(outlet_id=str(row.outlet_id or ""))
    form = StrikingOutForm()
    if form.validate_on_submit():
        try:
            services.strike_out_completion(session(), actor(), completion_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Module struck out"))
            return redirect(owner.url)
    title = _("Strike out a completed module of %(person)s", person=row.person)
    return render_template("training/strike_out.html", form=form, owner=owner, title=title)


@bp.route("/training/withdrawals/<uuid:withdrawal_id>/strike-out", methods=["GET", "POST"])
@requires(Permission.RECORD_TRAINING, looks_at="training_refusal.viewed")
def strike_out_withdrawal(withdrawal_id: UUID) -> ResponseReturnValue:
    row = queries.get_withdrawal(session(), actor(), withdrawal_id)
    owner = owner_of(row)
    looked_at(outlet_id=str(row.outlet_id or ""))
    form = StrikingOutForm()
    if form.validate_on_submit():
        try:
            services.strike_out_withdrawal(session(), actor(), withdrawal_id, reason=form.reason.data)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Withdrawal struck out: the refusal stands again"))
            return redirect(owner.url)
    return render_template("training/strike_out.html", form=form, owner=owner, title=_("Strike out a withdrawal"))

"""Pages of the texts of agreements."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.agreements import queries, rules, services
from compliance.agreements.forms import TextForm
from compliance.agreements.views.blueprint import bp
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.web import actor, requires, uuid_or_not_found


@bp.get("/agreements/texts")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement_text.listed")
def texts() -> ResponseReturnValue:
    return render_template(
        "agreements/texts.html",
        texts=queries.list_texts(session(), actor()),
        used=queries.count_agreements_of_texts(session(), actor()),
        today=clock.today(),
        rules=rules,
    )


@bp.get("/agreements/texts/<uuid:text_id>")
@requires(Permission.VIEW_AGREEMENTS, looks_at="agreement_text.viewed")
def text(text_id: UUID) -> ResponseReturnValue:
    found = queries.get_text(session(), actor(), text_id)
    used = queries.count_agreements_of_texts(session(), actor()).get(text_id, 0)
    return render_template("agreements/text.html", text=found, used=used, today=clock.today(), rules=rules)


@bp.route("/agreements/texts/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def new_text() -> ResponseReturnValue:
    """Write a version of a text, on a form that begins with the one it is written after (`?like=`)."""
    form = TextForm(data=_begin())
    if form.validate_on_submit():
        try:
            written = services.write_text(session(), actor(), form.new_text())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Written. It is offered from %(day)s on", day=f"{written.in_force_from:%-d %B %Y}"))
            return redirect(
                url_for("agreements.text", text_id=written.id)
                if actor().may(Permission.VIEW_AGREEMENTS)
                else url_for("agreements.new_text")
            )
    return render_template("agreements/new_text.html", form=form)


def _begin() -> dict[str, object]:
    """Return what the form begins with: the words of another text, to be changed, or nothing but the day."""
    asked = request.args.get("like")
    begun: dict[str, object] = {"in_force_from": clock.today(), "covers": list(rules.SCOPE_LABELS)}
    if not asked or request.method == "POST":
        return begun
    like = queries.get_text(session(), actor(), uuid_or_not_found(asked))
    return begun | {
        "name": like.name,
        "introduction": like.introduction,
        "commitments": "\n".join(like.commitments),
        "covers": [name for name in rules.SCOPE_LABELS if getattr(like, name)],
        "source": like.source,
    }

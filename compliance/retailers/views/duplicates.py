"""Pages of likely duplicates: the pairs of the whole register, two side by side, and those told apart."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.permissions import Permission
from compliance.retailers import queries, services
from compliance.retailers.forms import ApartForm
from compliance.retailers.rules import Likely, weigh
from compliance.retailers.views.blueprint import bp, done
from compliance.retailers.views.likeness import compare, compare_words
from compliance.web import actor, looked_at, requires


@bp.get("/duplicates")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.listed")
def duplicates() -> ResponseReturnValue:
    asked = request.args
    page = queries.list_open_pairs(session(), actor(), after=asked.get("after", ""), before=asked.get("before", ""))
    ids = {one for pair in page.pairs for one in (pair.first_id, pair.second_id)}
    names, candidates = queries.names_of(session(), actor(), ids), queries.candidates_of(session(), actor(), ids)
    looked_at(count=page.count)
    return render_template(
        "retailers/duplicates.html",
        count=page.count,
        pairs=[
            (
                names[pair.first_id],
                names[pair.second_id],
                compare_words(pair.likely),
                compare(candidates[pair.first_id], candidates[pair.second_id]),
            )
            for pair in page.pairs
        ],
        previous_url=url_for(".duplicates", before=page.before) if page.before else "",
        next_url=url_for(".duplicates", after=page.after) if page.after else "",
    )


@bp.route("/<uuid:outlet_id>/not-the-same/<uuid:other_id>", methods=["GET", "POST"])
@requires(Permission.MERGE_RETAILERS, looks_at="outlet.viewed")
def tell_apart(outlet_id: UUID, other_id: UUID) -> ResponseReturnValue:
    first, second = (queries.get_raw(session(), actor(), one) for one in (outlet_id, other_id))
    form = ApartForm()

    def keep() -> None:
        services.tell_apart(session(), actor(), first.id, second.id, reason=form.reason.data)

    if done(form, keep, _("Kept: %(one)s and %(other)s are not the same", one=first.name, other=second.name)):
        return redirect(url_for(".duplicates"))
    found = queries.candidates_of(session(), actor(), (first.id, second.id))
    one, other = found.get(first.id), found.get(second.id)
    likely = Likely(second.id, *weigh(one, other)) if one and other else None
    return render_template(
        "retailers/tell_apart.html",
        form=form,
        first=first,
        second=second,
        words=compare_words(likely) if likely else None,
        compared=compare(one, other) if one and other else [],
    )


@bp.get("/duplicates/not-the-same")
@requires(Permission.VIEW_RETAILERS, looks_at="outlet.listed")
def told_apart() -> ResponseReturnValue:
    return render_template("retailers/told_apart.html", rows=queries.list_told_apart(session(), actor()))


@bp.post("/duplicates/not-the-same/<uuid:pair_id>/take-back")
@requires(Permission.MERGE_RETAILERS)
def doubt_again(pair_id: UUID) -> ResponseReturnValue:
    services.doubt_again(session(), actor(), pair_id)
    return redirect(url_for(".told_apart"))

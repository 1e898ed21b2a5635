"""Who to invite next: the list in order, why the others are not on it, and the letters to write."""

from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from compliance import clock
from compliance.database import session
from compliance.letters.rules import Kind
from compliance.letters.rules.runs import RunItem
from compliance.offences import queries as offences
from compliance.permissions import Permission
from compliance.reports import queries
from compliance.reports.forms import InviteFilterForm
from compliance.reports.queries import ToInvite
from compliance.reports.rules import FAILED_WITHIN_MONTHS, GROUP_LABELS, LEFT_OUT_LABELS, Choice, Group
from compliance.reports.views.blueprint import bp, exports, here, offer_choices, page_of, send_rows, tags_of
from compliance.web import actor, looked_at, requires

HERE = "reports.invite"


@bp.get("/due/invite")
@requires(Permission.VIEW_TRAINING, looks_at="to_invite.listed")
def invite() -> ResponseReturnValue:
    form, found, rows = _asked()
    today, declined = clock.today(), bool(form.declined.data)
    page, before, after = page_of(rows, HERE)
    sought = request.args.get("why", "").strip()
    looked_at(count=len(rows))
    return render_template(
        "reports/invite.html",
        form=form,
        tags=tags_of(form, HERE),
        page=page,
        count=len(rows),
        refused=found.refused,
        left_out=found.left_out,
        sought=sought,
        explained=queries.explain(session(), actor(), sought, today, with_declined=declined) if sought else [],
        item_of=item_of,
        days_words=days_words,
        previous_url=before,
        next_url=after,
        tick_url=here(HERE, tick="all"),
        untick_url=here(HERE, tick=None),
        ticked=request.args.get("tick") == "all",
        may_write=actor().may(Permission.ISSUE_LETTER) and actor().may(Permission.RECORD_TRAINING),
        exports=exports(HERE),
        months=FAILED_WITHIN_MONTHS,
        group_labels=GROUP_LABELS,
        left_out_labels=LEFT_OUT_LABELS,
        groups=list(Group),
    )


@bp.get("/due/invite/export")
@requires(Permission.VIEW_TRAINING, looks_at="to_invite.exported")
def invite_export() -> ResponseReturnValue:
    _form, _found, rows = _asked()
    return send_rows("who-to-invite", _headings(), (_cells(place, one) for place, one in enumerate(rows, start=1)))


def _asked() -> tuple[InviteFilterForm, ToInvite, list[Choice]]:
    """Return the filter as the address has it, all that it finds, and the rows of the list."""
    form = InviteFilterForm()
    offer_choices(form)
    on_list = offences.list_categories(session(), clock.today())
    form.selling.choices = [(one.code, one.label) for one in on_list if one.is_knife]
    form.validate()
    declined = bool(form.declined.data)
    found = queries.list_to_invite(session(), actor(), clock.today(), form.wanted(), with_declined=declined)
    return form, found, [one for one in found.rows if form.group.data is None or one.group is form.group.data]


def item_of(choice: Choice) -> RunItem:
    """Return the letter to write: a second invitation, or a first one that invites in the same step."""
    if choice.second and choice.candidate.asked is not None:
        return RunItem(Kind.TRAINING_REMINDER, "invitation_id", choice.candidate.asked.invitation_id)
    return RunItem(Kind.TRAINING_INVITATION, "invite_id", choice.candidate.seller.outlet_id)


def days_words(choice: Choice) -> str:
    """Say how long ago what puts a retailer in its group was, or nothing where there is no such day."""
    if choice.days is None:
        return ""
    since = {
        Group.AFTER_FAILED_TEST: _("since the failed test"),
        Group.SECOND_INVITATION: _("past the day to reply"),
        Group.REFRESH_OVERDUE: _("since it was due"),
    }.get(choice.group or Group.NEVER_INVITED, _("since"))
    return f"{ngettext('%(num)d day', '%(num)d days', choice.days)} {since}"


def _headings() -> list[str]:
    return [
        _("Place"),
        _("Retailer"),
        _("Reference"),
        _("Where"),
        _("Ward"),
        _("Business type"),
        _("Reason"),
        _("Days"),
        _("Sold in a test on"),
        _("Why"),
        _("Letter"),
    ]


def _cells(place: int, choice: Choice) -> list[Any]:
    seller = choice.candidate.seller
    sold_on: date | str = seller.sold_on or ""
    letter = _("Second invitation") if choice.second else _("Invitation")
    return [
        place,
        seller.name,
        seller.reference,
        seller.where,
        seller.ward,
        seller.business_type,
        _(GROUP_LABELS[choice.group]) if choice.group else "",
        "" if choice.days is None else choice.days,
        sold_on,
        choice.because,
        letter,
    ]

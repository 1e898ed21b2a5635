"""Letters that the chain owes and nobody has issued, by kind, to be ticked and written together."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.database import session
from compliance.letters import queries
from compliance.letters.rules.owed import MOST_SHOWN, OWED_LABELS, OWED_NOTHING, OwedKind
from compliance.letters.views.blueprint import LABELS, bp
from compliance.permissions import Permission
from compliance.web import actor, looked_at, requires


@bp.get("/letters/owed")
@requires(Permission.VIEW_LETTERS, looks_at="letters_owed.listed")
def owed() -> ResponseReturnValue:
    only = next((kind for kind in OwedKind if kind == request.args.get("kind")), None)
    groups = queries.list_owed(session(), actor(), clock.today(), kinds=[only] if only else list(OwedKind))
    looked_at(count=sum(group.total for group in groups))
    return render_template(
        "letters/owed.html",
        groups=groups,
        only=only,
        ticked=request.args.get("tick") == "all",
        may_issue=actor().may(Permission.ISSUE_LETTER),
        most=MOST_SHOWN,
        owed_labels=OWED_LABELS,
        owed_nothing=OWED_NOTHING,
        labels=LABELS,
    )

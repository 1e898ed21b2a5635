"""The blueprint of the register, and what every page about an outlet may ask: which parts there are to go to."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.forms import Form, TextField
from compliance.retailers.queries import Identity
from compliance.retailers.rules import check_company_number, is_chain
from compliance.web import day, may_reach

bp = Blueprint("retailers", __name__, url_prefix="/retailers")

PARTS = (
    ("overview", _l("Overview"), "retailers.show"),
    ("details", _l("Details"), "retailers.details"),
    ("visits", _l("Visits"), "visits.index"),
    ("purchases", _l("Test purchases"), "purchases.outlet"),
    ("agreement", _l("Agreement"), "agreements.index"),
    ("training", _l("Training"), "training.outlet"),
    ("cases", _l("Enforcement"), "escalations.outlet"),
    ("letters", _l("Letters"), "letters.outlet"),
    ("operators", _l("Operators"), "retailers.operators"),
    ("history", _l("History"), "retailers.history"),
)
SHARED_PARTS = frozenset({"overview", "details", "purchases"})
"""What a police planner sees of another authority's outlet."""


@bp.app_template_global()
def outlet_parts(identity: Identity, current: str) -> list[dict[str, object]]:
    """Return the parts of an outlet's record that exist and that the actor may reach, for its sub-navigation."""
    return [
        {
            "label": label,
            "url": url_for(endpoint, outlet_id=identity.outlet_id),
            "current": part == current,
        }
        for part, label, endpoint in PARTS
        if (identity.is_own or part in SHARED_PARTS) and may_reach(endpoint)
    ]


bp.add_app_template_global(may_reach)


@bp.app_template_global()
def outlet_flags(identity: Identity) -> list[tuple[str, str]]:
    """Return what an officer must know of an outlet before anything else, as pairs of words and colour."""
    flags = []
    if not identity.is_own:
        flags.append((identity.authority_name, ""))
    if identity.closed_on is not None:
        flags.append((_("Vacant") if identity.status.value == "vacant" else _("Closed"), "grey"))
    if identity.operator_name is None:
        flags.append((_("Operator not confirmed"), "yellow"))
    if identity.number_missing:
        flags.append((_("Company number missing"), "yellow"))
    if identity.missing_since_on is not None:
        flags.append((_("Missing from the register"), "yellow"))
    if identity.primary_authority:
        flags.append((_("Primary Authority: %(name)s", name=identity.primary_authority), "purple"))
    return flags


@bp.app_template_global()
def chain_words(identity: Identity) -> str:
    """Return whether an outlet is one of a chain, as a page says it: “Chain (Tesco)” or “Independent”."""
    if not is_chain(identity.brand, identity.is_chain):
        return str(_("Independent"))
    return str(_("Chain (%(brand)s)", brand=identity.brand) if identity.brand else _("Chain"))


@bp.app_template_global()
def days_words(from_on: date | None, to_on: date | None) -> str:
    """Return from when to when something holds, as a page says it."""
    if from_on and to_on:
        return str(_("%(first)s to %(last)s", first=day(from_on), last=day(to_on)))
    if to_on:
        return str(_("Until %(day)s", day=day(to_on)))
    return str(_("Since %(day)s", day=day(from_on)) if from_on else _("Now"))


def done(form: Form, do: Callable[[], object], said: str) -> bool:
    """Say whether a form was sent and did what it is for; what is refused, the form shows.

    `said` is what the next page says then, unless `do` returned False: nothing was different.
    """
    if not form.validate_on_submit():
        return False
    try:
        changed = do()
    except Refusal as refusal:
        form.show(refusal)
        return False
    flash(_("Nothing was different, so nothing was changed") if changed is False else said)
    return True


def say_mended(field: TextField) -> None:
    """Tell the officer when the company number they typed was kept with its leading noughts put back."""
    if field.data and (note := check_company_number(field.typed).note):
        flash(note, "important")

"""The blueprint of the imports, and which page a run is gone on with at."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance.database import session
from compliance.imports import queries
from compliance.imports.rules import ImportKind, RunState
from compliance.imports.rules.guessing import guess, is_fhrs
from compliance.imports.rules.mapping import ColumnMapping, read_mapping
from compliance.imports.rules.reading import Recognised, read_recognised
from compliance.imports.services.kinds import IMPORTERS, importer_of
from compliance.permissions import Permission
from compliance.web import actor

bp = Blueprint("imports", __name__, url_prefix="/imports")

WORKING = frozenset({RunState.CHECKING, RunState.COMMITTING, RunState.UNDOING})
"""The states in which a job is at work, or waits for one."""
MAPPABLE = (RunState.UPLOADED, RunState.PREVIEWED)
"""The states in which the columns may still be matched otherwise."""


def needed_for(kind: ImportKind) -> Permission:
    """Return what an officer must be allowed, beside importing, to bring in rows of a kind and to read them."""
    return importer_of(kind).permission


def may_import(kind: ImportKind) -> bool:
    """Say whether the actor may bring in rows of a kind: who may not record them may not import them."""
    return kind in IMPORTERS and all(map(actor().may, (Permission.IMPORT_RETAILERS, needed_for(kind))))


@dataclass(frozen=True, slots=True)
class Step:
    """A run as the page of one of its steps needs it: how its file was recognised, and how it is read so far."""

    run: Any
    recognised: Recognised
    mapping: ColumnMapping

    @property
    def kind(self) -> ImportKind:
        """What the rows of its file are."""
        return ImportKind(self.run.kind)

    @property
    def is_known(self) -> bool:
        """Whether it is a food hygiene register, whose columns are known."""
        return self.kind is ImportKind.REGISTER and is_fhrs(self.recognised.table.columns)


def step_of(run_id: UUID, states: Collection[RunState]) -> Step | ResponseReturnValue:
    """Return a run that is in one of these states; or, as another page or person has moved it on, where it is now.

    Raises NotFound for the run of another authority, Forbidden for who may not record what its rows are.
    """
    run = queries.get_run(session(), actor(), run_id)
    actor().require(needed_for(run.kind))
    if run.state not in states or run.recognised is None:
        return moved_on(run)
    recognised = read_recognised(run.recognised)
    mapping = read_mapping(run.mapping) if run.mapping else guess(run.kind, recognised.table)
    return Step(run, recognised, mapping)


def moved_on(run: Any) -> ResponseReturnValue:
    """Say that the import is further than the page that was asked for, and go where it is."""
    flash(said_of(run), "important")
    return redirect(step_url(run))


def said_of(run: Any) -> str:
    """Return in a sentence how far a run is, for who comes to it by a page that is no longer its own."""
    said = {
        RunState.UPLOADED: _("The rows of this import have not been checked yet."),
        RunState.CHECKING: _("The rows of this import are being checked."),
        RunState.PREVIEWED: _("The rows of this import have been checked. Look at what it would do."),
        RunState.COMMITTING: _("This import is being carried out. It is done once only."),
        RunState.COMMITTED: _("This import has been carried out already. It is done once only."),
        RunState.UNDOING: _("This import is being undone."),
        RunState.UNDONE: _("This import has been undone."),
        RunState.ABANDONED: _("This import was given up. Nothing of it is on the register."),
    }
    return str(said[run.state])


def step_url(run: Any) -> str:
    """Return the page at which a clerk goes on with a run, or reads what it did."""
    if run.state in WORKING:
        endpoint = ".progress"
    elif run.state is RunState.PREVIEWED:
        endpoint = ".preview"
    elif run.state is RunState.UPLOADED:
        endpoint = ".columns" if run.mapping and not _is_known(run) else ".recognised"
    else:
        endpoint = ".show"
    return url_for(endpoint, run_id=run.id)


def _is_known(run: Any) -> bool:
    return is_fhrs((run.recognised or {}).get("columns", ()))

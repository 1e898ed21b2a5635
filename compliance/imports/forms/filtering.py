"""Filters of the lists: which runs, and what a run does."""

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxesField, FilterForm, choices
from compliance.imports.rules import ROW_OUTCOME_LABELS, RUN_STATE_LABELS, RowOutcome, RunState


class OutcomeFilterForm(FilterForm):
    """What of a run is listed: everything that it does unless something is chosen."""

    outcome = CheckboxesField(
        _l("What happened"),
        choices(RowOutcome, ROW_OUTCOME_LABELS, leave_out=(RowOutcome.SEEN,)),
        required=False,
        small=True,
    )


class RunFilterForm(FilterForm):
    state = CheckboxesField(_l("How far it is"), choices(RunState, RUN_STATE_LABELS), required=False, small=True)

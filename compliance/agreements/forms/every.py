"""The filter of the list of every agreement."""

from flask_babel import lazy_gettext as _l

from compliance.agreements.rules import SCOPE_LABELS, STANDING_LABELS, StandingKind
from compliance.forms import CheckboxField, DateField, FilterForm, SearchField, SelectField, WholeNumberField, choices

OUTLETS = "outlets"
ENTITIES = "entities"


class EveryForm(FilterForm):
    q = SearchField(
        _l("Search"), hint=_l("Part of a name, or a reference of an agreement"), noun=_l("what you search for")
    )
    standing = SelectField(
        _l("Standing"), choices(StandingKind, STANDING_LABELS), blank=_l("Any standing"), required=False
    )
    on = DateField(_l("As at"), required=False, hint=_l("Today, unless you give another day"))
    proposed = CheckboxField(_l("Removal is proposed"))
    lapses_within = WholeNumberField(
        _l("Lapses within"), least=0, most=3660, width="4", suffix=_l("days"), required=False
    )
    review_due = CheckboxField(_l("Review due or soon due"))
    text = SelectField(_l("Text"), blank=_l("Any text"), required=False)
    scope = SelectField(_l("Covers"), list(SCOPE_LABELS.items()), blank=_l("Anything"), required=False)
    whose = SelectField(
        _l("Whose"),
        [(OUTLETS, _l("One outlet’s")), (ENTITIES, _l("All outlets of a legal entity"))],
        blank=_l("Both"),
        required=False,
    )
    ward = SelectField(_l("Ward"), blank=_l("Any ward"), required=False)

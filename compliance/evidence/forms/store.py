"""The filter of the list of exhibits, and the choice of labels to print."""

from flask_babel import lazy_gettext as _l

from compliance.evidence.queries import StoreFilter
from compliance.evidence.rules import KIND_LABELS, ExhibitKind
from compliance.forms import CheckboxesField, CheckboxField, FilterForm, SearchField, SelectField, choices


class StoreFilterForm(FilterForm):
    q = SearchField(_l("Reference, seal or words"), limit=80)
    kind = SelectField(_l("Kind"), choices(ExhibitKind, KIND_LABELS), blank=_l("Physical items only"), required=False)
    holder = SelectField(_l("Who holds it"), blank=_l("Anybody"), required=False)
    place = SelectField(_l("Where it is"), blank=_l("Anywhere"), required=False)
    overdue = CheckboxField(_l("Should be back by now"))
    gone = CheckboxField(_l("Those disposed of too"))

    def store_filter(self) -> StoreFilter:
        """Return what is asked for."""
        return StoreFilter(
            words=self.q.data or "",
            kind=self.kind.data,
            holder=self.holder.data or "",
            place=self.place.data or "",
            overdue=bool(self.overdue.data),
            gone=bool(self.gone.data),
        )


class LabelsForm(FilterForm):
    exhibit = CheckboxesField(_l("Labels to print"), required=False)

"""The filter of the list of all visits."""

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, DateField, FilterForm, SelectField, choices
from compliance.visits.queries import VisitFilter
from compliance.visits.rules import OFFER_LABELS, STORAGE_LABELS, VISIT_KIND_LABELS, OfferAnswer, Storage, VisitKind


class VisitFilterForm(FilterForm):
    """Which visits are shown."""

    kind = SelectField(_l("Kind of visit"), choices(VisitKind, VISIT_KIND_LABELS), blank=_l("Any kind"), required=False)
    officer = SelectField(_l("Officer"), blank=_l("Any officer"), required=False)
    from_day = DateField(_l("From"), required=False, noun=_l("the first day"))
    to_day = DateField(_l("To"), required=False, noun=_l("the last day"))
    agreement = SelectField(_l("Agreement"), choices(OfferAnswer, OFFER_LABELS), blank=_l("Any answer"), required=False)
    training = SelectField(_l("Training"), choices(OfferAnswer, OFFER_LABELS), blank=_l("Any answer"), required=False)
    storage = SelectField(
        _l("How knives are kept"), choices(Storage, STORAGE_LABELS), blank=_l("Any way"), required=False
    )
    open_actions = CheckboxField(_l("With open actions"))

    def visit_filter(self) -> VisitFilter:
        """Return which visits are asked for."""
        return VisitFilter(
            kind=self.kind.data,
            officer_id=self.officer.data,
            from_day=self.from_day.data,
            to_day=self.to_day.data,
            agreement_offer=self.agreement.data,
            training_offer=self.training.data,
            storage=self.storage.data,
            open_actions=bool(self.open_actions.data),
        )

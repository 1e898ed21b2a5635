"""The filter of the list of test purchases."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, DateField, FilterForm, SelectField, choices
from compliance.purchases.queries import PurchaseFilter
from compliance.purchases.rules import CHANNEL_LABELS, OUTCOME_LABELS, TYPE_LABELS, Channel, Outcome, Type


class PurchaseFilterForm(FilterForm):
    type = SelectField(_l("Kind of test"), choices(Type, TYPE_LABELS), blank=_l("Any kind"), required=False)
    channel = SelectField(_l("Channel"), choices(Channel, CHANNEL_LABELS), blank=_l("Any channel"), required=False)
    outcome = SelectField(_l("Outcome"), choices(Outcome, OUTCOME_LABELS), blank=_l("Any outcome"), required=False)
    officer = SelectField(_l("Officer"), blank=_l("Any officer"), required=False)
    since = DateField(_l("From"), required=False)
    until = DateField(_l("To"), required=False)
    sales = CheckboxField(_l("Counts as a sale"))
    clock = CheckboxField(_l("Prosecution clock running"))

    def wanted(self, today: date, **also: Any) -> PurchaseFilter:
        """Return what the list shows; a field that could not be read asks nothing."""
        return PurchaseFilter(
            type=self.type.data or None,
            channel=self.channel.data or None,
            outcome=self.outcome.data or None,
            officer_id=self.officer.data or None,
            since=self.since.data,
            until=self.until.data,
            counts_as_sale=True if self.sales.data else None,
            clock_running_on=today if self.clock.data else None,
            **also,
        )

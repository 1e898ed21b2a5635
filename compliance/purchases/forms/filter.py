"""The filter of the list of test purchases."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, Choice, DateField, FilterForm, SelectField, choices
from compliance.operations.rules import PURPOSE_LABELS, Purpose
from compliance.purchases.queries import PurchaseFilter
from compliance.purchases.rules import (
    ATTEMPTS_LABELS,
    CHANNEL_LABELS,
    OUTCOME_LABELS,
    REVIEWED_LABELS,
    TYPE_LABELS,
    Attempts,
    Channel,
    ClockFilter,
    ClockWanted,
    Outcome,
    Reviewed,
    Type,
)

CLOCKS = (
    Choice("running", _l("Running"), ClockFilter(ClockWanted.RUNNING)),
    Choice("passed", _l("Passed"), ClockFilter(ClockWanted.PASSED)),
    Choice("none", _l("No clock"), ClockFilter(ClockWanted.NONE)),
)


class PurchaseFilterForm(FilterForm):
    type = SelectField(_l("Kind of test"), choices(Type, TYPE_LABELS), blank=_l("Any kind"), required=False)
    purpose = SelectField(_l("Purpose"), choices(Purpose, PURPOSE_LABELS), blank=_l("Any purpose"), required=False)
    channel = SelectField(_l("Channel"), choices(Channel, CHANNEL_LABELS), blank=_l("Any channel"), required=False)
    product = SelectField(_l("Product"), blank=_l("Any product"), required=False)
    outcome = SelectField(_l("Outcome"), choices(Outcome, OUTCOME_LABELS), blank=_l("Any outcome"), required=False)
    attempts = SelectField(_l("Attempts"), choices(Attempts, ATTEMPTS_LABELS), blank=_l("All attempts"), required=False)
    officer = SelectField(_l("Officer"), blank=_l("Any officer"), required=False)
    operation = SelectField(_l("Operation"), blank=_l("Any operation"), required=False)
    since = DateField(_l("From"), required=False)
    until = DateField(_l("To"), required=False)
    clock = SelectField(_l("Prosecution clock"), CLOCKS, blank=_l("Any"), required=False)
    reviewed = SelectField(
        _l("Disputes"), choices(Reviewed, REVIEWED_LABELS), blank=_l("Disputed or not"), required=False
    )
    sales = CheckboxField(_l("Counts as a sale"))

    def offer(
        self,
        officers: Iterable[tuple[UUID, str]],
        operations: Iterable[tuple[UUID, str]],
        products: Iterable[tuple[str, str]],
        alert_days: Sequence[int],
    ) -> None:
        """Set what there is to choose from; `alert_days` are the days before a last day that the policy names."""
        self.officer.choices = list(officers)
        self.operation.choices = list(operations)
        self.product.choices = list(products)
        within = [
            Choice(f"within-{days}", _("%(days)s days left or fewer", days=days), ClockFilter(ClockWanted.WITHIN, days))
            for days in alert_days
        ]
        self.clock.choices = [CLOCKS[0], *within, *CLOCKS[1:]]

    def wanted(self, today: date, **also: Any) -> PurchaseFilter:
        """Return what the list shows; a field that could not be read asks nothing."""
        return PurchaseFilter(
            type=self.type.data or None,
            purpose=self.purpose.data or None,
            channel=self.channel.data or None,
            category_code=self.product.data or None,
            outcome=self.outcome.data or None,
            attempts=self.attempts.data or None,
            officer_id=self.officer.data or None,
            operation_id=self.operation.data or None,
            since=self.since.data,
            until=self.until.data,
            counts_as_sale=True if self.sales.data else None,
            clock=self.clock.data or None,
            clock_on=today,
            reviewed=self.reviewed.data or None,
            **also,
        )

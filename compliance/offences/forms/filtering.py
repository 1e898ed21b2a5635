"""The filters of the law and of the kinds of product."""

from datetime import date

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, FilterForm, SelectField
from compliance.offences.rules import State

YES, NO = "yes", "no"


class KindFilterForm(FilterForm):
    day = DateField(_l("As at"), hint=_l("Today when blank"), required=False)

    def asked_day(self, today: date) -> date:
        """Return the day asked about, or today."""
        return self.day.data or today


class LawFilterForm(KindFilterForm):
    state = SelectField(
        _l("In force on that day"),
        [
            (State.IN_FORCE.value, _l("In force")),
            (State.PENDING.value, _l("Enacted, first day not known")),
            (State.LATER.value, _l("Not yet in force")),
            (State.ENDED.value, _l("No longer in force")),
        ],
        blank=_l("In force or not"),
        required=False,
    )
    confirmed = SelectField(
        _l("Read in a source"),
        [(YES, _l("Confirmed")), (NO, _l("Not confirmed"))],
        blank=_l("Confirmed or not"),
        required=False,
    )

    def fits(self, state: State, *, confirmed: bool) -> bool:
        """Say whether a version is asked for."""
        wanted = {YES: True, NO: False}.get(self.confirmed.data or "")
        return self.state.data in (None, "", state.value) and wanted in (None, confirmed)

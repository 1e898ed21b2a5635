"""The filters of the lists of work, and of adoption."""

from datetime import date

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, DateField, FilterForm, SearchField, SelectField, choices
from compliance.reports.rules import BY_LABELS, GROUP_LABELS, By, Group, SellerFilter
from compliance.retailers.rules import OUTLET_KIND_LABELS, OutletKind

YES, NO = "yes", "no"
AHEAD = (30, 60, 90, 180, 365)


class SellerFilterForm(FilterForm):
    q = SearchField(_l("Name, address or reference"))
    ward = SelectField(_l("Ward"), blank=_l("Any ward"), required=False)
    business_type = SelectField(_l("Business type"), blank=_l("Any type"), required=False)
    kind = SelectField(
        _l("Premises or online"), choices(OutletKind, OUTLET_KIND_LABELS), blank=_l("Both"), required=False
    )
    chain = SelectField(
        _l("Chain or independent"),
        [(YES, _l("Part of a chain")), (NO, _l("Independent"))],
        blank=_l("Both"),
        required=False,
    )

    def wanted(self) -> SellerFilter:
        """Return which retailers the list shows; a field that could not be read asks nothing."""
        selling = self["selling"].data if "selling" in self else None
        return SellerFilter(
            search=self.q.data or "",
            ward=self.ward.data or "",
            business_type=self.business_type.data or "",
            kind=self.kind.data,
            chain={YES: True, NO: False}.get(self.chain.data),
            selling=selling,
        )


class InviteFilterForm(SellerFilterForm):
    selling = SelectField(_l("Sells"), blank=_l("Any knife"), required=False)
    group = SelectField(_l("Reason"), choices(Group, GROUP_LABELS), blank=_l("Any reason"), required=False)
    declined = CheckboxField(_l("Show those who declined too"))


class DueFilterForm(SellerFilterForm):
    days = SelectField(
        _l("Due within"),
        [(str(days), _l("%(days)s days", days=days)) for days in AHEAD],
        blank=_l("The usual time"),
        required=False,
    )


class AdoptionForm(FilterForm):
    by = SelectField(_l("By"), choices(By, BY_LABELS), blank=_l("Ward"), required=False)
    day = DateField(_l("As at"), past=True, required=False)

    def asked_day(self, today: date) -> date:
        """Return the day asked for, or today."""
        return self.day.data or today


class RatesForm(FilterForm):
    since = DateField(_l("From"), past=True, required=False)
    until = DateField(_l("To"), past=True, required=False)
    by_channel = CheckboxField(_l("Split by channel"))

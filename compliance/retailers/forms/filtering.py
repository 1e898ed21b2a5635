"""The filter of the register, which the list, the map and the exports share."""

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, DateField, FilterForm, SearchField, SelectField, TextField, choices
from compliance.retailers.queries import OutletFilter
from compliance.retailers.queries.filters import Condition
from compliance.retailers.rules import (
    CHANNEL_LABELS,
    OUTLET_KIND_LABELS,
    OUTLET_STATUS_LABELS,
    Channel,
    OutletKind,
    OutletStatus,
)
from compliance.retailers.rules.places import PLACE_DOUBT_LABELS, PlaceDoubt

YES = "yes"
NO = "no"
NEVER = "never"
EVER = "ever"
CONFIRMED = "confirmed"
NOT_CONFIRMED = "not_confirmed"
SHOWN_DOUBTS = (PlaceDoubt.POSTCODE_ELSEWHERE, PlaceDoubt.NO_POSITION)
"""What of the doubts about a place a list can be filtered by: those that the database can tell."""


class RetailerFilterForm(FilterForm):
    q = SearchField(
        _l("Search"),
        hint=_l("Part of a name or address, a postcode, a reference, a company number, a UPRN or a web address"),
        noun=_l("what you search for"),
    )
    status = SelectField(
        _l("Status"), choices(OutletStatus, OUTLET_STATUS_LABELS), blank=_l("Any status"), required=False
    )
    kind = SelectField(
        _l("Premises or online"), choices(OutletKind, OUTLET_KIND_LABELS), blank=_l("Both"), required=False
    )
    channel = SelectField(_l("Sells by"), choices(Channel, CHANNEL_LABELS), blank=_l("Any channel"), required=False)
    selling = SelectField(_l("Sells"), blank=_l("Any product"), required=False)
    chain = SelectField(
        _l("Chain or independent"),
        [(YES, _l("Part of a chain")), (NO, _l("Independent"))],
        blank=_l("Both"),
        required=False,
    )
    operator = SelectField(
        _l("Operator"),
        [(CONFIRMED, _l("Confirmed")), (NOT_CONFIRMED, _l("Not confirmed"))],
        blank=_l("Confirmed or not"),
        required=False,
    )
    agreement = SelectField(
        _l("Responsible Retailer Agreement"),
        [(YES, _l("In force")), (NO, _l("Not in force"))],
        blank=_l("In force or not"),
        required=False,
    )
    training = SelectField(
        _l("Training"),
        [(YES, _l("Trained")), (NO, _l("Not trained"))],
        blank=_l("Trained or not"),
        required=False,
    )
    tested = SelectField(
        _l("Test purchases"),
        [(NEVER, _l("Never tested")), (EVER, _l("Tested at some time"))],
        blank=_l("Tested or not"),
        required=False,
    )
    tested_since = DateField(_l("Tested since"), past=True, required=False)
    clock = CheckboxField(_l("A sale whose prosecution clock runs"))
    business_type = SelectField(_l("Business type"), blank=_l("Any type"), required=False)
    ward = SelectField(_l("Ward"), blank=_l("Any ward"), required=False)
    district = TextField(
        _l("Postcode district"), hint=_l("Such as E8"), limit=6, width="5", required=False, autocomplete="off"
    )
    authority = SelectField(_l("Authority"), blank=_l("Any authority"), required=False)
    doubt = SelectField(
        _l("Place in doubt"),
        [(one, PLACE_DOUBT_LABELS[one]) for one in SHOWN_DOUBTS],
        blank=_l("In doubt or not"),
        required=False,
    )
    missing = CheckboxField(_l("Missing from the last imported register"))

    def outlet_filter(self, conditions: tuple[Condition, ...] = ()) -> OutletFilter:
        """Return which outlets are asked for; `conditions` are those of what other slices know."""
        return OutletFilter(
            search=self.q.data or "",
            status=self.status.data,
            kind=self.kind.data,
            channel=self.channel.data,
            selling=self.selling.data,
            chain={YES: True, NO: False}.get(self.chain.data),
            business_type=self.business_type.data or "",
            district=self.district.data or "",
            ward=self.ward.data or "",
            operator_confirmed={CONFIRMED: True, NOT_CONFIRMED: False}.get(self.operator.data),
            missing=bool(self.missing.data),
            doubt=self.doubt.data,
            authority_id=self.authority.data if "authority" in self else None,
            conditions=conditions,
        )

"""Forms of outlets: finding, adding, correcting."""

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxField,
    DateField,
    EmailField,
    FilterForm,
    Form,
    HiddenField,
    PostcodeField,
    RadiosField,
    SearchField,
    SelectField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.retailers import rules
from compliance.retailers.forms.checking import by_rule
from compliance.retailers.forms.entities import why_corrected
from compliance.retailers.rules import (
    OUTLET_KIND_LABELS,
    OutletDetails,
    OutletKind,
)


class FindForm(FilterForm):
    q = SearchField(_l("Name, address, postcode or web address"), noun=_l("what you search for"))


class OutletForm(Form):
    """What is said of an outlet, whether it is added or corrected."""

    kind = RadiosField(
        _l("What is it?"),
        choices(
            OutletKind,
            OUTLET_KIND_LABELS,
            hints={
                OutletKind.PREMISES: "A shop, stall or warehouse that can be visited",
                OutletKind.ONLINE_SHOP: "A website, or a seller on a marketplace",
            },
        ),
        missing=_l("Select premises or online shop"),
    )
    name = TextField(_l("Trading name"), hint=_l("As it stands over the door or on the website"))
    address_1 = TextField(_l("Address line 1"), required=False)
    address_2 = TextField(_l("Address line 2"), required=False)
    address_3 = TextField(_l("Town or city"), required=False, noun=_l("the town or city"))
    postcode = PostcodeField(_l("Postcode"), required=False)
    domain = TextField(
        _l("Web address"),
        hint=_l("For an online shop, such as example.co.uk"),
        limit=300,
        required=False,
        validators=[by_rule(rules.check_domain)],
    )
    marketplace = TextField(
        _l("Marketplace"),
        hint=_l("When it sells on somebody else’s website: the name of that website"),
        limit=120,
        required=False,
    )
    marketplace_seller = TextField(_l("Name of the seller there"), limit=120, required=False)
    marketplace_seller_id = TextField(
        _l("Number of the seller there"),
        hint=_l("As the address of the seller’s page on the marketplace gives it"),
        limit=60,
        required=False,
    )
    business_type = TextField(_l("Business type"), hint=_l("Such as Retailers - other"), limit=120, required=False)
    uprn = TextField(
        _l("UPRN"),
        hint=_l("Unique Property Reference Number, up to 12 digits"),
        limit=20,
        width="10",
        inputmode="numeric",
        required=False,
        validators=[by_rule(rules.check_uprn)],
    )
    telephone = TextField(_l("Telephone"), limit=40, width="20", required=False)
    email = EmailField(_l("Email address"), required=False, autocomplete="off")
    opened_on = DateField(
        _l("Day it opened"), hint=_l("Nothing can be recorded here before that day"), past=True, required=False
    )
    notes = TextAreaField(_l("Notes"), required=False)

    def outlet_details(self) -> OutletDetails:
        """Return what was said as a value. Town or city is the third line, so blank lines before it are dropped."""
        return OutletDetails(
            kind=self.kind.data,
            name=self.name.data,
            business_type=self.business_type.data or "",
            address_lines=self._lines(),
            postcode=self.postcode.data or None,
            uprn=self.uprn.data or None,
            domain=self.domain.data or None,
            marketplace=self.marketplace.data or None,
            marketplace_seller=self.marketplace_seller.data or None,
            marketplace_seller_id=self.marketplace_seller_id.data or None,
            telephone=self.telephone.data or "",
            email=self.email.data or "",
            opened_on=self.opened_on.data,
            notes=self.notes.data or "",
        )

    def _lines(self) -> tuple[str, ...]:
        typed = (self.address_1.data, self.address_2.data, self.address_3.data)
        return tuple(line for line in typed if line)


class NewOutletForm(OutletForm):
    company_number = TextField(
        _l("Company number of whoever operates it"),
        hint=_l("If you know it: 8 characters, as Companies House gives it"),
        limit=20,
        width="10",
        required=False,
        validators=[by_rule(lambda text: rules.check_company_number(text).value)],
    )
    none_of_these = CheckboxField(_l("It is none of these: add it"))
    new_id = HiddenField()


CORRECTED_APART = {
    "name": ("name", "business_type", "opened_on", "notes"),
    "address": ("address_1", "address_2", "address_3", "address_4", "postcode", "uprn"),
    "online": ("domain", "marketplace", "marketplace_seller", "marketplace_seller_id", "marketplace_entity"),
    "contact": ("telephone", "email"),
}
"""The fields that a page corrects on its own, by the part of the outlet that they say; "" corrects all."""


class CorrectOutletForm(OutletForm):
    address_3 = TextField(_l("Address line 3"), required=False)
    address_4 = TextField(_l("Address line 4"), required=False)
    marketplace_entity = SelectField(
        _l("Legal entity that runs the marketplace"),
        hint=_l("A marketplace is recorded under Legal entities"),
        blank=_l("Not recorded"),
        required=False,
    )
    reason = why_corrected()
    version = HiddenField()

    @property
    def ordered(self) -> list[Any]:
        """The fields to fill in, part by part: address lines belong together."""
        names = ["kind", *(name for part in CORRECTED_APART.values() for name in part), "reason"]
        return [self[name] for name in names if name in self]

    def keep(self, part: str) -> None:
        """Leave out the fields of other parts than this one."""
        wanted = {*CORRECTED_APART.get(part, ()), "reason", "version", "csrf_token"}
        for name in [field.short_name for field in self if part and field.short_name not in wanted]:
            del self[name]

    def corrected(self, before: OutletDetails) -> OutletDetails:
        """Return the details of an outlet with what was said here in their place."""
        said: dict[str, Any] = {
            field.short_name: field.data for field in self if field.short_name in OutletDetails.__dataclass_fields__
        }
        optional = ("postcode", "uprn", "domain", "marketplace", "marketplace_seller", "marketplace_seller_id")
        said |= {name: said[name] or None for name in optional if name in said}
        said |= {name: said[name] or "" for name in ("business_type", "telephone", "email", "notes") if name in said}
        if "address_1" in self:
            said["address_lines"] = self._lines()
        if "marketplace_entity" in self:
            said["marketplace_entity_id"] = self.marketplace_entity.data
        return replace(before, **said)

    def _lines(self) -> tuple[str, ...]:
        return tuple(line for line in (*super()._lines(), self.address_4.data) if line)


def version_of(field: Any) -> int:
    """Return the version that a form was filled in from; 0, which no row has, when it was tampered with."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

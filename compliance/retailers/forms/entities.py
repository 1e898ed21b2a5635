"""Forms of legal entities: what each is, and its Primary Authority partnership."""

from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    DateField,
    EmailField,
    FilterForm,
    Form,
    HiddenField,
    PostcodeField,
    RadiosField,
    SearchField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.retailers import rules
from compliance.retailers.forms.checking import by_rule
from compliance.retailers.rules import ENTITY_KIND_LABELS, EntityDetails, EntityKind, Partnership

DELIVERS = "delivery_company"
MARKETPLACE = "marketplace"


def company_number() -> TextField:
    """Return the field of a company number, which is kept as Companies House writes it."""
    return TextField(
        _l("Company number"),
        hint=_l("For a company or partnership at Companies House: 8 characters, such as 01234567 or OC123456"),
        limit=20,
        width="10",
        required=False,
        validators=[by_rule(lambda text: rules.check_company_number(text).value)],
    )


def number_unknown() -> CheckboxField:
    """Return the box that says that a company's number is still to be found out."""
    return CheckboxField(
        _l("I do not know the number yet"),
        hint=_l("No warning can be issued to a company or a partnership at Companies House until it is recorded"),
    )


def why_corrected() -> TextAreaField:
    """Return the field that asks for the reason of a correction."""
    return TextAreaField(
        _l("Why is this corrected?"),
        hint=_l("Such as: seen on a visit; told by the trader; it was not recorded"),
        limit=500,
        rows=3,
        missing=_l("Say why this is corrected"),
    )


class EntitySearchForm(FilterForm):
    q = SearchField(_l("Name or company number"), noun=_l("what you search for"))


class NewEntityForm(Form):
    kind = RadiosField(
        _l("What is it?"), choices(EntityKind, ENTITY_KIND_LABELS), missing=_l("Select what the legal entity is")
    )
    name = TextField(_l("Full legal name"))
    company_number = company_number()
    number_unknown = number_unknown()
    also = CheckboxesField(
        _l("What does it do, besides selling itself?"),
        [
            Choice(DELIVERS, _l("It delivers for others"), DELIVERS, _l("A courier or another delivery company")),
            Choice(MARKETPLACE, _l("Others sell on its website"), MARKETPLACE, _l("A marketplace")),
        ],
        required=False,
    )
    address = TextAreaField(_l("Address for letters"), limit=400, rows=4, required=False)
    postcode = PostcodeField(_l("Postcode"), required=False)
    new_id = HiddenField()

    def entity_details(self) -> EntityDetails:
        """Return what was said as a value."""
        return EntityDetails(
            kind=self.kind.data,
            name=self.name.data,
            company_number=self.company_number.data or None,
            address=self.address.data or "",
            postcode=self.postcode.data or None,
            is_delivery_company=DELIVERS in self.also.data,
            is_marketplace=MARKETPLACE in self.also.data,
            number_unknown=self.number_unknown.data,
            **self._more(),
        )

    def _more(self) -> dict[str, Any]:
        return {}


class EntityForm(NewEntityForm):
    """The correction of an entity: it has more to say than a new one."""

    email = EmailField(_l("Email address"), required=False, autocomplete="off")
    telephone = TextField(_l("Telephone"), limit=40, width="20", required=False)
    own_training_scheme = CheckboxField(_l("It has a training scheme of its own"))
    reason = why_corrected()
    version = HiddenField()

    def _more(self) -> dict[str, Any]:
        return {
            "email": self.email.data or "",
            "telephone": self.telephone.data or "",
            "own_training_scheme": bool(self.own_training_scheme.data),
        }


class PartnershipForm(Form):
    authority = TextField(
        _l("Primary Authority"),
        hint=_l("The authority with which it has a partnership for age-restricted sales. Leave blank if it has none"),
        limit=120,
        required=False,
    )
    contact = TextField(_l("Contact there"), hint=_l("Name, telephone or email address"), limit=254, required=False)
    plan = TextField(
        _l("Inspection plan or assured advice"),
        hint=_l("Its title or reference, as the register of partnerships has it"),
        limit=254,
        required=False,
    )
    since_on = DateField(_l("In force since"), noun=_l("the day since when"), past=True, required=False)
    reason = why_corrected()
    version = HiddenField()

    def partnership(self) -> Partnership:
        """Return what was said as a value."""
        return Partnership(
            authority=self.authority.data or "",
            contact=self.contact.data or "",
            plan=self.plan.data or "",
            since_on=self.since_on.data,
        )

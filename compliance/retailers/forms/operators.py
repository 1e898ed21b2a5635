"""Forms of who operates what."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxField,
    DateField,
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
from compliance.retailers.forms.entities import company_number, number_unknown
from compliance.retailers.rules import (
    ENTITY_KIND_LABELS,
    HOW_KNOWN_LABELS,
    Confirmation,
    EntityDetails,
    EntityKind,
    HowKnown,
)

NEW = "new"


class FindEntityForm(FilterForm):
    q = SearchField(_l("Name or company number of the legal entity"), noun=_l("what you search for"))


class ConfirmOperatorForm(Form):
    """Who operates an outlet: an entity that is known, or a new one, whose fields count only then."""

    entity = RadiosField(
        _l("Which legal entity operates it?"), missing=_l("Select the legal entity, or “A new legal entity”")
    )
    kind = RadiosField(
        _l("What is it?"),
        choices(EntityKind, ENTITY_KIND_LABELS),
        needed_when=("entity", NEW),
        missing=_l("Select what the new legal entity is"),
    )
    name = TextField(
        _l("Full legal name"),
        hint=_l("A sole trader’s own name; a company’s as Companies House has it"),
        needed_when=("entity", NEW),
    )
    company_number = company_number()
    number_unknown = number_unknown()
    address = TextAreaField(
        _l("Address for letters"),
        hint=_l("Registered office, or where the trader can be written to"),
        limit=400,
        rows=4,
        required=False,
    )
    postcode = PostcodeField(_l("Postcode"), required=False)
    from_on = DateField(_l("Operates it since"), noun=_l("the day since when"), past=True)
    how_known = RadiosField(
        _l("How do you know?"), choices(HowKnown, HOW_KNOWN_LABELS), missing=_l("Select how you know")
    )
    how_known_note = TextField(
        _l("Details"), hint=_l("Such as the wording of the receipt, or who told you"), limit=500, required=False
    )
    replaces_former = CheckboxField(_l("There was a change of operator: the former one stopped the day before"))

    def chosen(self) -> UUID | None:
        """Return the known entity that was chosen, None for a new one."""
        return None if self.entity.data == NEW else self.entity.data

    def new_entity(self) -> EntityDetails | None:
        """Return the new entity, None when a known one was chosen."""
        if self.entity.data != NEW:
            return None
        return EntityDetails(
            kind=self.kind.data,
            name=self.name.data,
            company_number=self.company_number.data or None,
            address=self.address.data or "",
            postcode=self.postcode.data or None,
            number_unknown=self.number_unknown.data,
        )

    def confirmation(self) -> Confirmation:
        """Return since when, and how it is known."""
        return Confirmation(self.from_on.data, self.how_known.data, self.how_known_note.data or "")


class EndOperatorForm(Form):
    to_on = DateField(_l("Last day"), past=True)
    reason = TextAreaField(_l("How do you know?"), limit=500, rows=3, required=False)


class CorrectOperatorForm(Form):
    entity = RadiosField(_l("Legal entity"), missing=_l("Select the legal entity"))
    from_on = DateField(_l("First day"), past=True)
    to_on = DateField(_l("Last day"), hint=_l("Leave blank while it still operates here"), past=True, required=False)
    how_known = RadiosField(
        _l("How do you know?"), choices(HowKnown, HOW_KNOWN_LABELS), missing=_l("Select how you know")
    )
    how_known_note = TextField(_l("Details"), limit=500, required=False)
    reason = TextAreaField(_l("Why is this corrected?"), limit=500, rows=3, missing=_l("Say why this is corrected"))
    version = HiddenField()

    def confirmation(self) -> Confirmation:
        """Return the days and how they are known."""
        return Confirmation(
            self.from_on.data, self.how_known.data, self.how_known_note.data or "", to_on=self.to_on.data
        )

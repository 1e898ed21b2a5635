"""Forms of the standing of an outlet: its status, its names, whether it is one of a chain."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxField,
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.retailers.forms.entities import why_corrected
from compliance.retailers.rules import OUTLET_STATUS_LABELS, NameDetails, OutletStatus

CHAIN = "chain"
INDEPENDENT = "independent"
AS_NAMED = "as_named"


class StatusForm(Form):
    status = RadiosField(_l("Status"), choices(OutletStatus, OUTLET_STATUS_LABELS), missing=_l("Select the status"))
    on = DateField(_l("From which day?"), noun=_l("the day"), past=True)
    reason = TextAreaField(_l("How do you know?"), limit=500, rows=3, required=False)


class CorrectStatusForm(Form):
    status = RadiosField(_l("Status"), choices(OutletStatus, OUTLET_STATUS_LABELS), missing=_l("Select the status"))
    on = DateField(
        _l("Since which day?"),
        hint=_l("Leave blank for a shop that trades when it is not known"),
        noun=_l("the day"),
        past=True,
        required=False,
    )
    reason = why_corrected()
    version = HiddenField()


class RenameForm(Form):
    name = TextField(_l("New trading name"), hint=_l("As it stands over the door or on the website now"))
    on = DateField(_l("Called this since"), noun=_l("the day since when"), past=True)
    version = HiddenField()


class NameForm(Form):
    name = TextField(_l("Trading name"), noun=_l("the trading name"))
    from_on = DateField(_l("First day"), hint=_l("Leave blank when it is not known"), past=True, required=False)
    to_on = DateField(_l("Last day"), hint=_l("Leave blank while the name is in use"), past=True, required=False)
    note = TextField(_l("Note"), hint=_l("Such as where the name was seen"), limit=500, required=False)

    def name_details(self) -> NameDetails:
        """Return what was said as a value."""
        return NameDetails(self.name.data, self.from_on.data, self.to_on.data, self.note.data or "")


def removed() -> CheckboxField:
    """Return the box that says that a record was made by mistake."""
    return CheckboxField(
        _l("It was recorded by mistake: remove it"), hint=_l("The history keeps that it stood here, and why it went")
    )


class CorrectNameForm(NameForm):
    remove = removed()
    reason = why_corrected()
    version = HiddenField()


class ChainForm(Form):
    says = RadiosField(
        _l("What is it?"),
        [
            Choice(CHAIN, _l("One of a chain"), CHAIN),
            Choice(
                INDEPENDENT, _l("An independent"), INDEPENDENT, _l("Even where a symbol group’s name is over the door")
            ),
        ],
        reveals={CHAIN: "brand"},
        missing=_l("Select whether it is one of a chain"),
    )
    brand = TextField(_l("Name of the chain"), limit=120, required=False, needed_when=("says", CHAIN))
    reason = why_corrected()
    version = HiddenField()

    def offer_the_name(self, words: str) -> None:
        """Offer to believe the name of the outlet again, in these words."""
        self.says.choices = [*self.says.choices, Choice(AS_NAMED, words, AS_NAMED)]

    def is_chain(self) -> bool | None:
        """Return what was said; None believes the name of the outlet."""
        return {CHAIN: True, INDEPENDENT: False}.get(self.says.data)


def said_of_chain(is_chain: bool | None) -> str:
    """Return the choice of `ChainForm` that stands for what is recorded."""
    return {True: CHAIN, False: INDEPENDENT, None: AS_NAMED}[is_chain]


def new_id_of(field: HiddenField) -> UUID | None:
    """Return the identifier that a form was given, None when it was tampered with."""
    try:
        return UUID(field.data or "")
    except ValueError:
        return None

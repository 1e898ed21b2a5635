"""What is typed of a physical exhibit: what it is, whose hand it came from, and each hand it goes to."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance import clock
from compliance.evidence.rules import CHOSEN, PURPOSE_LABELS, Hand, NewItem, NewTransfer
from compliance.forms import (
    Choice,
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    TimeField,
    WholeNumberField,
)

OUTSIDER = "outside"


def moment(day: date | None, at: time | None) -> datetime:
    """Return a day and a time of day as London clocks show them."""
    return datetime.combine(day or clock.today(), at or time.min, tzinfo=clock.LONDON)


class ItemForm(Form):
    submission = HiddenField()
    description = TextAreaField(
        _l("What it is"),
        hint=_l("As you would describe it to a court: kind, make, colour, marks, length of the blade"),
        limit=500,
        rows=3,
        noun=_l("what the item is"),
    )
    quantity = WholeNumberField(_l("How many"), least=1, most=9999, width="3", noun=_l("how many there are"))
    received_from = TextField(
        _l("Who it came from"),
        hint=_l("Who held it before you: the volunteer’s code, the delivery driver, the trader"),
        limit=120,
        noun=_l("who it came from"),
    )
    on = DateField(_l("Day it reached you"), past=True, noun=_l("the day it reached you"))
    at = TimeField(_l("Time it reached you"), hint=_l("Such as 14:32"), noun=_l("the time it reached you"))
    where = TextField(_l("Where you took it"), hint=_l("Such as outside the shop"), noun=_l("where you took it"))
    packaging = TextField(_l("Packaging"), hint=_l("Such as a knife tube or an evidence bag"), required=False)
    seal = TextField(
        _l("Number of the seal or bag"),
        hint=_l("Leave it out when it is not sealed"),
        limit=60,
        width="20",
        required=False,
    )
    unsealed_reason = TextField(_l("If it is not sealed, why"), required=False)
    place = TextField(
        _l("Where you keep it now"),
        hint=_l("Such as the boot of the car, or a shelf of the store"),
        noun=_l("where it is"),
    )

    def item(self, dispute_id: UUID | None = None) -> NewItem:
        """Return what was typed."""
        return NewItem(
            description=self.description.data,
            received_from=self.received_from.data,
            produced_at=moment(self.on.data, self.at.data),
            produced_where=self.where.data,
            place=self.place.data,
            quantity=self.quantity.data,
            packaging=self.packaging.data or "",
            seal=self.seal.data or "",
            unsealed_reason=self.unsealed_reason.data or "",
            dispute_id=dispute_id,
        )

    def show_at(self, at: datetime) -> None:
        """Fill in a moment as London clocks show it."""
        there = clock.london(at)
        self.on.process_data(there.date())
        self.at.process_data(there.time())


class TransferForm(Form):
    after = HiddenField()
    purpose = RadiosField(
        _l("Why it changes hands"),
        [Choice(one.value, _l(PURPOSE_LABELS[one]), one) for one in CHOSEN],
        noun=_l("why it changes hands"),
    )
    to_officer = SelectField(
        _l("Who takes it"), hint=_l("An officer, or somebody outside by name below"), noun=_l("who takes it")
    )
    to_name = TextField(
        _l("Name of somebody outside"),
        hint=_l("Name and where they work: a laboratory, a court, a storekeeper"),
        required=False,
        needed_when=("to_officer", OUTSIDER),
        noun=_l("the name of who takes it"),
    )
    on = DateField(_l("Day"), past=True, noun=_l("the day"))
    at = TimeField(_l("Time"), hint=_l("Such as 14:32"), noun=_l("the time"))
    place = TextField(_l("Where it is kept from then on"), noun=_l("where it is kept from then on"))
    receipt = TextField(
        _l("How they signed for it"), hint=_l("Such as: signed in store book 4, page 12"), required=False
    )
    return_by = DateField(_l("Should be back by"), required=False)
    seal_after = TextField(
        _l("Number of the new seal"),
        hint=_l("Only if it was opened and sealed again"),
        limit=60,
        width="20",
        required=False,
    )
    seal_reason = TextField(_l("Why it was opened"), required=False)
    note = TextAreaField(_l("Anything else"), limit=500, rows=2, required=False)

    def offer(self, officers: Sequence[Any]) -> None:
        """Set the officers to choose from; the last choice is somebody outside."""
        people = [Choice(str(one.id), one.name, one.id) for one in officers]
        self.to_officer.choices = [*people, Choice(OUTSIDER, _l("Somebody outside"), OUTSIDER)]

    def transfer(self) -> NewTransfer:
        """Return what was typed."""
        chosen = self.to_officer.data
        outside = chosen == OUTSIDER
        return NewTransfer(
            to=Hand(name=self.to_name.data or "" if outside else "-", officer_id=None if outside else chosen),
            at=moment(self.on.data, self.at.data),
            place=self.place.data,
            purpose=self.purpose.data,
            note=self.note.data or "",
            seal_after=self.seal_after.data or "",
            seal_reason=self.seal_reason.data or "",
            receipt=self.receipt.data or "",
            return_by=self.return_by.data,
        )


class AdditionForm(Form):
    words = TextAreaField(
        _l("What is to be added"),
        hint=_l("The first description stays as it was written; this stands below it with your name"),
        limit=500,
        rows=3,
        noun=_l("what is to be added"),
    )
    reason = TextField(_l("Why"), limit=500, noun=_l("why it is added"))


class ReasonForm(Form):
    reason = TextAreaField(_l("Why"), limit=500, rows=3, noun=_l("why"))

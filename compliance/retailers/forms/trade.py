"""Forms of how an outlet trades: products, channels, storage and display, opening hours."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from wtforms.validators import ValidationError

from compliance.errors import Refusal
from compliance.forms import CheckboxesField, Choice, DateField, Form, HiddenField, RadiosField, TextField, choices
from compliance.offences.rules import Category, flags_of
from compliance.retailers import rules
from compliance.retailers.rules import CHANNEL_LABELS, DISPLAY_LABELS, WEEKDAYS, Channel, Display, Hours, Look


def _seen_on() -> DateField:
    return DateField(_l("Seen on which day?"), noun=_l("the day"), past=True)


class ProductsForm(Form):
    marks_optional = False
    sold = CheckboxesField(_l("What is on sale here?"), required=False)
    at_all = RadiosField(
        _l("And what is not ticked?"),
        [
            Choice("looked", _l("I looked: it does not sell any of the rest"), data=True),
            Choice("not_looked", _l("I did not look for all of it"), data=False),
        ],
        missing=_l("Say whether you looked for what is not ticked"),
    )
    seen_on = _seen_on()
    stamp = HiddenField()

    def offer(self, categories: Iterable[Category]) -> None:
        """Offer the kinds of product to tick, each with the law that may reach it."""
        self.sold.choices = [Choice(one.code, one.label, one.code, hint=", ".join(flags_of(one))) for one in categories]

    def look(self) -> Look:
        """Return what was seen as a value."""
        return Look(frozenset(self.sold.data), bool(self.at_all.data), self.seen_on.data)


class ChannelsForm(Form):
    marks_optional = False
    ticked = CheckboxesField(_l("How does it sell?"), choices(Channel, CHANNEL_LABELS), required=False)
    seen_on = _seen_on()
    stamp = HiddenField()


class DisplaysForm(Form):
    marks_optional = False
    ticked = CheckboxesField(
        _l("How are knives stored and displayed?"), choices(Display, DISPLAY_LABELS), required=False
    )
    seen_on = _seen_on()
    stamp = HiddenField()


def _read_day(_form: Any, field: Any) -> None:
    """Have a box hold the hours that were typed; the message says which day, for there are seven."""
    try:
        field.data = rules.read_hours(field.data)
    except Refusal as refusal:
        raise ValidationError(f"{field.label.text}: {refusal.message[:1].lower()}{refusal.message[1:]}") from refusal


def _day(label: LazyString) -> TextField:
    return TextField(label, limit=100, width="20", required=False, autocomplete="off", validators=[_read_day])


class HoursForm(Form):
    marks_optional = False
    monday = _day(_l("Monday"))
    tuesday = _day(_l("Tuesday"))
    wednesday = _day(_l("Wednesday"))
    thursday = _day(_l("Thursday"))
    friday = _day(_l("Friday"))
    saturday = _day(_l("Saturday"))
    sunday = _day(_l("Sunday"))
    stamp = HiddenField()

    @property
    def days(self) -> Iterable[TextField]:
        """The fields of the week, in its order."""
        return [self[name.lower()] for name in WEEKDAYS]

    def week(self) -> dict[int, Hours]:
        """Return the hours by weekday (0 is Monday); what was left blank is left out."""
        return {number: field.data for number, field in enumerate(self.days) if field.data}


def typed_week(week: Mapping[int, Hours]) -> dict[str, str]:
    """Return the hours of a week as they stand in the boxes of `HoursForm`."""
    return {WEEKDAYS[number].lower(): hours.typed() for number, hours in week.items()}

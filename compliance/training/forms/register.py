"""Forms of the register on the day: one line for each person, and somebody who was not booked."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from compliance.errors import Refusal
from compliance.forms import (
    Choice,
    FilterForm,
    Form,
    HiddenField,
    RadiosField,
    SearchField,
    TextField,
    WholeNumberField,
)
from compliance.training.queries import RegisterRow
from compliance.training.rules import (
    REGISTER_CHOICES,
    REGISTER_LABELS,
    AttendanceStatus,
    NewPlace,
    RegisterLine,
    Result,
)


class LineForm(Form):
    """What is typed of one person. Nothing at all leaves them as they are."""

    marks_optional = False
    status = RadiosField(
        _l("Attendance"),
        [Choice(one.value, _l(REGISTER_LABELS[one]), one) for one in REGISTER_CHOICES],
        required=False,
        inline=True,
    )
    minutes = WholeNumberField(
        _l("Minutes"), most=1440, required=False, width="4", noun=_l("how many minutes they attended")
    )
    mark = WholeNumberField(_l("Mark, per cent"), most=100, required=False, width="3", noun=_l("the mark"))
    version = HiddenField()

    class Meta(FlaskForm.Meta):
        """The form of the whole register has the token."""

        csrf = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the minutes of who was there, and for the attendance where a mark was typed."""
        if not super().validate(extra_validators):
            return False
        if self.status.data is AttendanceStatus.ATTENDED and self.minutes.data is None:
            self.show(Refusal(_("Enter how many minutes they attended"), "minutes"))
        if self.status.data is not AttendanceStatus.ATTENDED and self.mark.data is not None:
            self.show(Refusal(_("A mark is typed. Select Present, or clear the mark"), "status"))
        return not self.error_list


class Line:
    """One person on the register: the place as it stands, where they come from, and what is typed of them.

    `fill` begins with everybody present. A person whom somebody else recorded meanwhile has a form all the same, so
    that what was typed of them is read.
    """

    def __init__(self, row: RegisterRow, needed_minutes: int, *, examined: bool, fill: bool = False) -> None:
        self.row = row
        self.place = row.attendance
        self.examined = examined
        self.refusal: Refusal | None = None
        prefix = f"line-{self.place.id}-"
        self.was_sent = f"{prefix}version" in request.form
        self.form = LineForm(prefix=prefix) if self.is_open or self.is_unmarked or self.was_sent else None
        if self.form is not None and not self.was_sent:
            self.form.version.process_data(self.place.version)
            self.form.minutes.process_data(needed_minutes if self.is_open else self.place.minutes)
            self.form.status.process_data(AttendanceStatus.ATTENDED if fill and self.is_open else None)

    @property
    def is_open(self) -> bool:
        """Whether nothing is recorded of the person yet."""
        return self.place.status is AttendanceStatus.BOOKED

    @property
    def is_unmarked(self) -> bool:
        """Whether the person was there, and the mark of the examination is all that is missing."""
        return self.place.status is AttendanceStatus.ATTENDED and self.examined and self.place.mark is None

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return f"row-{self.place.id}"

    @property
    def is_filled_in(self) -> bool:
        """Whether something was sent to be saved: an attendance, or a mark."""
        return self.form is not None and bool(self.form.status.typed or self.form.mark.typed.strip())

    def read(self, version: int) -> RegisterLine | None:
        """Return what was typed, or None when it cannot be read; then the form has its messages."""
        if self.form is None:
            return None
        if not self.form.status.typed and self.place.status is AttendanceStatus.ATTENDED:  # a mark, and nothing else
            self.form.status.process_data(AttendanceStatus.ATTENDED)
            self.form.minutes.process_data(self.place.minutes)
        if not self.form.validate():
            return None
        status = self.form.status.data
        came = status is AttendanceStatus.ATTENDED
        minutes = self.form.minutes.data if came else None
        mark = self.form.mark.data if came and self.examined else None
        return RegisterLine(self.place.id, version, Result(status, minutes, mark, self.place.note))

    def settle(self, refusal: Refusal | None) -> None:
        """Go on from what is recorded now: with why the line was not saved, and ready to be sent once more."""
        self.refusal = refusal
        if self.form is not None:
            self.form.version.process_data(self.place.version)
        if not self.is_open and not self.is_unmarked:
            self.form = None

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """What is wrong with the line, each with the name of the person."""
        found = [(self.anchor, self.refusal.message)] if self.refusal else []
        if self.form is not None:
            name = self.place.person
            found += [(target or self.anchor, f"{name}: {message}") for target, message in self.form.error_list]
        return found


class RegisterForm(Form):
    """The register of a session: the lines of everybody, with one token."""

    lines: Sequence[Line] = ()

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """What is wrong, in the order of the page."""
        return [*super().error_list, *(error for line in self.lines for error in line.error_list)]


class WalkInSearchForm(FilterForm):
    q = SearchField(_l("Retailer or delivery company"), limit=120)


class WalkInForm(Form):
    person = TextField(_l("Who came?"), noun=_l("the name of the person"), limit=120)
    capacity = TextField(
        _l("In what capacity?"), required=False, limit=120, hint=_l("Such as owner, manager or shop assistant")
    )

    def new_place(self) -> NewPlace:
        """Return the person who came."""
        return NewPlace(self.person.data, self.capacity.data)

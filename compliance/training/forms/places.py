"""Forms of a place at a session, and of one line of its register."""

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Choice,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.training.rules import ATTENDANCE_LABELS, AttendanceStatus, NewPlace, Result


class PlaceForm(Form):
    session_id = SelectField(_l("Session"), blank=_l("Select a session"), missing=_l("Select a session"))
    person = TextField(_l("Who is the place for?"), noun=_l("the name of the person"), limit=120)
    capacity = TextField(
        _l("In what capacity?"), required=False, limit=120, hint=_l("Such as owner, manager or shop assistant")
    )

    access_needs = TextField(
        _l("What do they need to take part?"),
        required=False,
        limit=500,
        hint=_l("Only what they asked for, such as a sign-language interpreter or large print"),
    )
    language = TextField(
        _l("Language they need"),
        required=False,
        limit=60,
        hint=_l("Leave blank when that of the course will do"),
    )

    def new_place(self) -> NewPlace:
        """Return the place that was filled in."""
        return NewPlace(self.person.data, self.capacity.data, self.access_needs.data, self.language.data)


class GivingUpForm(Form):
    what = RadiosField(
        _l("What is to be recorded?"),
        [
            Choice("excused", _l("Excused: they told you that they cannot come"), AttendanceStatus.EXCUSED),
            Choice("cancelled", _l("Cancelled: booked by mistake, or not wanted any more"), AttendanceStatus.CANCELLED),
        ],
    )
    reason = TextAreaField(_l("Why?"), rows=2, limit=500, hint=_l("Kept in the history"))
    version = HiddenField()


class CancellingForm(Form):
    reason = TextAreaField(
        _l("Why is it cancelled?"),
        rows=2,
        limit=500,
        hint=_l("The letters to those booked say it"),
    )
    version = HiddenField()


class AttendanceForm(Form):
    status = RadiosField(
        _l("What happened?"),
        choices(AttendanceStatus, ATTENDANCE_LABELS),
        reveals={AttendanceStatus.ATTENDED: "minutes"},
    )
    minutes = WholeNumberField(
        _l("Minutes attended"),
        most=1440,
        suffix=_l("minutes"),
        noun=_l("how many minutes they attended"),
        needed_when=("status", AttendanceStatus.ATTENDED),
    )
    mark = WholeNumberField(
        _l("Examination mark"),
        required=False,
        most=100,
        suffix="%",
        hint=_l("Leave blank until it is marked, or where there is no examination"),
    )
    note = TextField(_l("Note"), required=False, limit=500)
    reason = TextAreaField(
        _l("Why does the result change?"),
        required=False,
        rows=2,
        limit=500,
        hint=_l("Needed when a result was recorded before"),
    )
    version = HiddenField()

    def result(self) -> Result:
        """Return the result that was filled in. The minutes are drawn below Attended, and are nothing without it."""
        came = self.status.data is AttendanceStatus.ATTENDED
        return Result(self.status.data, self.minutes.data if came else None, self.mark.data, self.note.data)

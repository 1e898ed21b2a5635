"""Forms of the calendar: which course it shows, and making a link to it."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.forms import FilterForm, Form, HiddenField, SelectField, choices
from compliance.training.rules import COURSE_NAMES, CourseKind


class CalendarFilterForm(FilterForm):
    course = SelectField(_l("Course"), choices(CourseKind, COURSE_NAMES), required=False, blank=_l("Every course"))


class CalendarLinkForm(Form):
    id = HiddenField()

    def begin(self) -> None:
        """Give a new form the identifier by which a second sending is known."""
        self.id.process_data(str(new_id()))

    @property
    def link_id(self) -> UUID | None:
        """The identifier of the link to be made, or None when it was tampered with."""
        try:
            return UUID(str(self.id.data))
        except ValueError:
            return None

"""The filter of the list of sessions."""

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, FilterForm, RadiosField, SelectField, choices
from compliance.training.rules import COURSE_NAMES, SESSION_STATE_LABELS, CourseKind, SessionFilter, SessionState


class SessionFilterForm(FilterForm):
    course = RadiosField(_l("Course"), choices(CourseKind, COURSE_NAMES), required=False, small=True)
    state = RadiosField(_l("State"), choices(SessionState, SESSION_STATE_LABELS), required=False, small=True)
    venue = SelectField(_l("Venue"), required=False, blank=_l("Any"))
    language = SelectField(_l("Language"), required=False, blank=_l("Any"))
    since = DateField(_l("From"), required=False)
    until = DateField(_l("To"), required=False)

    def session_filter(self) -> SessionFilter:
        """Return which sessions are asked for."""
        return SessionFilter(
            course=self.course.data or None,
            state=self.state.data or None,
            venue=self.venue.data or "",
            language=self.language.data or "",
            since=self.since.data,
            until=self.until.data,
        )

"""The filter of the audit page."""

from flask_babel import lazy_gettext as _l

from compliance.forms import DateField, FilterForm, SearchField


class AuditFilterForm(FilterForm):
    who = SearchField(_l("Who"))
    action = SearchField(_l("Action"), hint=_l("Such as letter or visit.recorded"))
    since = DateField(_l("From"), required=False)
    until = DateField(_l("To"), required=False)

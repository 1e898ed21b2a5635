"""A form: its error summary, and a place for a refusal beside the field it concerns."""

from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from compliance.errors import Refusal
from compliance.forms.field import Field


class Form(FlaskForm):
    """A form sent by POST. Its messages stand in `error_list`, its fields draw themselves."""

    marks_optional = True

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Pairs of (id of the control to mend, message) in the order of the page; "" where no control is to blame."""
        found = [("", message) for message in self.form_errors]
        for field in self:
            if isinstance(field, Field):
                found += [(field.error_id, message) for message in field.errors]
            elif field.errors:  # the CSRF token, which has no control that could be mended
                found.append(("", _("This page was open too long. Check what you typed and send it again.")))
        return [(target, str(message)) for target, message in found]

    @property
    def has_files(self) -> bool:
        """Whether the form must be sent as multipart/form-data."""
        return any(getattr(field, "is_file", False) for field in self)

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside its field, or above the form when it names none of the fields."""
        field = self._fields.get(refusal.field) if refusal.field else None
        if isinstance(field, Field) and field.is_visible:
            field.errors = [*field.errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)


class FilterForm(Form):
    """A form sent by GET: read from the query string, nothing required, no token, so that its address can be shared."""

    marks_optional = False

    class Meta(FlaskForm.Meta):
        """No token: a GET changes nothing."""

        csrf = False

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("formdata", request.args)
        super().__init__(**kwargs)

    @property
    def filters_on(self) -> int:
        """How many of the fields hold something."""
        return sum(1 for field in self if isinstance(field, Field) and not field.is_blank)

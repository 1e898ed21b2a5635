"""Forms of places: which doubts are shown, and the position of an outlet."""

from flask_babel import lazy_gettext as _l

from compliance.forms import FilterForm, Form, HiddenField, SelectField, TextAreaField, TextField, choices
from compliance.retailers.forms.checking import by_rule
from compliance.retailers.rules.places import PLACE_DOUBT_LABELS, PlaceDoubt, check_position


class DoubtForm(FilterForm):
    doubt = SelectField(
        _l("What is in doubt"), choices(PlaceDoubt, PLACE_DOUBT_LABELS), blank=_l("Anything"), required=False
    )


class PositionForm(Form):
    position = TextField(
        _l("Latitude and longitude"),
        hint=_l("In degrees, as a map gives them, such as 51.54328, -0.07586. Leave it empty to use the postcode’s"),
        limit=60,
        width="20",
        required=False,
        autocomplete="off",
        validators=[by_rule(lambda text: "{:.6f}, {:.6f}".format(*check_position(text)))],
    )
    reason = TextAreaField(_l("Why is this corrected?"), limit=500, rows=3, missing=_l("Say why this is corrected"))
    version = HiddenField()

    def pair(self) -> tuple[float, float] | None:
        """Return latitude and longitude, or None when it is left to the postcode."""
        return check_position(self.position.data) if self.position.data else None

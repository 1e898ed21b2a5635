"""The form that names somebody on the team."""

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    Form,
    RadiosField,
    TextField,
    choices,
)
from compliance.operations.rules import (
    PART_LABELS,
    NewTeamMember,
    Part,
)


class TeamForm(Form):
    name = TextField(_l("Name"), limit=120)
    part = RadiosField(_l("Part"), choices(Part, PART_LABELS))
    telephone = TextField(_l("Telephone"), limit=40, width="20", inputmode="tel", required=False)

    def member(self) -> NewTeamMember:
        """Return who was typed."""
        return NewTeamMember(self.name.data, self.part.data, self.telephone.data)

"""The forms of the ranked list: what narrows it, what is taken from it, and the order of work."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.forms import (
    CheckboxesField,
    FilterForm,
    Form,
    HiddenField,
    SearchField,
    SelectField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.operations.queries import CandidateFilter, TargetRow
from compliance.operations.rules import (
    CHOSEN_BY_LABELS,
    MOST_CHOSEN,
    ChosenBy,
    Purpose,
)
from compliance.retailers.rules import OUTLET_KIND_LABELS, OutletKind


class CandidateFilterForm(FilterForm):
    name = SearchField(_l("Name"))
    postcode = TextField(_l("Postcode district"), hint=_l("Such as E8"), limit=8, width="5", required=False)
    kind = SelectField(_l("Kind"), choices(OutletKind, OUTLET_KIND_LABELS), blank=_l("Any kind"), required=False)
    order = SelectField(
        _l("Order"), choices(ChosenBy, CHOSEN_BY_LABELS), blank=_l("As the purpose asks"), required=False
    )
    after = HiddenField("", required=False)

    def narrow(self) -> CandidateFilter:
        """Return what narrows the list; what could not be read narrows nothing."""
        return CandidateFilter(
            name=self.name.data or "", postcode=self.postcode.data or "", kind=self.kind.data or None
        )

    def ordered(self, purpose: Purpose) -> ChosenBy:
        """Return how the list is ordered: as chosen, or else at random for a baseline and by score otherwise."""
        usual = ChosenBy.RANDOM if purpose is Purpose.BASELINE else ChosenBy.SCORE
        return self.order.data or usual

    @property
    def page_after(self) -> int:
        """The place in the list after which the page begins."""
        text = str(self.after.data or "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


class ChooseForm(Form):
    """Boxes ticked in the list, or the first so many of it."""

    outlets = CheckboxesField(_l("Outlets"), required=False)
    first = WholeNumberField(
        _l("Or add the first"), least=1, most=MOST_CHOSEN, required=False, suffix=_l("of the list")
    )

    def check_one_way(self) -> None:
        """Raise Refusal when nothing is ticked and no number typed, or both."""
        if self.outlets.data and self.first.data:
            raise Refusal(_("Tick outlets or type a number, not both"), "first")
        if not self.outlets.data and not self.first.data:
            raise Refusal(_("Tick at least one outlet, or type how many to add from the top of the list"), "first")


def order_form(targets: Sequence[TargetRow]) -> Form:
    """Return a form with a number for each target."""
    places: dict[str, Any] = {
        place_of(target.id): WholeNumberField(
            _("Place of %(name)s", name=target.name), least=1, most=9999, width="3", default=target.position
        )
        for target in targets
    }
    form: Form = type("OrderForm", (Form,), places)()
    return form


def place_of(target_id: UUID) -> str:
    """Return the name of the field that holds a target's number."""
    return f"place_{target_id.hex}"

"""Forms of merging, splitting and telling apart: which stays, why, and what belongs to the second."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from compliance.forms import (
    CheckboxesField,
    CheckboxField,
    Choice,
    FilterForm,
    Form,
    HiddenField,
    PostcodeField,
    RadiosField,
    TextAreaField,
    TextField,
    choices,
)
from compliance.retailers import rules
from compliance.retailers.forms.checking import by_rule
from compliance.retailers.queries import OutletName, RecordGroup, RecordLine
from compliance.retailers.rules import OutletDetails, OutletKind

NEW = "new"
OPERATORS = "operators"


class KeepForm(FilterForm):
    kept = RadiosField(
        _l("Which one stays?"),
        hint=_l("Its name, address and status hold. Everything recorded of the other goes to it"),
        missing=_l("Select which one stays"),
    )

    def offer(self, names: Sequence[OutletName]) -> None:
        """Offer the two outlets."""
        self.kept.choices = [
            Choice(str(one.outlet_id), f"{one.name}, {one.reference}", one.outlet_id, hint=one.where) for one in names
        ]


class MergeForm(Form):
    reason = TextAreaField(
        _l("Why are they one?"), hint=_l("Such as what you saw there"), limit=500, rows=3, missing=_l("Say why")
    )
    kept = HiddenField()
    plan = HiddenField()


class UndoForm(Form):
    reason = TextAreaField(_l("Why is the merge undone?"), limit=500, rows=3, missing=_l("Say why"))


class ApartForm(Form):
    reason = TextAreaField(
        _l("Why are they two?"),
        hint=_l("Such as two doors, or another owner"),
        limit=500,
        rows=3,
        missing=_l("Say why"),
    )


class Belongs(StrEnum):
    """To which of two an operator period belongs."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


BELONGS_LABELS = {
    Belongs.FIRST: "Stays with the first",
    Belongs.SECOND: "Goes to the second",
    Belongs.BOTH: "Holds for both",
}


class SplitForm(Form):
    """What the second outlet is, and what goes to it. `make` adds a field for each kind of record."""

    second = RadiosField(_l("What is the second retailer?"), missing=_l("Select what the second retailer is"))
    name = TextField(_l("Trading name"), required=False, noun=_l("the trading name"))
    address_1 = TextField(_l("Address line 1"), required=False)
    address_2 = TextField(_l("Address line 2"), required=False)
    address_3 = TextField(_l("Town or city"), required=False)
    postcode = PostcodeField(_l("Postcode"), required=False)
    domain = TextField(_l("Web address"), limit=300, required=False, validators=[by_rule(rules.check_domain)])
    marketplace = TextField(_l("Marketplace"), limit=120, required=False)
    marketplace_seller = TextField(_l("Name of the seller there"), limit=120, required=False)
    reason = TextAreaField(_l("Why are they two?"), limit=500, rows=3, missing=_l("Say why"))
    new_id = HiddenField()
    checked = CheckboxField(_l("Checked"))
    kind: OutletKind

    @classmethod
    def make(cls, groups: Iterable[RecordGroup], merged: Collection[OutletName], kind: OutletKind) -> type["SplitForm"]:
        """Return the form for what is recorded of one outlet, and the outlets that were merged into it before."""
        fields: dict[str, Any] = {}
        for group in groups:
            if group.table_name == OPERATORS:
                fields |= {_period(line): cls._belongs(line) for line in group.lines}
            else:
                offered = [Choice(str(line.record_id), line.text, line.record_id) for line in group.lines]
                fields[f"records_{group.table_name}"] = CheckboxesField(
                    _l(group.label), offered, required=False, small=True
                )
        again = [Choice(str(one.outlet_id), one.name, one.outlet_id, hint=one.reference) for one in merged]
        fields["second"] = RadiosField(
            _l("What is the second retailer?"),
            [Choice(NEW, _l("A new one, described below"), NEW), *again],
            missing=_l("Select what the second retailer is"),
        )
        return type("SplitForm", (cls,), {**fields, "kind": kind})

    @staticmethod
    def _belongs(line: RecordLine) -> RadiosField:
        return RadiosField(line.text, choices(Belongs, BELONGS_LABELS), inline=True, small=True)

    def rows(self) -> dict[str, list[UUID]]:
        """Return what goes to the second, by table."""
        found = {
            field.short_name.removeprefix("records_"): list(field.data)
            for field in self
            if field.short_name.startswith("records_") and field.data
        }
        periods = self._periods(Belongs.SECOND)
        return found | ({OPERATORS: periods} if periods else {})

    def shared(self) -> frozenset[UUID]:
        """Return the operator periods that hold for both."""
        return frozenset(self._periods(Belongs.BOTH))

    def _periods(self, which: Belongs) -> list[UUID]:
        return [
            UUID(field.short_name.removeprefix("period_"))
            for field in self
            if field.short_name.startswith("period_") and field.data is which
        ]

    def brought_back(self) -> UUID | None:
        """Return the outlet, merged before, that the second is; None for a new one."""
        return None if self.second.data == NEW else UUID(str(self.second.data))

    def outlet_details(self) -> OutletDetails | None:
        """Return what the second is when it is a new one, of the kind of the first."""
        if self.second.data != NEW:
            return None
        lines = (self.address_1.data, self.address_2.data, self.address_3.data)
        return OutletDetails(
            kind=self.kind,
            name=self.name.data or "",
            address_lines=tuple(line for line in lines if line),
            postcode=self.postcode.data or None,
            domain=self.domain.data or None,
            marketplace=self.marketplace.data or None,
            marketplace_seller=self.marketplace_seller.data or None,
        )


def _period(line: RecordLine) -> str:
    return f"period_{line.record_id}"

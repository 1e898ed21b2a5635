"""The form of a plan, new or corrected, and that of the weights of a score."""

from dataclasses import fields
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.forms import (
    DateField,
    Form,
    HiddenField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.operations.queries import Operation
from compliance.operations.rules import (
    MOST_MONTHS,
    MOST_POINTS,
    PURPOSE_LABELS,
    SURVEILLANCE_LABELS,
    Plan,
    Purpose,
    Surveillance,
    Weights,
)


class PlanForm(Form):
    """What an operation is to be."""

    partner_id = SelectField(
        _l("Authority whose outlets are tested"), blank=_l("Choose an authority"), suggest=True, noun=_l("an authority")
    )
    name = TextField(_l("Name of the operation"), limit=120)
    purpose = RadiosField(
        _l("Purpose"),
        choices(Purpose, PURPOSE_LABELS),
        hint=_l("It is fixed once there is a result: results of different purposes are never counted together"),
    )
    rationale = TextAreaField(
        _l("Why the operation is held"),
        hint=_l(
            "The Code of Practice asks for a reason for testing: complaints, intelligence, past sales, a measurement"
        ),
        limit=2000,
        missing=_l("Say why the operation is held"),
    )
    starts_on = DateField(_l("First day"), hint=_l("For example, 27 3 2027"))
    ends_on = DateField(_l("Last day"), hint=_l("The same as the first day when it lasts one day"))
    area = TextField(_l("Area"), hint=_l("Wards or postcode districts, such as E8 and N16"), limit=200, required=False)
    ask_for = TextField(
        _l("What to ask for"),
        hint=_l("Printed on the target sheet, such as a kitchen knife with a fixed blade"),
        limit=200,
    )
    lead = TextField(_l("Lead officer"), limit=120)
    lead_telephone = TextField(
        _l("Telephone of the lead officer on the day"), limit=40, width="20", inputmode="tel", required=False
    )
    authorised_by = TextField(_l("Authorised by"), hint=_l("Who approved the plan"), limit=120, required=False)
    risk_assessment = TextField(_l("Risk assessment reference"), limit=120, width="20", required=False)
    surveillance = RadiosField(
        _l("Is an authorisation for directed surveillance (RIPA) needed?"),
        choices(
            Surveillance,
            SURVEILLANCE_LABELS,
            hints={
                Surveillance.AUTHORISED: (
                    "Possible for an offence that carries six months in prison or more. The delivery offences "
                    "(Offensive Weapons Act 2019 sections 39 and 42) carry a fine only"
                )
            },
        ),
        reveals={
            Surveillance.NOT_NEEDED: "surveillance_reason",
            Surveillance.AUTHORISED: "surveillance_reference",
        },
        missing=_l("Say whether an authorisation for directed surveillance is needed"),
    )
    surveillance_reason = TextAreaField(
        _l("Why none is needed"),
        rows=2,
        limit=1000,
        needed_when=("surveillance", Surveillance.NOT_NEEDED),
        missing=_l("Say why no authorisation is needed"),
    )
    surveillance_reference = TextField(
        _l("Reference of the authorisation"),
        limit=200,
        needed_when=("surveillance", Surveillance.AUTHORISED),
    )
    volunteer_code = TextField(
        _l("Volunteer’s code"),
        hint=_l("Such as V07. Leave it empty until a volunteer is found, or when an adult makes the test"),
        limit=10,
        width="5",
        required=False,
        autocomplete="off",
    )
    volunteer_lent = RadiosField(
        _l("Whose volunteer is it?"),
        lambda: [("own", _("Ours")), ("partner", _("The partner authority’s"))],
        default="own",
    )

    def plan(self) -> Plan:
        """Return what was typed as a plan."""
        authorised = self.surveillance.data is Surveillance.AUTHORISED
        return Plan(
            name=self.name.data,
            purpose=self.purpose.data,
            rationale=self.rationale.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            area=self.area.data,
            ask_for=self.ask_for.data,
            lead=self.lead.data,
            lead_telephone=self.lead_telephone.data,
            authorised_by=self.authorised_by.data,
            risk_assessment=self.risk_assessment.data,
            surveillance=self.surveillance.data,
            surveillance_note=(self.surveillance_reference if authorised else self.surveillance_reason).data,
            volunteer_code=self.volunteer_code.data or None,
            volunteer_lent=self.volunteer_lent.data == "partner",
        )


class OperationForm(PlanForm):
    """The plan as it stands, to be corrected. The authority whose outlets are tested stays."""

    partner_id = None  # type: ignore[assignment]  # WTForms leaves the field out
    version = HiddenField(_l("Version"))
    reason = TextAreaField(_l("Why the plan is changed"), rows=2, limit=500, missing=_l("Say why the plan is changed"))

    @property
    def version_read(self) -> int:
        """The version that the form was filled in from; 0, which no row has, when it was not sent as it was given."""
        return int(self.version.data) if str(self.version.data).isascii() and str(self.version.data).isdecimal() else 0


def of_operation(operation: Operation, *, lent: bool) -> dict[str, Any]:
    """Return what the fields of `OperationForm` hold for an operation."""
    note = operation.surveillance_note
    authorised = operation.surveillance is Surveillance.AUTHORISED
    held: dict[str, Any] = {name: getattr(operation, name) for name in _SAME}
    return held | {
        "surveillance_reference": note if authorised else "",
        "surveillance_reason": "" if authorised else note,
        "volunteer_code": operation.volunteer_code or "",
        "volunteer_lent": "partner" if lent else "own",
        "version": str(operation.version),
    }


_SAME = tuple(
    field.name for field in fields(Plan) if field.name not in {"surveillance_note", "volunteer_code", "volunteer_lent"}
)


class WeightsForm(Form):
    """Points for each fact of a score, and the months that count."""

    sale = WholeNumberField(_l("Each past sale"), most=MOST_POINTS, suffix=_l("points"))
    sales_months = WholeNumberField(_l("Past sales count for"), least=1, most=MOST_MONTHS, suffix=_l("months"))
    never_tested = WholeNumberField(_l("Never tested"), most=MOST_POINTS, suffix=_l("points"))
    month_since_test = WholeNumberField(
        _l("Each whole month since the last test"), most=MOST_POINTS, suffix=_l("points")
    )
    most_months_since_test = WholeNumberField(
        _l("Months since the last test count up to"), least=1, most=MOST_MONTHS, suffix=_l("months")
    )
    no_agreement = WholeNumberField(
        _l("No Responsible Retailer Agreement in force"), most=MOST_POINTS, suffix=_l("points")
    )
    training_refused = WholeNumberField(_l("Training refused"), most=MOST_POINTS, suffix=_l("points"))
    version = HiddenField(_l("Version"))

    version_read = OperationForm.version_read

    def weights(self) -> Weights:
        """Return what was typed as weights."""
        return Weights(**{field.name: self[field.name].data for field in fields(Weights)})

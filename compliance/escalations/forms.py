"""Forms of the list: the day, printing and exporting, and a policy from a day on."""

from contextlib import suppress
from typing import ClassVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.escalations.rules import (
    FORMAT_LABELS,
    LONGEST_REASON,
    LONGEST_RECIPIENT,
    PER_LABELS,
    Asked,
    Format,
    NewPolicy,
    Per,
    Policy,
    Rung,
    Step,
)
from compliance.forms import (
    CheckboxesField,
    DateField,
    FilterForm,
    Form,
    HiddenField,
    RadiosField,
    TextAreaField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.purchases.rules import OFFENCE_TYPES, PROOF_LABELS, TYPE_LABELS, Proof, Type


class AsAtForm(FilterForm):
    """As at which day the list is made."""

    as_at = DateField(_l("As at"), required=False, noun=_l("the day"), hint=_l("Today, unless you give an earlier day"))


class ExportForm(Form):
    """Take the list out of the system: in which format, for whom and why."""

    as_at = DateField(_l("As at"), noun=_l("the day"))
    format = RadiosField(_l("What do you need?"), choices(Format, FORMAT_LABELS), noun=_l("what you need"))
    recipient = TextField(
        _l("Who is it for?"),
        required=False,
        limit=LONGEST_RECIPIENT,
        noun=_l("who it is for"),
        hint=_l("Leave blank if it is for you"),
    )
    reason = TextAreaField(
        _l("Why do you need it?"),
        limit=LONGEST_REASON,
        rows=3,
        hint=_l("It is printed on every page and kept in the audit"),
        missing=_l("Say why you need the list: it leaves the system with your name on it"),
    )
    asked_id = HiddenField(required=False)

    def asked(self) -> Asked:
        """Return what is asked for; sent twice, the page's own identifier gives one list."""
        asked_id = None
        with suppress(ValueError):
            asked_id = UUID(self.asked_id.data or "")
        return Asked(
            as_at=self.as_at.data,
            format=self.format.data,
            reason=self.reason.data,
            recipient=self.recipient.data or "",
            asked_id=asked_id,
        )


class PolicyForm(Form):
    """A policy from a day on."""

    in_force_from = DateField(_l("From which day does it apply?"), noun=_l("the day from which it applies"))
    count = WholeNumberField(
        _l("Sales on different dates"), least=1, most=100, width="3", hint=_l("How many put a seller on the list")
    )
    window_months = WholeNumberField(
        _l("Window"),
        least=1,
        most=120,
        width="3",
        suffix=_l("months"),
        hint=_l("A sale exactly this long ago still counts"),
    )
    recency_months = WholeNumberField(
        _l("Recent part"),
        least=1,
        most=120,
        width="3",
        suffix=_l("months"),
        hint=_l("At least one of the sales must be in this part of the window"),
    )
    types = CheckboxesField(
        _l("Tests that count"),
        choices(Type, TYPE_LABELS, leave_out=[type_ for type_ in Type if type_ not in OFFENCE_TYPES]),
        hint=_l("No other kind of test can be an illegal sale"),
    )
    minimum_proof = RadiosField(_l("Least proof"), choices(Proof, PROOF_LABELS))
    per = RadiosField(_l("Counted for"), choices(Per, PER_LABELS), noun=_l("what is counted"))
    written_warning = WholeNumberField(_l("A written warning"), least=1, most=100, width="3", suffix=_l("sales"))
    consider_caution = WholeNumberField(
        _l("A manager to consider a caution"), least=1, most=100, width="3", suffix=_l("sales"), required=False
    )
    consider_prosecution = WholeNumberField(
        _l("A manager to consider prosecution"), least=1, most=100, width="3", suffix=_l("sales"), required=False
    )
    reason = TextAreaField(
        _l("Why is it set, and who decided it?"),
        limit=1000,
        rows=3,
        missing=_l("Say why the policy is set, and who decided it"),
    )

    RUNGS: ClassVar[tuple[Step, ...]] = (Step.WRITTEN_WARNING, Step.CONSIDER_CAUTION, Step.CONSIDER_PROSECUTION)

    def new_policy(self) -> NewPolicy:
        """Return the policy that was typed; a rung left blank is not on the ladder."""
        rungs = tuple(Rung(self[step.value].data, step) for step in self.RUNGS if self[step.value].data)
        policy = Policy(
            count=self.count.data,
            window_months=self.window_months.data,
            recency_months=self.recency_months.data,
            types=frozenset(self.types.data),
            minimum_proof=self.minimum_proof.data,
            per=self.per.data,
            ladder=rungs,
        )
        return NewPolicy(self.in_force_from.data, policy, self.reason.data)

    def show(self, refusal: Refusal) -> None:
        """Put a refusal beside its field, in the words of this page."""
        if refusal.field == "recency_months":
            refusal = Refusal(_("The recent part must not be longer than the window"), "recency_months")
        elif refusal.field == "ladder":
            refusal = Refusal(
                _("Each rung must need more sales than the one above it"),
                "consider_prosecution" if self.consider_prosecution.data else "consider_caution",
            )
        super().show(refusal)


def policy_values(policy: Policy) -> dict[str, object]:
    """Return what the form starts with: the policy that holds now."""
    return {
        "count": policy.count,
        "window_months": policy.window_months,
        "recency_months": policy.recency_months,
        "types": sorted(policy.types),
        "minimum_proof": policy.minimum_proof,
        "per": policy.per,
        **{rung.step.value: rung.sales for rung in policy.ladder},
    }

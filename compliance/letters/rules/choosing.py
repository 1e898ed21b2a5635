"""Which kinds of letter the record allows, with the reason for each that it does not."""

from collections.abc import Callable
from dataclasses import dataclass

from compliance.errors import Refusal
from compliance.letters.rules.chain_choosing import (
    OF_AGREEMENT,
    OF_INVITATION,
    OF_PLACE,
    AgreementNow,
    InvitationNow,
    PlaceNow,
    occasion_of_agreement,
    occasion_of_invitation,
    occasion_of_place,
)
from compliance.letters.rules.kinds import ABOUT_OF, Kind, Occasion
from compliance.purchases.rules import FAILED, REFUSED, DisputeDecision, Outcome, Proof, Type

_OVERTURNED = "This result was overturned. A letter that rests on it needs a correction."


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the record says on the day of the letter, about one visit, purchase, invitation, place or agreement.

    `law_confirmed`: the offence version in force on the day of the sale (for advice, of the letter) is confirmed.
    `operator_number_missing`: the operator is a company whose number is not recorded. `primary_authority_block`: why
    the warning must wait for the Primary Authority, or nothing. `dispute_open` and `dispute`: the trader's dispute of
    the result, still open or decided. `to_correct` is how many letters in force about the test no longer fit its record
    and must be withdrawn by a correction.
    """

    visited: bool = False
    type: Type | None = None
    outcome: Outcome | None = None
    counts_as_sale: bool = False
    proof: Proof = Proof.OFFICER_WITNESSED
    operator_confirmed: bool = False
    operator_number_missing: bool = False
    law_confirmed: bool = False
    primary_authority_block: str = ""
    dispute_open: bool = False
    dispute: DisputeDecision | None = None
    to_correct: int = 0
    invitation: InvitationNow | None = None
    place: PlaceNow | None = None
    agreement: AgreementNow | None = None

    @property
    def occasion(self) -> Occasion | None:
        """What a reminder or an agreement warning would be about today, or None."""
        if self.invitation:
            return occasion_of_invitation(self.invitation)[0]
        if self.place:
            return occasion_of_place(self.place)[0]
        return occasion_of_agreement(self.agreement)[0] if self.agreement else None


@dataclass(frozen=True, slots=True)
class Choice:
    """The kinds that may be sent, and every other with the reason why not."""

    allowed: tuple[Kind, ...]
    left_out: tuple[tuple[Kind, str], ...]


def allowed_kinds(standing: Standing) -> Choice:
    """Return the kinds of letter that `standing` allows, and why it does not allow the others.

    A pass or fail notice is owed for every valid test (Code of Practice: Age Restricted Products). A warning needs an
    evidenced sale to a person under 18, a confirmed operator, confirmed law, and a Primary Authority that was told and
    has not stopped it (RESA 2008 s.25C). Not allowed for a result that was overturned, or is in dispute.
    """
    reasons = {kind: _why_not(kind, standing) for kind in Kind}
    return Choice(
        tuple(kind for kind, reason in reasons.items() if not reason),
        tuple((kind, reason) for kind, reason in reasons.items() if reason),
    )


def check_kind(kind: Kind, standing: Standing) -> None:
    """Raise Refusal, beside `kind`, when `standing` does not allow a letter of this kind. See `allowed_kinds`."""
    if reason := _why_not(kind, standing):
        raise Refusal(reason, "kind")


def _why_not(kind: Kind, standing: Standing) -> str:
    if standing.invitation and kind in OF_INVITATION:
        return OF_INVITATION[kind](standing.invitation)
    if standing.place and kind in OF_PLACE:
        return OF_PLACE[kind](standing.place)
    if standing.agreement and kind in OF_AGREEMENT:
        return OF_AGREEMENT[kind](standing.agreement)
    if kind in _NEEDS_A_VISIT:
        return _why_none_of_visit(kind, standing)
    if kind not in _WHY_NOT:
        return f"This letter is about {_RECORDS[ABOUT_OF[kind][-1]]}. Choose one."
    return _why_no_result(kind, standing) or _WHY_NOT[kind](standing)


def _why_none_of_visit(kind: Kind, standing: Standing) -> str:
    if not standing.visited:
        return _NEEDS_A_VISIT[kind]
    if kind is Kind.ADVICE and not standing.law_confirmed:
        return "The law in force today is not confirmed. A letter may quote only confirmed law."
    return ""


def _why_no_result(kind: Kind, standing: Standing) -> str:
    if standing.type is None or standing.outcome is None:
        return "This letter is about a test purchase. Choose one."
    if standing.type is Type.LISTING_CHECK and kind not in _OF_ANY_TEST:
        return "A listing check has no buyer, so it has no pass, fail or warning."
    return ""


def _why_no_pass(standing: Standing) -> str:
    return "" if standing.outcome in REFUSED else "A pass notice is for a test that ended in a refusal."


def _why_no_fail(standing: Standing) -> str:
    if standing.dispute is DisputeDecision.OVERTURNED:
        return _OVERTURNED
    return "" if standing.outcome in FAILED else "A fail notice is for a test that was failed."


def _why_no_warning(standing: Standing) -> str:
    reasons = (
        (not standing.counts_as_sale, "A written warning needs a completed sale to a person under 18."),
        (standing.dispute is DisputeDecision.OVERTURNED, _OVERTURNED),
        (standing.proof is Proof.ALLEGATION, "This sale is only an allegation. A written warning needs evidence."),
        (
            not standing.operator_confirmed,
            "The operator is not confirmed. Confirm who ran the outlet on the day of the sale.",
        ),
        (
            standing.operator_number_missing,
            "The company number of the operator is not recorded. Record it before a warning is written.",
        ),
        (standing.dispute_open, "The trader disputes this result. Decide the dispute first."),
        (
            not standing.law_confirmed,
            "The law in force on the day of the sale is not confirmed. A warning may quote only confirmed law.",
        ),
    )
    return next((reason for applies, reason in reasons if applies), standing.primary_authority_block)


def _why_no_decision(standing: Standing) -> str:
    return "" if standing.dispute is not None else "No dispute of this result has been decided."


def _why_no_correction(standing: Standing) -> str:
    return "" if standing.to_correct else "No letter about this test has to be withdrawn by a correction."


_WHY_NOT: dict[Kind, Callable[[Standing], str]] = {
    Kind.DISPUTE_DECISION: _why_no_decision,
    Kind.CORRECTION: _why_no_correction,
    Kind.PASS_NOTICE: _why_no_pass,
    Kind.FAIL_NOTICE: _why_no_fail,
    Kind.WRITTEN_WARNING: _why_no_warning,
}
_OF_ANY_TEST = frozenset({Kind.DISPUTE_DECISION, Kind.CORRECTION})
"""What is written about a test whatever its type: a letter that went out wrongly is corrected in any case."""
_NEEDS_A_VISIT = {
    Kind.ADVICE: "An advice letter follows a visit. Record the visit first.",
    Kind.TRAINING_INVITATION: "A training invitation follows a visit. Record the visit first.",
}
_RECORDS = {
    "invitation_id": "an invitation to training",
    "attendance_id": "a person’s place at a session",
    "agreement_id": "an agreement",
}

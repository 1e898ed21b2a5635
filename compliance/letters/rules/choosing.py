"""Which kinds of letter the record allows, with the reason for each that it does not."""

from dataclasses import dataclass

from compliance.errors import Refusal
from compliance.letters.rules.kinds import Kind
from compliance.purchases.rules import FAILED, REFUSED, DisputeDecision, Outcome, Proof, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the record says on the day of the letter, about one visit or one purchase.

    `law_confirmed`: the offence version in force on the day of the sale is confirmed. `primary_authority_block`: why
    the warning must wait for the Primary Authority, or nothing. `dispute_open` and `dispute`: the trader's dispute of
    the result, still open or decided.
    """

    visited: bool = False
    type: Type | None = None
    outcome: Outcome | None = None
    counts_as_sale: bool = False
    proof: Proof = Proof.OFFICER_WITNESSED
    operator_confirmed: bool = False
    law_confirmed: bool = False
    primary_authority_block: str = ""
    dispute_open: bool = False
    dispute: DisputeDecision | None = None


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
    if kind is Kind.TRAINING_INVITATION:
        return "" if standing.visited else "A training invitation follows a visit. Record the visit first."
    if standing.type is None or standing.outcome is None:
        return "This letter is about a test purchase. Choose one."
    if standing.type is Type.LISTING_CHECK:
        return "A listing check has no buyer, so it has no pass, fail or warning."
    if kind is Kind.PASS_NOTICE:
        return "" if standing.outcome in REFUSED else "A pass notice is for a test that ended in a refusal."
    if standing.dispute is DisputeDecision.OVERTURNED:
        return "This result was overturned. A letter that rests on it needs a correction."
    if kind is Kind.FAIL_NOTICE:
        return "" if standing.outcome in FAILED else "A fail notice is for a test that was failed."
    return _why_no_warning(standing)


def _why_no_warning(standing: Standing) -> str:
    if not standing.counts_as_sale:
        return "A written warning needs a completed sale to a person under 18."
    if standing.proof is Proof.ALLEGATION:
        return "This sale is only an allegation. A written warning needs evidence of the sale."
    if not standing.operator_confirmed:
        return "The operator is not confirmed. Confirm who ran the outlet on the day of the sale."
    if standing.dispute_open:
        return "The trader disputes this result. Decide the dispute first."
    if not standing.law_confirmed:
        return "The law in force on the day of the sale is not confirmed. A warning may quote only confirmed law."
    return standing.primary_authority_block

"""A history and a policy as JSON, read strictly, and the decision with its working as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.errors import Refusal
from compliance.escalations.rules.decision import Decision, PastPurchase
from compliance.escalations.rules.policy import STEP_LABELS, Per, Policy, Rung, Step, check_policy
from compliance.purchases.rules import BASIS_BY_TYPE, BuyerBasis, Outcome, Proof, Type
from compliance.reading import (
    check_required,
    read_day,
    read_list,
    read_number,
    read_object,
    read_text,
    read_word,
    refused,
)

EXAMPLE: dict[str, Any] = {
    "as_at": "2026-11-22",
    "policy": {
        "count": 2,
        "window_months": 24,
        "recency_months": 12,
        "types": ["online_order", "underage"],
        "minimum_proof": "officer_witnessed",
        "per": "premises",
        "ladder": [
            {"sales": 1, "step": "written_warning"},
            {"sales": 2, "step": "consider_caution"},
            {"sales": 3, "step": "consider_prosecution"},
        ],
    },
    "operator": "Invented Hardware Ltd",
    "history": [
        {"on": "2025-02-03", "type": "underage", "outcome": "sold_unchallenged", "operator": "Invented Hardware Ltd"},
        {
            "on": "2026-05-14",
            "type": "underage",
            "outcome": "sold_after_id_not_verified",
            "buyer_basis": "under_18",
            "proof": "officer_witnessed",
            "operator": "Invented Hardware Ltd",
            "overturned": False,
            "reference": "TP-0002",
        },
        {
            "on": "2026-06-01",
            "type": "challenge_25",
            "outcome": "sold_unchallenged",
            "operator": "Invented Hardware Ltd",
        },
    ],
}
"""A document that `read_question` accepts: every key of a policy with its default. Only `on`, `type`, `outcome` and,
at the top, `as_at` and `history` must be given."""

_QUESTION_KEYS = ("as_at", "policy", "operator", "outlet", "history")
_POLICY_KEYS = ("count", "window_months", "recency_months", "types", "minimum_proof", "per", "ladder")
_PURCHASE_KEYS = (
    "on",
    "type",
    "outcome",
    "buyer_basis",
    "proof",
    "operator",
    "outlet",
    "overturned",
    "reference",
)


@dataclass(frozen=True, slots=True)
class Question:
    """What `decide` is asked: the arguments of `decide`, by the same names."""

    history: tuple[PastPurchase, ...]
    policy: Policy
    as_at: date
    operator: str | None
    outlet: str | None


def read_question(document: object, *, today: date | None = None) -> Question:
    """Return the question that a JSON document asks (see EXAMPLE); `today` stands in for a missing `as_at`.

    Raises Refusal whose message begins with the path of what is wrong, such as `history[2].outcome`, and says what is
    allowed. A key that is not known is refused, so that a slip of the pen never passes for a default.
    """
    found = read_object(document, "", _QUESTION_KEYS)
    if "as_at" not in found and today is not None:
        found = {**found, "as_at": today.isoformat()}
    check_required(found, "", ("as_at", "history"))
    history = tuple(
        _purchase(item, f"history[{index}]") for index, item in enumerate(read_list(found["history"], "history"))
    )
    return Question(
        history=history,
        policy=read_policy(found.get("policy", {}), "policy"),
        as_at=read_day(found["as_at"], "as_at"),
        operator=_whose(found, "operator", {p.operator for p in history}),
        outlet=_whose(found, "outlet", {p.outlet for p in history}),
    )


def read_policy(document: object, path: str = "policy") -> Policy:
    """Return the policy of a JSON object, with the default for each key left out; raises Refusal as read_question."""
    found = read_object(document, path, _POLICY_KEYS)
    default = Policy()
    types, ladder = default.types, default.ladder
    if "types" in found:
        items = enumerate(read_list(found["types"], f"{path}.types"))
        types = frozenset(read_word(item, f"{path}.types[{index}]", Type) for index, item in items)
    if "ladder" in found:
        items = enumerate(read_list(found["ladder"], f"{path}.ladder"))
        ladder = tuple(_rung(item, f"{path}.ladder[{index}]") for index, item in items)
    policy = Policy(
        count=read_number(found.get("count", default.count), f"{path}.count"),
        window_months=read_number(found.get("window_months", default.window_months), f"{path}.window_months"),
        recency_months=read_number(found.get("recency_months", default.recency_months), f"{path}.recency_months"),
        types=types,
        minimum_proof=read_word(found.get("minimum_proof", default.minimum_proof), f"{path}.minimum_proof", Proof),
        per=read_word(found.get("per", default.per), f"{path}.per", Per),
        ladder=ladder,
    )
    try:
        check_policy(policy)
    except Refusal as refusal:
        raise Refusal(f"{path}.{refusal.message}", f"{path}.{refusal.field}") from refusal
    return policy


def working(decision: Decision) -> dict[str, Any]:
    """Return the decision and its whole working in plain JSON values; days as YYYY-MM-DD."""
    return {
        "as_at": decision.as_at.isoformat(),
        "window_from": decision.window_from.isoformat(),
        "recent_from": decision.recent_from.isoformat(),
        "rung": decision.step.value,
        "rung_label": STEP_LABELS[decision.step],
        "is_repeat": decision.is_repeat,
        "sales": len(decision.counted),
        "counted": [_said(purchase) for purchase in decision.counted],
        "left_out": [
            {**_said(item.purchase), "reason": item.reason.value, "why": item.why} for item in decision.left_out
        ],
        "policy": working_policy(decision.policy),
    }


def working_policy(policy: Policy) -> dict[str, Any]:
    """Return a policy in the JSON shape that `read_policy` reads."""
    return {
        "count": policy.count,
        "window_months": policy.window_months,
        "recency_months": policy.recency_months,
        "types": sorted(type_.value for type_ in policy.types),
        "minimum_proof": policy.minimum_proof.value,
        "per": policy.per.value,
        "ladder": [{"sales": rung.sales, "step": rung.step.value} for rung in policy.ladder],
    }


def _said(purchase: PastPurchase) -> dict[str, Any]:
    said: dict[str, Any] = {
        "on": purchase.on.isoformat(),
        "type": purchase.type.value,
        "outcome": purchase.outcome.value,
        "buyer_basis": purchase.buyer_basis.value,
        "proof": purchase.proof.value,
        "overturned": purchase.overturned,
    }
    optional = {"operator": purchase.operator, "outlet": purchase.outlet, "reference": purchase.reference}
    return said | {key: value for key, value in optional.items() if value}


def _purchase(item: object, path: str) -> PastPurchase:
    found = read_object(item, path, _PURCHASE_KEYS)
    check_required(found, path, ("on", "type", "outcome"))
    type_ = read_word(found["type"], f"{path}.type", Type)
    overturned = found.get("overturned", False)
    if not isinstance(overturned, bool):
        raise refused(f"{path}.overturned", "true or false", overturned)
    return PastPurchase(
        on=read_day(found["on"], f"{path}.on"),
        type=type_,
        outcome=read_word(found["outcome"], f"{path}.outcome", Outcome),
        buyer_basis=read_word(found.get("buyer_basis", _usual_buyer(type_)), f"{path}.buyer_basis", BuyerBasis),
        proof=read_word(found.get("proof", Proof.OFFICER_WITNESSED), f"{path}.proof", Proof),
        operator=read_text(found.get("operator"), f"{path}.operator"),
        outlet=read_text(found.get("outlet"), f"{path}.outlet"),
        overturned=overturned,
        reference=read_text(found.get("reference"), f"{path}.reference") or "",
    )


def _usual_buyer(type_: Type) -> BuyerBasis:
    allowed = BASIS_BY_TYPE[type_]
    return BuyerBasis.UNDER_18 if BuyerBasis.UNDER_18 in allowed else min(allowed)


def _rung(item: object, path: str) -> Rung:
    found = read_object(item, path, ("sales", "step"))
    check_required(found, path, ("sales", "step"))
    return Rung(read_number(found["sales"], f"{path}.sales"), read_word(found["step"], f"{path}.step", Step))


def _whose(found: Mapping[str, Any], key: str, named: set[str | None]) -> str | None:
    """Return who is judged: as said at the top, or else the one that the whole history names."""
    if key in found:
        return read_text(found[key], key)
    if len(named) > 1:
        said = ", ".join(sorted(name or "not confirmed" for name in named))
        raise Refusal(f"{key} must be given, because the history names more than one: {said}", key)
    return next(iter(named), None)

"""An entry of the list as JSON values and as lines of a table."""

from typing import Any

from compliance.escalations.rules.entry import NOT_CONFIRMED, Entry, Item
from compliance.escalations.rules.question import working_policy
from compliance.purchases.rules import OUTCOME_LABELS, TYPE_LABELS


def entry_document(entry: Entry) -> dict[str, Any]:
    """Return an entry in plain JSON values: `outlet`, `operator`, `rung`, `counted`, `left_out` and more (docs)."""
    decision = entry.decision
    return {
        "outlet": entry.place.name,
        "outlet_id": str(entry.place.id),
        "outlet_reference": entry.place.reference,
        "address": entry.place.address,
        "operator": entry.operator_name,
        "operator_id": str(entry.operator_id) if entry.operator_id else None,
        "operates_now": entry.operates_now,
        "operator_now": entry.operator_now or NOT_CONFIRMED,
        "rung": entry.rung.value,
        "rung_label": entry.rung_label,
        "is_repeat": decision.is_repeat,
        "sales": len(entry.counted),
        "why": entry.why,
        "as_at": decision.as_at.isoformat(),
        "window_from": decision.window_from.isoformat(),
        "recent_from": decision.recent_from.isoformat(),
        "training_refused": entry.beside.training_refused,
        "training": entry.beside.training,
        "agreement_held": entry.beside.agreement_held,
        "agreement": entry.beside.agreement,
        "counted": [_item(item) for item in entry.counted],
        "left_out": [_item(item) for item in entry.left_out],
        "policy": working_policy(decision.policy),
    }


def _item(item: Item) -> dict[str, Any]:
    said = {
        "on": item.on.isoformat(),
        "reference": item.purchase.reference,
        "type": item.purchase.type.value,
        "outcome": item.purchase.outcome.value,
        "buyer_basis": item.purchase.buyer_basis.value,
        "proof": item.purchase.proof.value,
        "overturned": item.purchase.overturned,
        "dispute_waiting": item.is_disputed,
        "outlet": item.place.name,
        "outlet_reference": item.place.reference,
        "operator": item.operator,
    }
    if item.reason:
        return said | {"reason": item.reason.value, "why": item.why}
    offence = item.law.versions[0].citation if item.law and item.law.versions else None
    last_day = item.last_day.isoformat() if item.last_day else None
    return said | {"offence": offence, "last_day_to_prosecute": last_day}


HEADINGS = (
    "as_at",
    "outlet_reference",
    "outlet",
    "address",
    "operator",
    "operates_now",
    "rung",
    "rung_label",
    "sales_counted",
    "training_refused",
    "agreement_held",
    "counts",
    "on",
    "purchase_reference",
    "purchase_outlet",
    "purchase_operator",
    "type",
    "outcome",
    "proof",
    "reason",
    "why",
    "last_day_to_prosecute",
)
"""The columns of the list as a table: one line for each purchase of each entry."""


def entry_lines(entry: Entry) -> list[tuple[Any, ...]]:
    """Return one line for each purchase of an entry, counted ones first, with a value for each of HEADINGS."""
    head = (
        entry.decision.as_at.isoformat(),
        entry.place.reference,
        entry.place.name,
        entry.place.address,
        entry.operator_name,
        _yes(answer=entry.operates_now),
        entry.rung.value,
        entry.rung_label,
        len(entry.counted),
        _yes(answer=entry.beside.training_refused),
        _yes(answer=entry.beside.agreement_held),
    )
    return [
        (
            *head,
            _yes(answer=item.reason is None),
            item.on.isoformat(),
            item.purchase.reference,
            item.place.name,
            item.operator,
            TYPE_LABELS[item.purchase.type],
            OUTCOME_LABELS[item.purchase.outcome],
            item.proof,
            item.reason.value if item.reason else "",
            item.why,
            item.last_day.isoformat() if item.last_day else item.no_last_day,
        )
        for item in (*entry.counted, *entry.left_out)
    ]


def _yes(*, answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"

"""What the stages of a test made online say in a witness statement, in words (pure)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from compliance.purchases.rules.stage_sheet import FACTS, said
from compliance.purchases.rules.stage_words import STAGE_LABELS, StageKind, StageState
from compliance.purchases.rules.stages import StageView

BEFORE_THE_ORDER = (StageKind.ADVANCE_NOTICE, StageKind.LISTING)
THE_ORDER = (StageKind.CHECKOUT, StageKind.PAYMENT, StageKind.CONFIRMATION)
THE_PARCEL = (StageKind.DISPATCH, StageKind.DELIVERY, StageKind.PARCEL, StageKind.UNPACKING)

_OPENINGS: Mapping[StageKind, str] = {
    StageKind.ADVANCE_NOTICE: "Advance notice of testing was sent to the seller",
    StageKind.LISTING: "The advert and listing were captured",
    StageKind.CHECKOUT: "The checkout was reached",
    StageKind.PAYMENT: "The payment was made",
    StageKind.CONFIRMATION: "The order was confirmed",
    StageKind.PARCEL: "The parcel was looked at before it was opened",
    StageKind.UNPACKING: "The parcel was unpacked",
}
"""How each begins; dispatch and delivery are told with the parcel."""
_TOLD_ELSEWHERE: Mapping[StageKind, frozenset[str]] = {
    StageKind.CHECKOUT: frozenset(
        {"age_check", "declared_age_true", "declared_name_true", "declaration_authorised_by"},
    ),
    StageKind.DISPATCH: frozenset({"delivery_company"}),
    StageKind.DELIVERY: frozenset({"result", "address_kind", "handed_to", "handed_to_age_years", "id_looked_at"}),
}
"""Facts that another paragraph of the statement says."""
_WORDS: Mapping[StageKind, str] = {
    StageKind.ADVANCE_NOTICE: "It said",
    StageKind.LISTING: "It said",
    StageKind.CHECKOUT: "The page said",
    StageKind.PAYMENT: "The words were",
    StageKind.CONFIRMATION: "It said",
}


def tell_stages(stages: Sequence[StageView], kinds: Collection[StageKind]) -> Iterator[str]:
    """Yield a paragraph for each stage of `kinds` that was reached, was not, or is still to be recorded (a gap).

    What was captured is given as it was written; nothing is said of a stage that is not needed.
    """
    for stage in stages:
        if stage.stage not in kinds:
            continue
        if stage.state is StageState.REACHED:
            told = _reached(stage)
            if told:
                yield told
        elif stage.state is StageState.NOT_REACHED:
            yield f"{STAGE_LABELS[stage.stage]}: this was not reached. The reason recorded is: {_sentence(stage.why)}"
        elif stage.state is StageState.TO_DO:
            yield f"[{STAGE_LABELS[stage.stage]}: nothing is recorded. Say what happened, or take this out.]"


def _reached(stage: StageView) -> str:
    elsewhere = _TOLD_ELSEWHERE.get(stage.stage, frozenset())
    facts = (
        (label, said(name, stage.facts.get(name)))
        for name, label in FACTS[stage.stage].items()
        if name not in elsewhere
    )
    parts = [f"{label}: {_sentence(value)}" for label, value in facts if value]
    if stage.words and stage.stage in _WORDS:
        parts.append(f"{_WORDS[stage.stage]}: {stage.words.strip()}")
    if stage.why and stage.stage is StageKind.ADVANCE_NOTICE:
        parts.append(f"It was sent late, because: {_sentence(stage.why)}")
    return " ".join([*_opened(stage), *parts])


def _opened(stage: StageView) -> Iterator[str]:
    opening = _OPENINGS.get(stage.stage)
    at = f" at {stage.at:%H:%M}" if stage.at else ""
    if opening and stage.with_the_order:
        return
    if opening:
        on = f" on {_day(stage.on)}" if stage.on else " on [the day]"
        yield f"{opening}{on}{at}."
    elif at:
        yield f"{STAGE_LABELS[stage.stage]} was{at}."


def _sentence(value: str) -> str:
    text = value.strip()
    return text if text.endswith((".", "?", "!", ".”")) else f"{text}."


def _day(value: date) -> str:
    return f"{value:%A} {value.day} {value:%B %Y}"

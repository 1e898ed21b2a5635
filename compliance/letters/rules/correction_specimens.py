"""Invented facts, plainly so, of a decision on a dispute and of a correction."""

from datetime import date
from typing import Any

from compliance.letters.rules.base import Facts
from compliance.letters.rules.corrections import Correction, DisputeDecided, Earlier
from compliance.letters.rules.kinds import KIND_LABELS, Kind
from compliance.letters.rules.marks import WITHDRAWN_BY_A_CORRECTION, Mark
from compliance.purchases.rules import DisputeDecision

_TESTED_ON = date(2026, 10, 6)
_DECIDED_ON = date(2026, 11, 12)


def _earlier(mark: Mark, *, challenge_25: bool) -> tuple[Earlier, ...]:
    kinds = (Kind.FAIL_NOTICE,) if challenge_25 else (Kind.FAIL_NOTICE, Kind.WRITTEN_WARNING)
    return tuple(
        Earlier(
            what=KIND_LABELS[kind].lower(),
            reference=f"SPEC/2026/0000{number}",
            dated_on=date(2026, 10, 9 + 3 * number),
            mark=mark,
        )
        for number, kind in enumerate(kinds, start=1)
    )


def correction_specimen(
    kind: Kind,
    common: dict[str, Any],
    *,
    upheld: bool = False,
    mark: Mark = Mark.OVERTURNED,
    challenge_25: bool = False,
) -> Facts:
    """Return the decision on an invented dispute, overturned unless `upheld`, or a correction because of `mark`.

    Raises ValueError for a mark that no correction is written for.
    """
    if mark not in WITHDRAWN_BY_A_CORRECTION:
        raise ValueError(f"No correction is written because of {mark}.")
    about: dict[str, Any] = {"first_on": _TESTED_ON, "last_on": _TESTED_ON, "advisory": challenge_25}
    letters = _earlier(mark, challenge_25=challenge_25)
    if kind is Kind.CORRECTION:
        return Correction(
            **common,
            **about,
            letters=letters,
            passed=True if mark is Mark.OUTCOME else None,
            decided_on=_DECIDED_ON if mark is Mark.OVERTURNED else None,
            offered_training=True,
        )
    return DisputeDecided(
        **common,
        **about,
        decision=DisputeDecision.UPHELD if upheld else DisputeDecision.OVERTURNED,
        raised_on=date(2026, 10, 20),
        decided_on=_DECIDED_ON,
        reviewer="Robin Reviewer, Head of Trading Standards",
        considered=(
            "Your letter of 19 October 2026 and the recording from your till that came with it.",
            "The record of the test and the photographs of the product.",
            "What our officers say of the test.",
        ),
        reasons=_UPHELD if upheld else _OVERTURNED,
        appeal_by_on=date(2026, 12, 7),
        letters=() if upheld else letters,
    )


_UPHELD = (
    "Your recording shows the till from behind. It does not show the buyer or the product.",
    "Both officers saw the product handed over, and the receipt gives the same time as the record.",
)
_OVERTURNED = (
    "Your recording shows another customer at the till at the time that our record gives.",
    "The receipt does not give a time, so we cannot be sure that it belongs to this test. The result cannot stand.",
)

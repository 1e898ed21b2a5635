"""Invented facts, plainly so, for specimens, previews and tests of every kind."""

from datetime import date
from typing import Any

from compliance.letters.rules.base import Facts
from compliance.letters.rules.chain_specimens import ADVICE, LAW, TRAINING, chain_specimen
from compliance.letters.rules.correction_specimens import correction_specimen
from compliance.letters.rules.facts import FailNotice, PassNotice, WrittenWarning
from compliance.letters.rules.kinds import OCCASIONS_OF, Kind, Occasion
from compliance.letters.rules.marks import Mark
from compliance.letters.rules.parts import (
    Action,
    Letterhead,
    Officer,
    Place,
    PrimaryAuthority,
    Recipient,
    Tested,
)
from compliance.purchases.rules import BuyerBasis, Outcome, Type

_TESTED_ON = date(2026, 11, 3)
_DATED_ON = date(2026, 11, 16)
_HEAD = Letterhead(
    authority="Specimen Borough Council",
    service="Trading Standards",
    address=("Invented Town Hall", "1 Example Square", "London", "SW1A 1AA"),
    telephone="020 7946 0100",
    email="tradingstandards@specimen.example",
    website="www.specimen.example",
    complaints="Write to the Complaints Team at the address at the top of this letter, or go to "
    "www.specimen.example/complaints.",
    appeals="Write to the Head of Regulatory Services at the address at the top of this letter.",
    enforcement_policy="www.specimen.example/enforcement-policy",
    privacy_notice="www.specimen.example/privacy",
)
_TO = Recipient(
    name="Pretend Hardware Limited",
    trading_as="The Made-up Tool Shop",
    address=("99 Nowhere Road", "London", "SW1A 1AA"),
)
_OFFICER = Officer(
    name="Sam Specimen",
    job_title="Trading Standards Officer",
    telephone="020 7946 0101",
    email="sam@specimen.example",
)
_PLACE = Place(name="The Made-up Tool Shop", address="99 Nowhere Road, London SW1A 1AA")
_DUTIES = (Action(text="You must not sell a knife or another product of this kind to anyone under 18."),)
_PRIMARY_AUTHORITY = PrimaryAuthority(
    name="Imaginary County Council", notified_on=date(2026, 11, 6), may_act_from_on=date(2026, 11, 14)
)

_AFTER_A_DISPUTE = frozenset({Kind.DISPUTE_DECISION, Kind.CORRECTION})


def specimen(
    kind: Kind,
    *,
    large_print: bool = False,
    challenge_25: bool = False,
    occasion: Occasion | None = None,
    failed: bool = False,
    upheld: bool = False,
    mark: Mark = Mark.OVERTURNED,
) -> Facts:
    """Return complete facts for a letter of `kind` about an invented business; with `challenge_25`, for 6c or 7c.

    `occasion` chooses what a reminder or an agreement warning is about (the first there is, if None), and `failed` the
    training result of somebody who did not pass; `upheld` a dispute that was not overturned, `mark` why a correction is
    written. Nothing in them is real: the names say so, the telephone numbers are
    those kept for drama, and SW1A 1AA is a valid postcode that no shop has. Raises ValueError for a Challenge 25
    letter, an occasion, a failed course or a dispute upheld of a kind that has none.
    """
    if challenge_25 and kind not in {Kind.PASS_NOTICE, Kind.FAIL_NOTICE, *_AFTER_A_DISPUTE}:
        raise ValueError(f"There is no Challenge 25 wording of {kind}.")
    if occasion is not None and occasion not in OCCASIONS_OF.get(kind, ()):
        raise ValueError(f"There is no {kind} on the occasion {occasion}.")
    if failed and kind is not Kind.TRAINING_RESULT:
        raise ValueError(f"There is no {kind} of a course that was not passed.")
    if upheld and kind is not Kind.DISPUTE_DECISION:
        raise ValueError(f"There is no {kind} of a dispute.")
    common: dict[str, Any] = {
        "reference": f"SPEC/2026/{list(Kind).index(kind) + 1:05d}",
        "dated_on": _DATED_ON,
        "letterhead": _HEAD,
        "recipient": _TO,
        "officer": _OFFICER,
        "place": _PLACE,
        "keep_years": 6 if kind in {Kind.FAIL_NOTICE, Kind.WRITTEN_WARNING} else 3,
        "large_print": large_print,
    }
    if kind is Kind.PASS_NOTICE:
        return PassNotice(**common, tested=_tested(Outcome.REFUSED_NO_ID, challenge_25=challenge_25))
    if kind is Kind.FAIL_NOTICE:
        return FailNotice(
            **common,
            tested=_tested(Outcome.SOLD_UNCHALLENGED, challenge_25=challenge_25),
            advice=ADVICE,
            law=None if challenge_25 else LAW,
            training=TRAINING,
        )
    if kind in _AFTER_A_DISPUTE:
        return correction_specimen(kind, common, upheld=upheld, mark=mark, challenge_25=challenge_25)
    if kind is not Kind.WRITTEN_WARNING:
        return chain_specimen(kind, common, occasion=occasion, failed=failed)
    return WrittenWarning(
        **common,
        tested=_tested(Outcome.SOLD_UNCHALLENGED, challenge_25=False),
        law=LAW,
        reason="this is the first sale that we have found at your shop, and you have not had a warning from us before.",
        duties=_DUTIES,
        advice=ADVICE,
        training=TRAINING,
        discuss_by_on=date(2026, 12, 7),
        appeal_by_on=date(2026, 12, 14),
        primary_authority=_PRIMARY_AUTHORITY,
    )


def _tested(outcome: Outcome, *, challenge_25: bool) -> Tested:
    return Tested(
        type=Type.CHALLENGE_25 if challenge_25 else Type.UNDERAGE,
        buyer_basis=BuyerBasis.ADULT if challenge_25 else BuyerBasis.UNDER_18,
        outcome=outcome,
        first_on=_TESTED_ON,
        last_on=_TESTED_ON,
        product="a kitchen knife with a 20 cm blade",
    )

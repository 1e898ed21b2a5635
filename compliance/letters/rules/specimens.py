"""Invented facts, plainly so, for specimens, previews and tests of every kind."""

from datetime import date

from compliance.letters.rules.base import Facts
from compliance.letters.rules.chain import TrainingInvitation
from compliance.letters.rules.facts import FailNotice, PassNotice, WrittenWarning
from compliance.letters.rules.kinds import Kind
from compliance.letters.rules.parts import (
    Action,
    Law,
    Letterhead,
    Officer,
    Place,
    PrimaryAuthority,
    Recipient,
    Session,
    Tested,
    Training,
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
_LAW = Law(
    citation="Criminal Justice Act 1988, section 141A",
    title="Selling a knife or certain other bladed articles to a person under 18",
    plain_words="It is an offence to sell a knife or certain other bladed articles to a person under 18. It does not "
    "matter whether the seller meant to do so.",
    maximum_penalty="6 months' imprisonment, an unlimited fine, or both",
    defence="It is a defence to prove that you took all reasonable precautions and exercised all due diligence to "
    "avoid committing the offence.",
    mode_of_trial="summary",
    in_force_from=date(2022, 4, 6),
    in_force_to=None,
    confirmed=True,
)
_ADVICE = (
    Action(text="Ask anyone who looks under 25 to prove that they are 18 or over (Challenge 25)."),
    Action(text="Write down every sale that your staff refuse, and look at the record each week."),
    Action(text="Train all staff who sell these products, and train them again each year.", by_on=date(2027, 1, 15)),
    Action(text="Keep knives where customers cannot reach them without help.", by_on=date(2026, 12, 18)),
)
_DUTIES = (Action(text="You must not sell a knife or another product of this kind to anyone under 18."),)
_TRAINING = Training(
    course="Selling Knives Safely",
    minutes=150,
    cost_pence=0,
    examined=True,
    book_by_on=date(2026, 12, 11),
    sessions=(
        Session(on=date(2027, 1, 12), starts="10am", venue="Invented Town Hall, 1 Example Square, London SW1A 1AA"),
        Session(on=date(2027, 1, 20), starts="6pm", venue="Invented Town Hall, 1 Example Square, London SW1A 1AA"),
    ),
)
_PRIMARY_AUTHORITY = PrimaryAuthority(
    name="Imaginary County Council", notified_on=date(2026, 11, 6), may_act_from_on=date(2026, 11, 14)
)


def specimen(kind: Kind, *, large_print: bool = False, challenge_25: bool = False) -> Facts:
    """Return complete facts for a letter of `kind` about an invented business; with `challenge_25`, for 6c or 7c.

    Nothing in them is real: the names say so, the telephone numbers are those kept for drama, and SW1A 1AA is a
    valid postcode that no shop has. Raises ValueError for a Challenge 25 letter of a kind that has none.
    """
    if challenge_25 and kind not in {Kind.PASS_NOTICE, Kind.FAIL_NOTICE}:
        raise ValueError(f"There is no Challenge 25 wording of {kind}.")
    reference = f"SPEC/2026/{list(Kind).index(kind) + 1:05d}"
    if kind is Kind.TRAINING_INVITATION:
        return TrainingInvitation(
            reference=reference,
            dated_on=_DATED_ON,
            letterhead=_HEAD,
            recipient=_TO,
            officer=_OFFICER,
            place=_PLACE,
            keep_years=3,
            large_print=large_print,
            visited_on=date(2026, 11, 10),
            training=_TRAINING,
        )
    if kind is Kind.PASS_NOTICE:
        return PassNotice(
            reference=reference,
            dated_on=_DATED_ON,
            letterhead=_HEAD,
            recipient=_TO,
            officer=_OFFICER,
            place=_PLACE,
            keep_years=3,
            large_print=large_print,
            tested=_tested(Outcome.REFUSED_NO_ID, challenge_25=challenge_25),
        )
    if kind is Kind.FAIL_NOTICE:
        return FailNotice(
            reference=reference,
            dated_on=_DATED_ON,
            letterhead=_HEAD,
            recipient=_TO,
            officer=_OFFICER,
            place=_PLACE,
            keep_years=6,
            large_print=large_print,
            tested=_tested(Outcome.SOLD_UNCHALLENGED, challenge_25=challenge_25),
            advice=_ADVICE,
            law=None if challenge_25 else _LAW,
            training=_TRAINING,
        )
    return WrittenWarning(
        reference=reference,
        dated_on=_DATED_ON,
        letterhead=_HEAD,
        recipient=_TO,
        officer=_OFFICER,
        place=_PLACE,
        keep_years=6,
        large_print=large_print,
        tested=_tested(Outcome.SOLD_UNCHALLENGED, challenge_25=False),
        law=_LAW,
        reason="this is the first sale that we have found at your shop, and you have not had a warning from us before.",
        duties=_DUTIES,
        advice=_ADVICE,
        training=_TRAINING,
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

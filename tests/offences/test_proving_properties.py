"""What holds of every record, whatever it says: nothing is proved by leaving a fact out."""

from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.dates import months_after
from compliance.offences.rules import SEED, ModeOfTrial, Provision
from compliance.offences.rules.proving import (
    Address,
    Answer,
    Buyer,
    Checkout,
    Facts,
    Grade,
    HandedOver,
    Result,
    Stands,
    Test,
    Verdict,
    prove,
)
from tests.offences.proving_facts import IN_STORE, ONLINE, OVERSEAS, TODAY

MAY_BE = st.sampled_from([True, True, False, None])
DAYS = st.dates(date(2022, 3, 1), date(2026, 11, 1))
KEPT = {"test", "ordered_on", "stands", "in_england_and_wales"}
"""What a record always says."""


@st.composite
def records(draw):
    """Any record, however odd, its days in order; often one flaw away from a complete one."""
    if draw(st.booleans()):
        base = draw(st.sampled_from([IN_STORE, ONLINE, OVERSEAS]))
        day = draw(st.dates(date(2022, 4, 1), date(2022, 4, 12)) | DAYS)
        moved = {
            name: day + (getattr(base, name) - base.ordered_on)
            for name in ("ordered_on", "dispatched_on", "handed_over_on")
            if getattr(base, name)
        }
        return replace(base, **moved, **draw(_flaws()))
    ordered = draw(DAYS)
    sent = draw(st.none() | st.integers(0, 9).map(lambda days: ordered + timedelta(days=days)))
    came = draw(st.none() | st.integers(0, 9).map(lambda days: (sent or ordered) + timedelta(days=days)))
    chosen = {name: draw(MAY_BE) for name, kind in Facts.__annotations__.items() if kind == (bool | None)}
    return Facts(
        **chosen,
        test=draw(st.sampled_from(Test)),
        ordered_on=ordered,
        dispatched_on=sent,
        handed_over_on=came,
        result=draw(st.none() | st.sampled_from(Result)),
        stands=draw(st.sampled_from(Stands)),
        proof=draw(st.none() | st.sampled_from(Grade)),
        buyer=draw(st.none() | st.sampled_from(Buyer)),
        buyer_age=draw(st.none() | st.integers(13, 25)),
        cutting_edge_mm=draw(st.none() | st.sampled_from([Decimal("76.1"), Decimal("76.2"), Decimal("76.3")])),
        draw_weight_grams=draw(st.none() | st.sampled_from([1399, 1400])),
        seller=draw(st.sampled_from(["", "Invented Ltd"])),
        age_check=draw(st.none() | st.sampled_from(Checkout)),
        handed_over=draw(st.none() | st.sampled_from(HandedOver)),
        address=draw(st.none() | st.sampled_from(Address)),
        handed_to_age=draw(st.none() | st.integers(13, 25)),
        delivery_company=draw(st.sampled_from(["", "Vans Ltd"])),
    )


@st.composite
def _flaws(draw):
    """One or two changes to a complete record."""
    possible = {
        "test": st.sampled_from(Test),
        "stands": st.sampled_from(Stands),
        "result": st.sampled_from(Result),
        "buyer": st.sampled_from(Buyer),
        "buyer_age": st.integers(13, 25),
        "handed_to_age": st.integers(13, 25),
        "address": st.sampled_from(Address),
        "handed_over": st.sampled_from(HandedOver),
        "company_incorporated": MAY_BE,
        "delivered_by_seller": MAY_BE,
        "arranged_before_sale": MAY_BE,
        "told_of_blades": MAY_BE,
        "seller_in_uk": MAY_BE,
        "remote": MAY_BE,
        "folding_pocket_knife": MAY_BE,
        "cutting_edge_mm": st.sampled_from([Decimal("76.2"), Decimal("76.3")]),
        "prohibited_weapon": MAY_BE,
        "flick_or_gravity_knife": MAY_BE,
        "displayed": MAY_BE,
    }
    names = draw(st.lists(st.sampled_from(sorted(possible)), max_size=2, unique=True))
    return {name: draw(possible[name]) for name in names}


def judge(facts):
    return prove(facts, SEED, today=TODAY)


def verdicts(facts):
    return {finding.provision: finding.verdict for finding in judge(facts).findings}


@given(facts=records())
@settings(max_examples=200, deadline=None)
def test_no_record_of_an_adult_buyer_proves_a_sale_to_a_child(facts):
    found = verdicts(facts)
    if facts.buyer_is_adult:
        for provision in (Provision.CJA_S141A, Provision.OWA_S1, Provision.CROSSBOWS_S1, Provision.CROSSBOWS_S2):
            assert found[provision] is not Verdict.CAN


@given(facts=records(), age=st.integers(18, 99))
@settings(max_examples=200, deadline=None)
def test_no_adult_recipient_proves_an_offence_of_the_delivery_company(facts, age):
    found = verdicts(replace(facts, handed_to_age=age))
    assert Verdict.CAN not in {found[Provision.OWA_S39], found[Provision.OWA_S42]}


@given(facts=records(), names=st.lists(st.sampled_from([f.name for f in fields(Facts)]), min_size=1, max_size=3))
@settings(max_examples=400, deadline=None)
def test_leaving_facts_out_never_makes_an_offence_provable_that_could_not_be_proved(facts, names):
    before = verdicts(facts)
    less = {
        name: "" if isinstance(getattr(facts, name), str) and name in {"product", "seller", "marketplace"} else None
        for name in names
        if name not in KEPT
    }
    blank = {name: "" for name in names if name in {"handed_to", "delivery_company", "marking"}}
    after = verdicts(replace(facts, **(less | blank)))
    assert [p for p in after if before[p] is Verdict.CANNOT and after[p] is Verdict.CAN] == []


@given(facts=records(), stands=st.sampled_from([Stands.VOID, Stands.ABORTED, Stands.OVERTURNED]))
@settings(max_examples=50, deadline=None)
def test_nothing_is_proved_by_a_result_that_does_not_stand(facts, stands):
    found = judge(replace(facts, stands=stands))
    assert {finding.verdict for finding in found.findings} == {Verdict.CANNOT}
    assert not found.clocks
    assert not found.conditions


@given(facts=records())
@settings(max_examples=200, deadline=None)
def test_a_verdict_follows_from_its_elements_and_a_dispute_changes_none(facts):
    found = judge(facts)
    for finding in found.findings:
        answers = {element.answer for element in finding.elements}
        assert (finding.verdict is Verdict.CAN) is (answers == {Answer.YES})
        assert (finding.verdict is Verdict.CANNOT) is (Answer.NO in answers)
        assert (finding.verdict is Verdict.NOT_YET) is bool(finding.missing)
    if facts.stands is Stands.STANDS:
        assert verdicts(replace(facts, stands=Stands.DISPUTED)) == verdicts(facts)


@given(facts=records())
@settings(max_examples=200, deadline=None)
def test_a_delivery_company_answers_under_one_section_or_the_other_never_both(facts):
    found = verdicts(facts)
    assert {found[Provision.OWA_S39], found[Provision.OWA_S42]} != {Verdict.CAN}


@given(facts=records())
@settings(max_examples=200, deadline=None)
def test_a_clock_ends_six_months_after_its_day_and_no_day_is_later_than_any_that_the_record_allows(facts):
    for finding in judge(facts).findings:
        if finding.clock is None:
            continue
        if finding.version.mode_of_trial is ModeOfTrial.EITHER_WAY:
            assert finding.clock.last_day is None
            continue
        assert finding.clock.last_day == months_after(finding.offence_day, 6)
        of_the_hand_over = finding.provision in {Provision.OWA_S39, Provision.OWA_S42}
        assert finding.offence_day == (facts.handed_over_on if of_the_hand_over else facts.ordered_on)

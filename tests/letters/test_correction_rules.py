"""Whether a letter still fits the record, as a table; and what a correction and a decision say."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.letters import rules
from compliance.letters.rules import Kind
from compliance.letters.rules.corrections import paragraphs
from compliance.letters.rules.drafting import facts_as_dict, facts_from_dict
from compliance.letters.rules.marks import (
    MARK_LABELS,
    WITHDRAWN_BY_A_CORRECTION,
    Mark,
    Now,
    Told,
    mark_of,
    mark_of_decision,
    record_words,
    told_from,
)
from compliance.letters.rules.reasons import may_rest_on, rests_on
from compliance.letters.rules.wording import NEVER_OF_AN_OFFENCE
from compliance.purchases.rules import BASIS_BY_TYPE, BuyerBasis, Outcome, Type

DAY, ENTITY, OTHER = date(2026, 11, 3), UUID(int=1), UUID(int=2)
TOLD = Told(
    type=Type.UNDERAGE,
    buyer_basis=BuyerBasis.UNDER_18,
    outcome=Outcome.SOLD_UNCHALLENGED,
    first_on=DAY,
    last_on=DAY,
    entity_id=ENTITY,
)
NOW = Now(
    type=Type.UNDERAGE,
    buyer_basis=BuyerBasis.UNDER_18,
    outcome=Outcome.SOLD_UNCHALLENGED,
    tested_on=DAY,
    overturned=False,
    entity_id=ENTITY,
)
WEEK = {"first_on": date(2026, 11, 2), "last_on": date(2026, 11, 8)}


@pytest.mark.parametrize(
    ("told", "now", "mark"),
    [
        ({}, {}, None),
        ({}, {"overturned": True}, Mark.OVERTURNED),
        ({}, {"overturned": True, "outcome": Outcome.VOID}, Mark.OVERTURNED),
        ({"outcome": Outcome.REFUSED_NO_ID}, {"outcome": Outcome.REFUSED_NO_ID, "overturned": True}, Mark.OVERTURNED),
        ({}, {"outcome": Outcome.VOID}, Mark.VOID),
        ({}, {"outcome": Outcome.ABORTED}, Mark.VOID),
        ({"outcome": Outcome.REFUSED_NO_ID}, {"outcome": Outcome.VOID}, Mark.VOID),
        ({}, {"outcome": Outcome.REFUSED_AGE_ASKED}, Mark.OUTCOME),
        ({"outcome": Outcome.REFUSED_OTHER}, {}, Mark.OUTCOME),
        ({}, {"outcome": Outcome.NOT_STOCKED}, Mark.OUTCOME),
        ({}, {"outcome": Outcome.NOT_TRADING}, Mark.OUTCOME),
        ({}, {"outcome": Outcome.NO_SUITABLE_STAFF}, Mark.OUTCOME),
        ({}, {"type": Type.CHALLENGE_25, "buyer_basis": BuyerBasis.ADULT}, Mark.KIND_OF_TEST),
        ({}, {"buyer_basis": BuyerBasis.ADULT}, Mark.KIND_OF_TEST),
        (
            {},
            {"type": Type.INTERCEPTED, "outcome": Outcome.WOULD_HAVE_SOLD_INTERCEPTED},
            Mark.KIND_OF_TEST,
        ),
        ({}, {"entity_id": OTHER}, Mark.ADDRESSEE),
        ({}, {"entity_id": None}, Mark.ADDRESSEE),
        ({"entity_id": None}, {}, None),
        ({}, {"tested_on": date(2026, 11, 4)}, Mark.DAY),
        ({}, {"tested_on": date(2026, 11, 2)}, Mark.DAY),
        (WEEK, {"tested_on": date(2026, 11, 2)}, None),
        (WEEK, {"tested_on": date(2026, 11, 8)}, None),
        (WEEK, {"tested_on": date(2026, 11, 1)}, Mark.DAY),
        (WEEK, {"tested_on": date(2026, 11, 9)}, Mark.DAY),
        ({}, {"outcome": Outcome.SOLD_AFTER_ID_NOT_VERIFIED}, Mark.WORDING),
        ({"outcome": Outcome.REFUSED_NO_ID}, {"outcome": Outcome.REFUSED_OTHER}, Mark.WORDING),
        ({}, {"entity_id": OTHER, "tested_on": date(2026, 11, 4)}, Mark.ADDRESSEE),
    ],
)
def test_a_letter_is_marked_by_what_it_said_and_what_the_record_says(told, now, mark):
    assert mark_of(replace(TOLD, **told), replace(NOW, **now)) is mark


RESULTS = [
    (type_, basis, outcome)
    for type_ in Type
    for basis in BASIS_BY_TYPE[type_]
    for outcome in Outcome
    if type_ is not Type.LISTING_CHECK
]


@given(st.sampled_from(RESULTS), st.sampled_from(RESULTS), st.booleans(), st.sampled_from([ENTITY, OTHER, None]))
def test_only_a_letter_that_says_what_the_record_says_is_left_alone(told, now, overturned, entity_id):
    said = replace(TOLD, type=told[0], buyer_basis=told[1], outcome=told[2])
    record = Now(
        type=now[0], buyer_basis=now[1], outcome=now[2], tested_on=DAY, overturned=overturned, entity_id=entity_id
    )
    fits = told == now and not overturned and entity_id == ENTITY and now[2] not in {Outcome.VOID, Outcome.ABORTED}
    assert (mark_of(said, record) is None) is fits


@pytest.mark.parametrize(
    ("reason", "rests"),
    [
        ("we found a sale to a person under 18 at this business before, on 3 November 2026", True),
        ("we found a sale before, on 3\N{NO-BREAK SPACE}November\N{NO-BREAK SPACE}2026.", True),
        ("we found a sale before, on 13 November 2026", False),
        ("we found a sale before, on 3 November 2025", False),
        ("of the sale HAC-TP-2026-0007", True),
        ("you sold a knife on the 3rd of Nov. 2026", True),
        ("you sold a knife on 03/11/26 and 3.11.2026", True),
        ("you sold a knife on 2026-11-03", True),
        ("you sold a knife on 3 November", True),
        ("you sold a knife in November 2026", True),
        ("you sold a knife on 3/11/2025, on 13 Nov 2026 and in November 2025", False),
        ("you may march on, in the second week", False),
        ("this is the first sale", False),
        ("", False),
    ],
)
def test_a_reason_rests_on_a_sale_that_it_names_by_day_or_reference(reason, rests):
    assert rests_on(reason, reference="HAC-TP-2026-0007", tested_on=DAY) is rests


@pytest.mark.parametrize(
    ("kind", "reason", "may"),
    [
        (Kind.WRITTEN_WARNING, "this is the second sale in two years", True),
        (Kind.WRITTEN_WARNING, "you sold a knife to a young person before", True),
        (Kind.WRITTEN_WARNING, "this is the first sale to a person under 18 that we have found", False),
        (Kind.WRITTEN_WARNING, "a knife was sold, as it was before, on 13 November 2026", False),
        (Kind.WRITTEN_WARNING, "a knife was sold again, as in HAC-TP-2026-0008", False),
        (Kind.AGREEMENT_REMOVED, "A knife was sold to a person under 18.", True),
        (Kind.AGREEMENT_WARNING, "The outlet failed a test.", True),
        (Kind.AGREEMENT_WARNING, "The yearly training was not done.", False),
        (Kind.AGREEMENT_WARNING, "", False),
    ],
)
def test_a_reason_that_names_no_result_may_rest_on_any(kind, reason, may):
    assert may_rest_on(reason, kind=kind) is may


def test_a_letter_that_upheld_a_result_fits_while_the_result_stands():
    assert mark_of_decision(NOW) is None
    assert mark_of_decision(replace(NOW, overturned=True)) is Mark.OVERTURNED
    assert mark_of_decision(replace(NOW, outcome=Outcome.VOID)) is Mark.VOID


def test_a_decision_tells_what_is_withdrawn_from_what_is_replaced():
    facts = rules.specimen(Kind.DISPUTE_DECISION)
    other = replace(facts.letters[0], mark=Mark.RESTS_ON)
    told = replace(facts, letters=(facts.letters[1], other))
    assert (told.withdrawn, told.replaced) == ((facts.letters[1],), (other,))


def test_a_waiver_holds_only_while_the_record_says_the_same():
    before = record_words(Mark.OVERTURNED, replace(NOW, overturned=True))
    for changed in ({"outcome": Outcome.VOID}, {"tested_on": date(2026, 11, 4)}, {"entity_id": OTHER}):
        assert record_words(Mark.OVERTURNED, replace(NOW, overturned=True, **changed)) != before
    assert record_words(Mark.VOID, replace(NOW, overturned=True)) != before
    assert len(before) <= 300


def test_every_mark_has_its_sentence():
    assert MARK_LABELS.keys() == set(Mark)


def specimens():
    for challenge_25 in (False, True):
        for upheld in (False, True):
            yield rules.specimen(Kind.DISPUTE_DECISION, challenge_25=challenge_25, upheld=upheld)
        for mark in sorted(WITHDRAWN_BY_A_CORRECTION):
            yield rules.specimen(Kind.CORRECTION, challenge_25=challenge_25, mark=mark)


@pytest.mark.parametrize(
    "facts",
    list(specimens()),
    ids=lambda facts: f"{facts.kind} {facts.advisory} {getattr(facts, 'mark', '') or facts.decision}",
)
def test_the_facts_of_every_specimen_are_complete_and_come_back_as_they_were_kept(facts):
    rules.check_facts(facts)
    assert facts_from_dict(facts.kind, facts_as_dict(facts)) == facts


@pytest.mark.parametrize("mark", sorted(WITHDRAWN_BY_A_CORRECTION))
def test_a_correction_says_what_was_wrong_and_what_is_recorded_without_a_word_of_an_offence(mark):
    facts = rules.specimen(Kind.CORRECTION, mark=mark)
    for sentence in (facts.wrong, facts.recorded):
        assert sentence.endswith(".")
        assert not NEVER_OF_AN_OFFENCE.pattern.search(sentence)


def test_no_correction_is_written_for_what_a_corrected_letter_supersedes():
    for mark in set(Mark) - WITHDRAWN_BY_A_CORRECTION:
        with pytest.raises(ValueError, match="No correction"):
            rules.specimen(Kind.CORRECTION, mark=mark)
    with pytest.raises(ValueError, match="of a dispute"):
        rules.specimen(Kind.CORRECTION, upheld=True)


@pytest.mark.parametrize(
    ("kind", "changed", "why"),
    [
        (Kind.DISPUTE_DECISION, {"reasons": ()}, "no reasons"),
        (Kind.DISPUTE_DECISION, {"considered": ()}, "no reasons"),
        (Kind.DISPUTE_DECISION, {"reviewer": " "}, "who decided"),
        (Kind.DISPUTE_DECISION, {"decided_on": date(2026, 11, 17)}, "after the date"),
        (Kind.DISPUTE_DECISION, {"appeal_by_on": date(2026, 11, 16)}, "after the date"),
        (Kind.CORRECTION, {"letters": ()}, "which letter"),
        (Kind.CORRECTION, {"first_on": date(2026, 10, 7)}, "ends before it begins"),
    ],
)
def test_what_is_missing_is_said(kind, changed, why):
    with pytest.raises(Refusal, match=why):
        rules.check_facts(replace(rules.specimen(kind), **changed))


def test_a_correction_speaks_of_the_gravest_reason_of_its_letters():
    facts = rules.specimen(Kind.CORRECTION, mark=Mark.ADDRESSEE)
    worse = replace(facts.letters[0], mark=Mark.OVERTURNED)
    assert replace(facts, letters=(*facts.letters, worse)).mark is Mark.OVERTURNED


@pytest.mark.parametrize(
    ("text", "found"),
    [("", ()), ("  \n ", ()), ("One\nand  two", ("One", "and two")), ("One\r\n\r\nTwo", ("One", "Two"))],
)
def test_what_was_typed_becomes_paragraphs(text, found):
    assert paragraphs(text) == found


def test_what_an_issued_letter_told_is_read_from_its_facts():
    facts = rules.specimen(Kind.FAIL_NOTICE)
    told = told_from(facts_as_dict(facts), ENTITY)
    assert (told.type, told.outcome, told.first_on) == (Type.UNDERAGE, Outcome.SOLD_UNCHALLENGED, date(2026, 11, 3))

"""Records that leave a doubt about the buyer, the day or the law: no more is proved than they say."""

from datetime import date

import pytest

from compliance.offences.rules import CATEGORIES, Provision
from compliance.offences.rules.proving import Buyer, Test, Verdict, facts_of_kind
from tests.offences.proving_facts import ONLINE, proved

NOT_YET, CANNOT = Verdict.NOT_YET, Verdict.CANNOT
S141A, S38, S39 = Provision.CJA_S141A, Provision.OWA_S38, Provision.OWA_S39


@pytest.mark.parametrize(
    ("buyer", "age", "verdict"),
    [
        (Buyer.ADULT, 19, CANNOT),
        (None, None, CANNOT),
        (Buyer.UNDER_18, 16, NOT_YET),
        (Buyer.UNDER_18, None, NOT_YET),
        (None, 17, NOT_YET),
    ],
)
def test_a_challenge_25_test_never_proves_a_sale_to_a_person_under_18(buyer, age, verdict):
    found = proved(test=Test.CHALLENGE_25, buyer=buyer, buyer_age=age).of(S141A)
    assert found.verdict is verdict
    assert any("Challenge 25" in reason for reason in found.reasons)


def test_a_delivery_check_without_its_order_says_that_the_time_may_end_sooner():
    check = proved(ONLINE, test=Test.DELIVERY_CHECK, remote=None, ordered_on=date(2026, 10, 5), dispatched_on=None)
    found = check.of(S38)
    assert (found.verdict, found.clock.last_day) == (NOT_YET, date(2027, 4, 5))
    assert "may end sooner" in found.day_reason
    assert (check.of(S39).verdict, check.of(S39).offence_day) == (NOT_YET, date(2026, 10, 5))


def test_a_delivery_check_of_a_prohibited_weapon_says_that_the_time_may_end_sooner():
    found = proved(ONLINE, test=Test.DELIVERY_CHECK, prohibited_weapon=True).of(Provision.CJA_S141)
    assert found.verdict is NOT_YET
    assert "may end sooner" in found.day_reason


def test_a_delivery_after_the_act_began_of_what_was_sold_before_needs_legal_advice():
    before = {"ordered_on": date(2022, 4, 5), "dispatched_on": None, "handed_over_on": date(2022, 4, 7)}
    assert any("legal advice" in caution for caution in proved(ONLINE, **before).of(S39).cautions)
    after = before | {"ordered_on": date(2022, 4, 6)}
    assert not any("legal advice" in caution for caution in proved(ONLINE, **after).of(S39).cautions)


@pytest.mark.parametrize(
    ("category", "folds", "is_article", "folding"),
    [
        ("folding_knife", None, False, True),
        ("folding_knife", True, False, True),
        ("folding_knife", False, True, False),
        ("kitchen_knife", None, True, False),
        ("kitchen_knife", False, True, False),
        ("cartridge_razor", False, False, False),
    ],
)
def test_a_knife_that_locks_open_is_no_folding_pocket_knife(category, folds, is_article, folding):
    kind = next(one for one in CATEGORIES if one.code == category)
    found = facts_of_kind(kind, folds=folds)
    assert (found["is_article"], found["folding_pocket_knife"]) == (is_article, folding)

"""Which offence the evidence of a test can prove, cannot, or not yet: a table with the traps."""

from dataclasses import fields, replace
from datetime import date

import pytest

from compliance.errors import Refusal
from compliance.offences.rules import SEED, ModeOfTrial, Provision
from compliance.offences.rules.proving import (
    FACT_LABELS,
    Address,
    Answer,
    Buyer,
    Facts,
    Grade,
    HandedOver,
    Result,
    Stands,
    Test,
    Verdict,
    Whose,
    prove,
    quote,
)
from tests.offences.proving_facts import FOLDING, IN_STORE, LISTING, ONLINE, OVERSEAS, TODAY, edge, proved

CAN, NOT_YET, CANNOT = Verdict.CAN, Verdict.NOT_YET, Verdict.CANNOT
S141A, S38, S39, S42 = Provision.CJA_S141A, Provision.OWA_S38, Provision.OWA_S39, Provision.OWA_S42
S141, ROWA, KNIVES1, KNIVES2 = Provision.CJA_S141, Provision.ROWA_S1, Provision.KNIVES_S1, Provision.KNIVES_S2
OWA1, BOW1, BOW2 = Provision.OWA_S1, Provision.CROSSBOWS_S1, Provision.CROSSBOWS_S2

ADULT = {"buyer": Buyer.ADULT, "buyer_age": 19}
CHALLENGE = {"test": Test.CHALLENGE_25, **ADULT}
INTERCEPTED = {"test": Test.INTERCEPTED, "result": Result.INTERCEPTED}
WEAPON = {"prohibited_weapon": True, "product": "zombie-style knife"}
FLICK = {**WEAPON, "prohibited_weapon": False, "flick_or_gravity_knife": True, "product": "flick knife"}
BOW = {
    "is_article": False,
    "is_bladed_product": False,
    "crossbow": True,
    "product": "crossbow",
    "draw_weight_grams": 1400,
}
ACID = {"is_article": False, "is_bladed_product": False, "corrosive": True, "product": "drain cleaner"}
POINTED = {"is_bladed_product": False, "product": "throwing spike"}
SHEARS = {"is_article": False, "product": "hedge shears"}
NEIGHBOUR = {"handed_to": "a neighbour", "handed_to_age": 40}
SHORT, LONG = edge("76.2"), edge("76.3")
BEFORE = {"ordered_on": date(2022, 4, 5), "dispatched_on": date(2022, 4, 5), "handed_over_on": date(2022, 4, 5)}
STRADDLING = {**BEFORE, "handed_over_on": date(2022, 4, 6)}
FIRST = {"ordered_on": date(2022, 4, 6), "dispatched_on": date(2022, 4, 6), "handed_over_on": date(2022, 4, 6)}

CASES = [
    # In store.
    ("a sale to a volunteer of 16", IN_STORE, {}, {S141A: CAN, S38: CANNOT, S39: CANNOT, S42: CANNOT, S141: CANNOT}),
    ("a sale to somebody of 17", IN_STORE, {"buyer_age": 17}, {S141A: CAN}),
    ("a buyer of 18 that day", IN_STORE, {"buyer_age": 18}, {S141A: CANNOT}),
    ("a Challenge 25 buyer", IN_STORE, CHALLENGE, {S141A: CANNOT, S141: CANNOT}),
    ("a Challenge 25 buyer whose age nobody wrote", IN_STORE, {**CHALLENGE, "buyer_age": None}, {S141A: CANNOT}),
    ("a prohibited weapon sold to a Challenge 25 buyer", IN_STORE, CHALLENGE | WEAPON, {S141A: CANNOT, S141: CAN}),
    ("age not known", IN_STORE, {"buyer_age": None}, {S141A: NOT_YET}),
    ("no buyer known at all", IN_STORE, {"buyer": None, "buyer_age": None}, {S141A: NOT_YET}),
    ("an age that contradicts the buyer", IN_STORE, {"buyer": Buyer.ADULT}, {S141A: NOT_YET}),
    ("refused", IN_STORE, {"result": Result.REFUSED}, {S141A: CANNOT, S141: CANNOT}),
    ("outcome not recorded", IN_STORE, {"result": None}, {S141A: NOT_YET}),
    (
        "not stocked",
        IN_STORE,
        {"result": Result.NO_ATTEMPT, "displayed": False} | WEAPON,
        {S141A: CANNOT, S141: CANNOT},
    ),
    ("intercepted", IN_STORE, INTERCEPTED, {S141A: CANNOT}),
    ("intercepted, whatever outcome is written", IN_STORE, {"test": Test.INTERCEPTED}, {S141A: CANNOT}),
    ("a weapon intercepted", IN_STORE, INTERCEPTED | WEAPON, {S141A: CANNOT, S141: NOT_YET}),
    ("a weapon on display, intercepted", IN_STORE, {**INTERCEPTED, **WEAPON, "displayed": True}, {S141: CAN}),
    ("a weapon on display, refused", IN_STORE, {"result": Result.REFUSED, "displayed": True} | WEAPON, {S141: CAN}),
    ("an allegation only", IN_STORE, {"proof": Grade.ALLEGATION}, {S141A: NOT_YET}),
    ("a conviction", IN_STORE, {"proof": Grade.CONVICTION}, {S141A: CAN}),
    ("disputed: it stands", IN_STORE, {"stands": Stands.DISPUTED}, {S141A: CAN}),
    ("a shop whose operator is not confirmed", IN_STORE, {"seller": ""}, {S141A: CAN}),
    ("outside England and Wales", IN_STORE, {"in_england_and_wales": False}, {S141A: CANNOT, KNIVES1: CANNOT}),
    # Click and collect: the sale may have been made online or at the counter.
    ("click and collect", IN_STORE, {"remote": None, "address": Address.COLLECTION_POINT}, {S141A: CAN, S38: CANNOT}),
    ("click and collect from a locker", ONLINE, {"address": Address.LOCKER, "remote": None}, {S38: NOT_YET}),
    # Products: an article is not a bladed product, nor the reverse.
    ("an article that is not a bladed product", ONLINE, POINTED, {S141A: CAN, S38: CANNOT, S39: CANNOT}),
    ("the same from overseas", OVERSEAS, POINTED, {S42: CAN}),
    ("a bladed product that is not an article", ONLINE, SHEARS, {S141A: CANNOT, S38: CAN, S39: CAN}),
    ("the same from overseas, for s.42 needs an article", OVERSEAS, SHEARS, {S42: CANNOT, S38: CAN}),
    ("a folding knife of 7.62 cm", FOLDING, SHORT, {S141A: CANNOT, KNIVES1: NOT_YET}),
    ("a folding knife of 7.63 cm", FOLDING, LONG, {S141A: CAN}),
    ("a folding knife not measured", FOLDING, {}, {S141A: NOT_YET}),
    ("a folding knife of 7.62 cm recorded as an article", FOLDING, {**SHORT, "is_article": True}, {S141A: CANNOT}),
    ("a knife of 7.62 cm that does not fold", IN_STORE, SHORT, {S141A: CAN}),
    ("a knife of 7.62 cm that may fold", IN_STORE, {**SHORT, "folding_pocket_knife": None}, {S141A: NOT_YET}),
    ("a knife of 7.63 cm that may fold", IN_STORE, {**LONG, "folding_pocket_knife": None}, {S141A: CAN}),
    ("a folding knife of 7.62 cm to a flat", replace(ONLINE, folding_pocket_knife=True), SHORT, {S38: NOT_YET}),
    ("a folding knife of 7.63 cm to a flat", replace(ONLINE, folding_pocket_knife=True), LONG, {S38: CAN, S141A: CAN}),
    (
        "razor blades in a cartridge",
        ONLINE,
        {"is_article": False, "is_bladed_product": False, "product": "cartridge razor"},
        {S141A: CANNOT, S38: CANNOT, S39: CANNOT},
    ),
    ("a product that nobody classified", IN_STORE, {"is_article": None}, {S141A: NOT_YET}),
    ("a flick knife", ONLINE, FLICK, {S141A: CANNOT, S38: CANNOT, ROWA: CAN}),
    ("a flick knife sold to an adult", IN_STORE, FLICK | ADULT, {S141A: CANNOT, ROWA: CAN}),
    ("a knife that may be a flick knife", IN_STORE, {"flick_or_gravity_knife": None}, {S141A: NOT_YET, ROWA: NOT_YET}),
    ("a prohibited weapon", IN_STORE, WEAPON, {S141A: CAN, S141: CAN}),
    ("a prohibited weapon on 5 April 2022", IN_STORE, {**WEAPON, "ordered_on": date(2022, 4, 5)}, {S141A: CANNOT}),
    ("a prohibited weapon on 6 April 2022", IN_STORE, {**WEAPON, "ordered_on": date(2022, 4, 6)}, {S141A: CAN}),
    ("marketed for combat", IN_STORE, {"suggests_combat": True}, {KNIVES1: CAN, KNIVES2: NOT_YET}),
    ("a page that suggests combat", ONLINE, {"suggests_combat": True}, {KNIVES1: CAN, KNIVES2: CAN}),
    (
        "a page that suggests nothing of the kind",
        ONLINE,
        {"suggests_combat": False},
        {KNIVES1: CANNOT, KNIVES2: CANNOT},
    ),
    ("a drain cleaner", IN_STORE, ACID, {OWA1: CAN, S141A: CANNOT, KNIVES1: CANNOT}),
    ("a drain cleaner sold to an adult", IN_STORE, ACID | ADULT, {OWA1: CANNOT}),
    ("a crossbow", IN_STORE, BOW, {BOW1: CAN, BOW2: CAN, S141A: CANNOT, KNIVES1: CANNOT}),
    ("a crossbow of 1,399 g", IN_STORE, {**BOW, "draw_weight_grams": 1399}, {BOW1: CANNOT, BOW2: CANNOT}),
    ("a crossbow not measured", IN_STORE, {**BOW, "draw_weight_grams": None}, {BOW1: NOT_YET, BOW2: NOT_YET}),
    ("a crossbow sold to an adult", IN_STORE, BOW | ADULT, {BOW1: CANNOT, BOW2: CANNOT}),
    # Online, delivered.
    ("to a flat, handed to a child", ONLINE, {}, {S141A: CAN, S38: CAN, S39: CAN, S42: CANNOT}),
    ("to a mailbox, handed to a child", ONLINE, {"address": Address.MAILBOX}, {S141A: CAN, S38: CANNOT, S39: CANNOT}),
    ("to an office", ONLINE, {"address": Address.BUSINESS}, {S38: CANNOT, S39: CANNOT}),
    (
        "to a home with a business",
        ONLINE,
        {"address": Address.RESIDENCE_WITH_BUSINESS},
        {S141A: CAN, S38: CANNOT, S39: CANNOT},
    ),
    ("address not recorded", ONLINE, {"address": None}, {S141A: CAN, S38: NOT_YET, S39: NOT_YET}),
    (
        "to a locker",
        ONLINE,
        {"address": Address.LOCKER, "handed_over": HandedOver.LOCKER, "handed_to_age": None},
        {S141A: CAN, S38: CAN, S39: CANNOT, S42: CANNOT},
    ),
    (
        "to a locker, from overseas",
        OVERSEAS,
        {"address": Address.LOCKER, "handed_over": HandedOver.LOCKER, "handed_to_age": None},
        {S39: CANNOT, S42: CAN},
    ),
    (
        "to an office, left in a locker",
        ONLINE,
        {"address": Address.BUSINESS, "handed_over": HandedOver.LOCKER, "handed_to_age": None},
        {S38: NOT_YET, S39: CANNOT},
    ),
    (
        "left in a locker, address not recorded",
        ONLINE,
        {"address": None, "handed_over": HandedOver.LOCKER, "handed_to_age": None},
        {S38: NOT_YET},
    ),
    (
        "to a flat, left in a locker",
        ONLINE,
        {"handed_over": HandedOver.LOCKER, "handed_to_age": None},
        {S38: CAN, S39: CANNOT},
    ),
    ("an adult recipient", ONLINE, {"handed_to_age": 18}, {S141A: CAN, S38: CAN, S39: CANNOT}),
    ("an adult recipient, from overseas", OVERSEAS, {"handed_to_age": 18}, {S42: CANNOT}),
    ("a recipient of 17", ONLINE, {"handed_to_age": 17}, {S39: CAN}),
    ("recipient’s age not known", ONLINE, {"handed_to_age": None}, {S39: NOT_YET}),
    (
        "ID looked at, and still a child",
        ONLINE,
        {"handed_over": HandedOver.HANDED_OVER_AFTER_ID},
        {S39: CAN},
    ),
    (
        "left unattended",
        ONLINE,
        {"handed_over": HandedOver.LEFT_UNATTENDED, "handed_to_age": None},
        {S38: CAN, S39: CAN},
    ),
    (
        "left, and taken by an adult",
        ONLINE,
        {"handed_over": HandedOver.LEFT_UNATTENDED, "handed_to_age": 40},
        {S39: NOT_YET},
    ),
    ("with a neighbour of 40", ONLINE, NEIGHBOUR, {S39: CANNOT, S38: CAN}),
    ("with a neighbour of unknown age", ONLINE, {**NEIGHBOUR, "handed_to_age": None}, {S39: NOT_YET}),
    ("refused at the door", ONLINE, {"handed_over": HandedOver.REFUSED}, {S141A: CAN, S38: CAN, S39: CANNOT}),
    ("never delivered", ONLINE, {"handed_over": HandedOver.NOT_DELIVERED}, {S38: CAN, S39: CANNOT}),
    (
        "never sent",
        ONLINE,
        {"handed_over": HandedOver.NOT_DELIVERED, "dispatched_on": None},
        {S141A: NOT_YET, S38: NOT_YET, S39: CANNOT},
    ),
    (
        "ordered, and not yet sent",
        ONLINE,
        {"handed_over": HandedOver.NOT_YET, "dispatched_on": None, "handed_over_on": None, "handed_to_age": None},
        {S141A: NOT_YET, S38: NOT_YET, S39: NOT_YET},
    ),
    (
        "sent, and not yet delivered",
        ONLINE,
        {"handed_over": None, "handed_over_on": None, "handed_to_age": None},
        {S141A: CAN, S38: CAN, S39: NOT_YET},
    ),
    ("delivered on a day not known", ONLINE, {"handed_over_on": None}, {S39: NOT_YET}),
    (
        "an adult buyer to a flat: s.38 needs no child",
        ONLINE,
        {**ADULT, "handed_to_age": 19},
        {S141A: CANNOT, S38: CAN},
    ),
    ("an adult buyer, a child at the door", ONLINE, ADULT, {S141A: CANNOT, S38: CAN, S39: CAN}),
    # Online, who.
    ("a seller outside the UK", OVERSEAS, {}, {S141A: CAN, S38: CAN, S39: CANNOT, S42: CAN}),
    ("a seller outside the UK, to a mailbox", OVERSEAS, {"address": Address.MAILBOX}, {S38: CANNOT, S42: CAN}),
    ("nobody knows where the seller is", ONLINE, {"seller_in_uk": None}, {S39: NOT_YET, S42: NOT_YET, S38: CAN}),
    ("a seller that nobody named", ONLINE, {"seller": ""}, {S141A: NOT_YET, S38: NOT_YET, S39: CAN}),
    ("a marketplace named, its seller not", ONLINE, {"seller": "", "marketplace": "Invented Bazaar"}, {S141A: NOT_YET}),
    ("a self-employed driver", ONLINE, {"company_incorporated": False}, {S141A: CAN, S38: CAN, S39: CANNOT}),
    ("a partnership, from overseas", OVERSEAS, {"company_incorporated": False}, {S42: CANNOT}),
    ("nobody looked the company up", ONLINE, {"company_incorporated": None}, {S39: NOT_YET}),
    (
        "no company recorded",
        ONLINE,
        {"company_incorporated": None, "delivery_company": ""},
        {S38: CAN, S39: NOT_YET},
    ),
    (
        "the seller’s own van",
        ONLINE,
        {"company_incorporated": None, "delivery_company": "", "delivered_by_seller": True},
        {S38: CAN, S39: CANNOT},
    ),
    ("arranged after the sale", ONLINE, {"arranged_before_sale": False}, {S38: CAN, S39: CANNOT}),
    ("nobody knows when it was arranged", ONLINE, {"arranged_before_sale": None}, {S39: NOT_YET}),
    ("the company did not know", ONLINE, {"told_of_blades": False}, {S39: CANNOT}),
    ("nobody knows whether it knew", OVERSEAS, {"told_of_blades": None}, {S42: NOT_YET}),
    # When.
    ("all on 5 April 2022", ONLINE, BEFORE, {S141A: CAN, S38: CANNOT, S39: CANNOT}),
    ("ordered on 5 April 2022, delivered on the 6th", ONLINE, STRADDLING, {S141A: CAN, S38: NOT_YET, S39: CAN}),
    ("all on 6 April 2022", ONLINE, FIRST, {S141A: CAN, S38: CAN, S39: CAN}),
    ("from overseas on 5 April 2022", OVERSEAS, BEFORE, {S42: CANNOT}),
    ("a drain cleaner on 5 April 2022", IN_STORE, {**ACID, "ordered_on": date(2022, 4, 5)}, {OWA1: CANNOT}),
    ("before the table begins", IN_STORE, {"ordered_on": date(2008, 11, 7)}, {S141A: NOT_YET, KNIVES1: NOT_YET}),
    # Other tests.
    ("a listing check", LISTING, {}, {S141A: CANNOT, S141: CAN, S38: CANNOT}),
    ("a listing of something that may be a weapon", LISTING, {"prohibited_weapon": None}, {S141: NOT_YET}),
    ("a listing of a kitchen knife", LISTING, {"prohibited_weapon": False}, {S141: CANNOT}),
    (
        "a delivery check, to a child",
        ONLINE,
        {"test": Test.DELIVERY_CHECK},
        {S141A: NOT_YET, S38: NOT_YET, S39: NOT_YET},
    ),
    ("a delivery check, to an adult", ONLINE, {"test": Test.DELIVERY_CHECK, "handed_to_age": 30}, {S39: CANNOT}),
]


@pytest.mark.parametrize(("base", "changes", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_evidence_proves_what_it_can_and_no_more(base, changes, expected):
    found = proved(base, **changes)
    assert {provision: found.of(provision).verdict for provision in expected} == expected


@pytest.mark.parametrize("stands", [Stands.VOID, Stands.ABORTED, Stands.OVERTURNED], ids=str)
@pytest.mark.parametrize("base", [IN_STORE, ONLINE, LISTING], ids=["in store", "online", "listing"])
def test_a_result_that_does_not_stand_proves_nothing(base, stands):
    found = proved(base, stands=stands)
    assert {finding.verdict for finding in found.findings} == {CANNOT}
    assert found.why_nothing
    assert found.clocks == ()
    assert found.conditions == ()
    assert all(finding.reasons[0] == found.why_nothing for finding in found.findings)


def test_a_disputed_result_stands_and_says_so():
    found = proved(stands=Stands.DISPUTED)
    assert found.disputed
    assert found.of(S141A).clock.last_day == date(2027, 4, 1)
    assert any("disputes" in caution for caution in found.of(S141A).cautions)


@pytest.mark.parametrize(
    ("base", "changes", "provision", "words"),
    [
        (ONLINE, {"address": Address.MAILBOX}, S38, "a mailbox, which is not residential premises"),
        (ONLINE, {"handed_to": "Her mother", "handed_to_age": 44}, S39, "Her mother was 44"),
        (ONLINE, {"company_incorporated": False}, S39, "Invented Vans Ltd is not a body corporate"),
        (OVERSEAS, {}, S39, "section 42 is the one that may apply"),
        (ONLINE, {}, S42, "section 39 is the one that may apply"),
        (IN_STORE, CHALLENGE, S141A, "The buyer was 19 on the day. A Challenge 25 test is never an offence."),
        (FOLDING, SHORT, S141A, "a cutting edge of 7.62 cm"),
        (IN_STORE, INTERCEPTED, S141A, "stopped before payment"),
        (LISTING, {}, S141A, "Nobody bought anything"),
        (ONLINE, BEFORE, S38, "came into force on 6 April 2022"),
    ],
)
def test_a_reason_says_in_plain_words_which_fact_it_rests_on(base, changes, provision, words):
    finding = proved(base, **changes).of(provision)
    assert words in " ".join(finding.reasons)


def test_what_is_missing_comes_with_how_to_get_it():
    finding = proved(ONLINE, company_incorporated=None, handed_to_age=None).of(S39)
    assert [element.missing for element in finding.missing] == [
        "Whether Invented Vans Ltd is a company",
        "The age of the person who took it",
    ]
    assert all(element.get.endswith(".") for element in finding.missing)


def test_every_element_rests_on_facts_of_the_record_and_every_unknown_one_says_how_to_mend_it():
    names = {field.name for field in fields(Facts)}
    assert set(FACT_LABELS) == names
    for _name, base, changes, _expected in CASES:
        facts = replace(base, **changes)
        for finding in prove(facts, SEED, today=TODAY).findings:
            for element in finding.elements:
                assert element.rests_on
                assert all(": " in quote(facts, name) for name in element.rests_on)
                assert element.reason.endswith("."), element.reason
                assert bool(element.missing and element.get) is (element.answer is Answer.UNKNOWN), element


def test_each_offence_says_whose_it_would_be():
    found = proved(ONLINE, **BOW)
    assert {finding.provision: finding.whose for finding in found.findings if finding.whose is not Whose.SELLER} == {
        S39: Whose.DELIVERY_COMPANY,
        S42: Whose.DELIVERY_COMPANY,
        BOW2: Whose.BUYER,
    }
    assert "legal services today" in " ".join(proved(**BOW).of(BOW2).cautions)


@pytest.mark.parametrize(
    ("base", "changes", "provision", "words"),
    [
        (IN_STORE, {"seller": ""}, S141A, "Who ran the shop on that day is not confirmed"),
        (IN_STORE, {"reached_officer": None}, S141A, "section 139"),
        (OVERSEAS, {}, S141A, "outside the United Kingdom"),
        (ONLINE, {"marketplace": "Invented Bazaar"}, S141A, "sold through Invented Bazaar"),
        (ONLINE, {"declared_age_true": False}, S141A, "A false age was given"),
        (ONLINE, {"handed_over": HandedOver.REFUSED}, S141A, "whether the sale was complete"),
        (ONLINE, {"buyer_age": 17}, S141A, "still under 18 when it was sent"),
        (ONLINE, {"handed_over": HandedOver.HANDED_OVER_AFTER_ID}, S39, "ID was looked at"),
        (ONLINE, {}, S38, "solely as a home"),
        (ONLINE, {"address": Address.LOCKER}, S38, "agreed between seller and buyer"),
        (IN_STORE, WEAPON, S141, "not confirmed"),
    ],
)
def test_what_an_officer_must_know_first_stands_beside_a_verdict_and_changes_none(base, changes, provision, words):
    finding = proved(base, **changes).of(provision)
    assert finding.verdict is CAN
    assert words in " ".join(finding.cautions)


@pytest.mark.parametrize(
    ("base", "changes"),
    [
        (ONLINE, {}),
        (ONLINE, {"buyer_age": 17, "dispatched_on": date(2026, 10, 1), "handed_over_on": date(2026, 10, 1)}),
        (IN_STORE, {"buyer_age": 17}),
    ],
    ids=["16", "all on one day", "face to face"],
)
def test_a_birthday_between_order_and_hand_over_is_thought_of_only_where_there_may_be_one(base, changes):
    assert not any("still under 18" in caution for caution in proved(base, **changes).of(S141A).cautions)


def test_an_offence_that_cannot_be_proved_has_no_cautions_and_no_clock():
    for finding in proved(ONLINE, **CHALLENGE).with_verdict(CANNOT):
        assert finding.cautions == ()
        assert finding.clock is None


def test_the_law_is_that_of_the_day_and_only_confirmed_words_are_quotable():
    old, new = proved(ordered_on=date(2022, 4, 5)).of(S141A), proved(ordered_on=date(2022, 4, 6)).of(S141A)
    assert (old.version.in_force_to, old.quotable) == (date(2022, 4, 5), False)
    assert (new.version.in_force_from, new.quotable) == (date(2022, 4, 6), True)
    assert any("not quoted" in caution for caution in old.cautions)
    assert not any("not quoted" in caution for caution in new.cautions)


def _commence(day):
    """The table of law as it stands when the 2026 Act's section 141A is marked as in force from a day."""
    for version in SEED:
        if version.provision is S141A and version.in_force_from is None:
            yield replace(version, in_force_from=day)
        elif version.provision is S141A and version.in_force_to is None:
            yield replace(version, in_force_to=date.fromordinal(day.toordinal() - 1))
        else:
            yield version


def test_the_2026_act_is_not_applied_while_nobody_knows_when_it_comes_into_force():
    found = proved()
    assert found.of(S141A).version.mode_of_trial is ModeOfTrial.SUMMARY
    assert any(version.provision is S141A for version in found.not_in_force)


def test_once_the_2026_act_is_in_force_the_offence_has_no_limit_of_time_and_its_words_are_not_quoted():
    table = tuple(_commence(date(2026, 10, 1)))
    new = proved(versions=table).of(S141A)
    assert (new.verdict, new.quotable, new.clock.last_day) == (CAN, False, None)
    old = proved(versions=table, ordered_on=date(2026, 9, 30)).of(S141A)
    assert (old.quotable, old.clock.last_day) == (True, date(2027, 3, 30))


def test_a_table_that_contradicts_itself_is_refused():
    twice = (*SEED, next(version for version in SEED if version.provision is S38))
    with pytest.raises(Refusal, match="More than one version"):
        proved(ONLINE, versions=twice)


def test_an_offence_that_the_table_does_not_hold_is_not_judged():
    table = tuple(version for version in SEED if version.provision is not S38)
    assert proved(ONLINE, versions=table).of(S38) is None

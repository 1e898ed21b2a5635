"""The statement drafted from the record: what it says, what it leaves open, and that it invents nothing."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.purchases.rules import BuyerBasis, HandOverResult, Outcome, Type
from compliance.purchases.rules import statements as rules
from compliance.purchases.rules.stage_words import PaidBy, StageKind, StageState
from compliance.purchases.rules.stages import StageView
from compliance.purchases.rules.words import AddressKind, AgeCheck, Payment

IN_STORE = rules.Told(
    name="Robin Example",
    job_title="Trading Standards Officer",
    employer="Invented Council, Trading Standards",
    other_officer="Sam Example",
    type=Type.UNDERAGE,
    outcome=Outcome.SOLD_UNCHALLENGED,
    outcome_reason="",
    tested_on=date(2026, 10, 1),
    place="Invented Hardware, 1 Made Up Street",
    operation="INV-OP-2026-0001 Operation Lantern",
    authorised_by="Pat Head",
    buyer_basis=BuyerBasis.UNDER_18,
    volunteer_code="V07",
    age_years=16,
    age_months=6,
    category="Kitchen knife",
    product="Chef’s knife",
    brand="Anvil",
    price_pence=499,
    blade_length_mm=200,
    displayed_where="On a hook by the till",
    payment=Payment.CASH,
    started=time(14, 30),
    ended=time(14, 36),
    item_reached_officer=time(14, 35),
    held_by="the volunteer",
    words_spoken="“That is £4.99.”\n“Here you are.”",
    age_asked=False,
    id_asked=False,
    id_shown=None,
    id_looked_at=None,
    till_prompt_seen=None,
    till_number="2",
    staff_description="a man in a green apron",
    staff_badge="Lee",
    retailer_told="1 October 2026, 14:50, by me",
    url="",
    seller_name="",
    age_check=None,
    declared_age_true=None,
    declared_name_true=None,
    declaration_authorised_by="",
    parcel=None,
    exhibits=(
        rules.Produced("RE/1", "a kitchen knife in its box.", None),
        rules.Produced("SE/1", "a receipt", "Sam Example"),
    ),
    account="I stood by the door.\n\nI saw the sale.",
    account_signed_at=datetime(2026, 10, 1, 15, 0, tzinfo=UTC),
)
PARCEL = rules.Parcel(
    result=HandOverResult.HANDED_OVER_UNCHECKED,
    dispatched_on=date(2026, 10, 2),
    handed_over_on=date(2026, 10, 5),
    company="Invented Couriers",
    address_kind=AddressKind.RESIDENTIAL,
    handed_to="V07, at the door",
    handed_to_age=16,
    id_looked_at=False,
    marking="CONTAINS BLADE. 18+",
    words="“Sign here.”",
)
ONLINE = replace(
    IN_STORE,
    type=Type.ONLINE_ORDER,
    url="https://knives.example/chef",
    seller_name="Knives Example",
    age_check=AgeCheck.TICK_BOX,
    declared_age_true=False,
    declared_name_true=True,
    declaration_authorised_by="Pat Head",
    parcel=PARCEL,
)


def test_it_says_in_the_first_person_what_the_record_says_in_store():
    text = rules.draft(IN_STORE)
    for said in (
        "I am Robin Example, Trading Standards Officer, employed by Invented Council, Trading Standards.",
        "On Thursday 1 October 2026 I was on duty with Sam Example for the operation INV-OP-2026-0001 Operation",
        "Operation Lantern, authorised by Pat Head.",
        "known in the record as V07",
        "V07 was 16 years and 6 months old on that day",
        "At 14:30 the test began at Invented Hardware, 1 Made Up Street.",
        "“That is £4.99.”\n“Here you are.”",
        "The volunteer’s age was not asked. No proof of age was asked for.",
        "at till 2 was a man in a green apron, with a badge that read “Lee”",
        "The item: Chef’s knife, Anvil, kitchen knife. Its cutting edge is 200 mm long.",
        "The item was sold to V07 for £4.99. Payment: cash.",
        "At 14:35 the item reached an officer. Until then it was held by the volunteer.",
        "I produce a kitchen knife in its box as exhibit RE/1.",
        "which Sam Example produces as exhibit SE/1",
        "I wrote an account of this test and signed it on Thursday 1 October 2026.",
        "I wrote in it:\n\nI stood by the door.\n\nI saw the sale.",
    ):
        assert said in text, said


def test_it_says_what_an_online_order_says_and_how_the_parcel_came():
    text = rules.draft(ONLINE)
    for said in (
        "An order was tried at 14:30 at https://knives.example/chef, where the seller’s name was shown as “Knives",
        "Age check at the checkout: tick box. A false age was given. A true name was given. This was authorised by Pat",
        "The order was dispatched on Friday 2 October 2026.",
        "by Invented Couriers. How it ended on Monday 5 October 2026: handed over, no age check.",
        "The parcel was taken by: V07, at the door.",
        "The person who took the parcel was 16 years old.",
        "Proof of age was not looked at.",
        "The package was marked: CONTAINS BLADE. 18+",
    ):
        assert said in text, said
    assert "The person who served" not in text


STAGES = (
    StageView(
        stage=StageKind.ADVANCE_NOTICE,
        state=StageState.NOT_REACHED,
        why="The seller gives no address.",
    ),
    StageView(
        stage=StageKind.LISTING,
        state=StageState.REACHED,
        on=date(2026, 9, 30),
        at=time(10, 5),
        words="Chef’s knife. Buy now.",
        facts={"url": "https://knives.example/chef", "price_pence": 1999, "age_warning": False},
    ),
    StageView(
        stage=StageKind.CHECKOUT,
        state=StageState.REACHED,
        on=date(2026, 10, 1),
        words="I am over 18",
        facts={
            "age_check": AgeCheck.TICK_BOX,
            "declared_age_true": False,
            "declared": "Born in 1990",
            "stopped": False,
        },
    ),
    StageView(
        stage=StageKind.PAYMENT,
        state=StageState.REACHED,
        on=date(2026, 10, 1),
        at=time(14, 40),
        facts={"paid_by": PaidBy.PREPAID_CARD, "card_ending": "1234", "price_pence": 1999},
    ),
    StageView(stage=StageKind.CONFIRMATION, state=StageState.TO_DO),
    StageView(
        stage=StageKind.DISPATCH,
        state=StageState.REACHED,
        on=date(2026, 10, 2),
        facts={"delivery_company": "Invented Couriers", "tracking_number": "IC123"},
    ),
    StageView(
        stage=StageKind.DELIVERY,
        state=StageState.REACHED,
        on=date(2026, 10, 5),
        at=time(11, 20),
        facts={"handed_to": "V07, at the door", "driver": "A woman in a blue cap", "id_asked": False},
    ),
    StageView(stage=StageKind.PARCEL, state=StageState.NOT_DUE, hint="Never delivered"),
    StageView(
        stage=StageKind.UNPACKING,
        state=StageState.REACHED,
        on=date(2026, 10, 6),
        facts={"item": "One knife", "matches_listing": True},
    ),
)


def test_a_statement_of_an_online_order_quotes_each_stage_in_order_and_says_nothing_twice():
    text = rules.draft(replace(ONLINE, stages=STAGES))
    at = -1
    for said in (
        "Advance notice to the seller: this was not reached. The reason recorded is: The seller gives no address.",
        "The advert and listing were captured on Wednesday 30 September 2026 at 10:05. Web address: ",
        "Price shown: £19.99. Warning about age: No. It said: Chef’s knife. Buy now.",
        "An order was tried",
        "The checkout was reached on Thursday 1 October 2026. What was declared: Born in 1990. Order",
        "The page said: I am over 18",
        "The payment was made on Thursday 1 October 2026 at 14:40. How it was paid: Prepaid card. Card ending",
        "[Confirmation of the order: nothing is recorded. Say what happened, or take this out.]",
        "The order was dispatched on Friday 2 October 2026.",
        "Tracking number: IC123.",
        "Delivery or collection was at 11:20. ID asked for: No. Who delivered or handed it over: A woman",
        "The parcel was unpacked on Tuesday 6 October 2026. What was in the parcel: One knife. Matches the listing",
    ):
        found = text.find(said)
        assert found > at, said
        at = found
    for once in ("V07, at the door", "tick box", "by Invented Couriers", "Pat Head"):
        assert text.count(once) == rules.draft(ONLINE).count(once), once
    assert "Parcel before opening" not in text


def test_a_delivery_check_tells_of_the_counter_and_of_its_parcel():
    text = rules.draft(replace(IN_STORE, type=Type.DELIVERY_CHECK, parcel=PARCEL))
    assert "The person who served" in text
    assert "The package was marked: CONTAINS BLADE. 18+" in text
    assert "The parcel" not in rules.draft(IN_STORE)


def test_a_listing_check_has_no_buyer_no_order_and_no_parcel():
    told = replace(
        ONLINE, type=Type.LISTING_CHECK, outcome=Outcome.OFFERED_FOR_SALE, buyer_basis=BuyerBasis.NONE, parcel=None
    )
    text = rules.draft(told)
    assert "I looked at a listing at https://knives.example/chef" in text
    assert "The item was offered for sale. Nothing was ordered." in text
    for absent in ("volunteer", "V07", "parcel", "An order was tried"):
        assert absent not in text


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.REFUSED_NO_ID, "The sale was refused, and nothing was bought."),
        (Outcome.WOULD_HAVE_SOLD_INTERCEPTED, "An officer stopped the sale before payment, so no sale was completed."),
        (Outcome.NOT_STOCKED, "No sale was completed or refused."),
        (Outcome.VOID, "The reason recorded is: Recognised"),
    ],
)
def test_every_ending_has_its_words(outcome, said):
    text = rules.draft(replace(IN_STORE, outcome=outcome, outcome_reason="Recognised"))
    assert said in text
    assert "was sold" not in text


def test_what_is_not_recorded_is_left_open_in_square_brackets():
    bare = replace(
        IN_STORE,
        job_title="",
        operation="",
        age_years=None,
        product="",
        price_pence=None,
        started=None,
        item_reached_officer=None,
        words_spoken="",
        age_asked=None,
        id_asked=None,
        staff_description="",
        exhibits=(),
        account="",
    )
    open_ = rules.gaps(rules.draft(bare))
    for gap in (
        "[your job title]",
        "[Say under which authority and plan this was done.]",
        "[the age on that day]",
        "[time in]",
        "[describe the person who served]",
        "[the words, as they were spoken]",
        "[Say whether the age was asked.]",
        "[Say whether proof of age was asked for.]",
        "[price]",
        "[Describe the item as it was labelled.]",
        "[Say what you produce, with the reference of each exhibit, or take this paragraph out.]",
    ):
        assert gap in open_, gap


def test_a_challenge_25_buyer_is_never_called_under_18():
    told = replace(
        IN_STORE, type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT, volunteer_code="", age_years=19, age_months=None
    )
    text = rules.draft(told)
    assert "aged 18 or over: 19 years on that day" in text
    assert "volunteer" not in text.replace("held by the volunteer", "")
    assert "The item was sold to the buyer for £4.99." in text


TEXTS = st.text(alphabet="abc XYZ0", max_size=12)
MAYBE = st.none() | st.booleans()


@given(
    data=st.fixed_dictionaries(
        {
            "type": st.sampled_from(Type),
            "outcome": st.sampled_from(Outcome),
            "buyer_basis": st.sampled_from(BuyerBasis),
            "age_years": st.none() | st.integers(10, 60),
            "age_months": st.none() | st.integers(0, 11),
            "started": st.none() | st.times(),
            "price_pence": st.none() | st.integers(0, 10**6),
            "product": TEXTS,
            "words_spoken": TEXTS,
            "age_asked": MAYBE,
            "id_asked": MAYBE,
            "id_shown": MAYBE,
            "till_prompt_seen": MAYBE,
            "parcel": st.none() | st.just(PARCEL),
            "account": TEXTS,
        }
    )
)
def test_any_record_makes_paragraphs_that_hold_no_python(data):
    text = rules.draft(replace(ONLINE, **data))
    assert rules.paragraphs(text)
    for leak in ("None", "True", "False", "Type.", "Outcome."):
        assert leak not in text


def test_numbers_and_days_come_from_the_record_alone():
    """Every digit in a draft stands in the record: nothing is made up."""
    import re

    text = rules.draft(replace(IN_STORE, account=""))
    known = " ".join(str(getattr(IN_STORE, field.name)) for field in fields(IN_STORE))
    known += " 1 18 14:30 14:36 14:35 4.99 RE/1 SE/1"
    for number in re.findall(r"\d+", text):
        assert number in known, number


def test_a_statement_is_finished_only_without_gaps():
    with pytest.raises(Refusal, match=r"The first is: \[time in\]"):
        rules.check_finished("At [time in] I went in. [More.]")
    assert rules.check_finished(" I went in.\r\n\r\nI came out. ") == "I went in.\n\nI came out."
    with pytest.raises(Refusal, match="Write what you saw"):
        rules.check_finished(" \n ")


def test_paragraphs_stand_between_empty_lines():
    assert rules.paragraphs("One\nstill one\n\n \t\nTwo\n\n\n\nThree\n") == ("One\nstill one", "Two", "Three")


def test_the_form_of_words_is_that_of_section_9():
    assert rules.DECLARATION == (
        "This statement (consisting of ___ pages each signed by me) is true to the best of my knowledge and belief and "
        "I make it knowing that, if it is tendered in evidence, I shall be liable to prosecution if I have wilfully "
        "stated in it anything which I know to be false, or do not believe to be true."
    )
    assert "Criminal Justice Act 1967, section 9" in rules.AUTHORITY


def test_only_what_the_officer_typed_is_held_to_the_volunteers_name():
    drafted = rules.draft(IN_STORE)
    assert rules.typed_in(drafted, drafted) == ""
    edited = drafted.replace("[Say since when, and what training you have had.]", "I began in 2015.")
    assert rules.typed_in(edited, drafted) == "I began in 2015."
    added = f"{drafted}\n\nJo Hill came in."
    assert rules.typed_in(added, drafted) == "Jo Hill came in."
    assert rules.typed_in("Only mine.", drafted) == "Only mine."

"""What is offered, what is taken, and what is put beside which field."""

from datetime import date

import pytest

from compliance.errors import Refusal
from compliance.letters.rules import Action
from compliance.letters.rules.drafting import (
    When,
    address_lines,
    may_act_from,
    period,
    product_words,
    starts_words,
    steps,
    steps_as_text,
    suggest,
    suggest_reason,
)
from compliance.letters.rules.serving import NewServing, PastServing, ServedBy, check_serving


@pytest.mark.parametrize(
    ("product", "label", "words"),
    [
        ("Kitchen knife", "Kitchen knife", "a kitchen knife"),
        ("", "Axe", "an axe"),
        ("a 20 cm blade", "Kitchen knife", "a 20 cm blade"),
        ("The blade.", "Axe", "The blade"),
        ("DIY blade", "Axe", "a DIY blade"),
    ],
)
def test_a_product_reads_on_from_tried_to_buy(product, label, words):
    assert product_words(product, label) == words


@pytest.mark.parametrize(
    ("told", "from_on"),
    [
        (date(2026, 11, 6), date(2026, 11, 14)),
        (date(2026, 11, 13), date(2026, 11, 21)),
        (date(2026, 12, 21), date(2026, 12, 31)),
    ],
    ids=["Friday", "the next Friday", "over Christmas"],
)
def test_a_primary_authority_has_five_working_days_the_first_not_counted(told, from_on):
    assert may_act_from(told) == from_on


@pytest.mark.parametrize(
    ("tested", "when", "dated", "expected"),
    [
        (date(2026, 11, 3), When.DAY, date(2026, 11, 23), (date(2026, 11, 3), date(2026, 11, 3))),
        (date(2026, 11, 3), When.WEEK, date(2026, 11, 23), (date(2026, 11, 2), date(2026, 11, 8))),
        (date(2026, 11, 3), When.WEEK, date(2026, 11, 5), (date(2026, 11, 2), date(2026, 11, 5))),
        (date(2026, 11, 8), When.WEEK, date(2026, 11, 8), (date(2026, 11, 2), date(2026, 11, 8))),
    ],
)
def test_the_period_holds_the_day_and_never_ends_after_the_letter(tested, when, dated, expected):
    assert period(tested, when, dated) == expected


def test_steps_are_read_one_a_line_and_written_back_as_they_were():
    by_on = date(2026, 12, 21)
    read = steps("- Ask for ID\n\n• Keep a log.", "Train staff", by_on)
    assert read == (Action(text="Ask for ID."), Action(text="Keep a log."), Action(text="Train staff.", by_on=by_on))
    assert steps_as_text(read) == ("Ask for ID.\nKeep a log.", "Train staff.", by_on)
    assert steps_as_text(()) == ("", "", None)


@pytest.mark.parametrize(
    ("address", "postcode", "lines"),
    [
        ("1 Registered Row\nLondon", "E8 1AA", ("1 Registered Row", "London", "E8 1AA")),
        ("1 Registered Row, London, e81aa", "E8 1AA", ("1 Registered Row", "London", "E8 1AA")),
        ("1 Registered Row\nLondon E8 1AA", "E8 1AA", ("1 Registered Row", "London", "E8 1AA")),
        ("1 Registered Row\n\nLondon,\nE8 1AA", None, ("1 Registered Row", "London", "E8 1AA")),
        ("", None, ()),
    ],
)
def test_a_recorded_address_becomes_lines_with_the_postcode_last_and_once(address, postcode, lines):
    assert address_lines(address, postcode) == lines


def test_times_are_written_as_a_letter_writes_them():
    from datetime import time

    assert [starts_words(one) for one in (time(10), time(14, 30), time(12), time(0, 5), None)] == [
        "10am",
        "2.30pm",
        "12pm",
        "12.05am",
        "a time that we will tell you",
    ]


def test_days_are_offered_in_working_days_and_steps_for_the_kind_of_shop():
    shop, online = (suggest(online=value, today=date(2026, 11, 23)) for value in (False, True))
    assert (shop.discuss_by_on, shop.appeal_by_on, shop.step_by_on) == (
        date(2026, 12, 7),
        date(2026, 12, 14),
        date(2026, 12, 21),
    )
    assert "Challenge 25" in shop.advice_now
    assert "order" in online.advice_now


def test_the_reason_that_is_offered_says_what_was_found_before():
    assert "first sale" in suggest_reason([])
    assert "on 3 May 2026" in suggest_reason([date(2025, 1, 1), date(2026, 5, 3)])


def test_a_letter_that_was_posted_can_come_back_the_same_day_but_not_before():
    posted = [PastServing(ServedBy.SIGNED_FOR, date(2026, 11, 24))]
    back = NewServing(how=ServedBy.RETURNED, served_on=date(2026, 11, 24))
    check_serving(back, posted, issued_on=date(2026, 11, 23), today=date(2026, 11, 24))
    early = NewServing(how=ServedBy.RETURNED, served_on=date(2026, 11, 23))
    with pytest.raises(Refusal, match="Record the posting first"):
        check_serving(early, posted, issued_on=date(2026, 11, 23), today=date(2026, 11, 24))

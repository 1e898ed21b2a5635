"""What the vault allows."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.errors import Refusal
from compliance.volunteers import rules
from compliance.volunteers.rules import Identity, NewVolunteer

TODAY = date(2026, 11, 22)
PERSON = Identity(name="Invented Person", contact="07700 900000", recognised_at="Invented School")


@pytest.mark.parametrize(("typed", "written"), [("V07", "V07"), (" v07 ", "V07"), ("V1234", "V1234")])
def test_a_code_is_written_one_way(typed, written):
    assert rules.check_code(typed) == written


@pytest.mark.parametrize("typed", ["", "7", "V7", "V12345", "W07", "V07\n8", "V٠٧", "=V07", "Invented Person"])
def test_what_is_no_code_is_refused_beside_its_field(typed):
    with pytest.raises(Refusal) as refused:
        rules.check_code(typed, "volunteer_code")
    assert refused.value.field == "volunteer_code"


@pytest.mark.parametrize(("codes", "following"), [([], "V01"), (["V07", "V02"], "V08"), (["V99"], "V100")])
def test_the_next_code_follows_the_highest(codes, following):
    assert rules.next_code(codes) == following


@pytest.mark.parametrize(
    ("born_on", "allowed"),
    [
        (date(2016, 11, 22), True),  # ten today
        (date(2016, 11, 23), False),  # ten tomorrow
        (date(1995, 11, 23), True),  # thirty until tomorrow
        (date(1995, 11, 22), False),  # thirty-one today
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), False),
        (date(2010, 2, 28), True),
    ],
)
def test_a_person_is_from_ten_to_thirty(born_on, allowed):
    if allowed:
        rules.check_born_on(born_on, today=TODAY)
        return
    with pytest.raises(Refusal) as refused:
        rules.check_born_on(born_on, today=TODAY)
    assert refused.value.field == "born_on"


@given(st.dates(date(1900, 1, 1), date(1995, 1, 1)) | st.dates(date(2018, 1, 1), date(2100, 1, 1)))
def test_no_refusal_tells_a_date_of_birth(born_on):
    with pytest.raises(Refusal) as refused:
        rules.check_born_on(born_on, today=TODAY)
    assert str(born_on.year) not in refused.value.message


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (date(2026, 2, 28), (17, 11)),  # born 29 February 2008: 18 on 1 March in a common year
        (date(2026, 3, 1), (18, 0)),
        (date(2024, 2, 29), (16, 0)),
        (date(2024, 2, 28), (15, 11)),
    ],
)
def test_somebody_born_on_29_february_comes_of_age_on_1_march(day, age):
    assert rules.age_on_day("V07", date(2008, 2, 29), None, day) == age


@pytest.mark.parametrize(("day", "allowed"), [(date(2026, 6, 30), True), (date(2026, 7, 1), False)])
def test_the_last_day_is_included(day, allowed):
    if allowed:
        assert rules.age_on_day("V07", date(2010, 1, 1), date(2026, 6, 30), day) == (16, 5)
        return
    with pytest.raises(Refusal, match="retired before that day") as refused:
        rules.age_on_day("V07", date(2010, 1, 1), date(2026, 6, 30), day)
    assert refused.value.field == "volunteer_code"


def test_nobody_has_an_age_before_birth():
    with pytest.raises(Refusal, match="No age is known"):
        rules.age_on_day("V07", date(2010, 1, 1), None, date(2009, 12, 31))


@pytest.mark.parametrize(
    ("reason", "why"),
    [("", "Say why"), ("   ", "Say why"), ("abc", "Say why"), ("to call invented person", "not who they are")],
)
def test_a_reason_is_asked_and_holds_no_name(reason, why):
    with pytest.raises(Refusal, match=why) as refused:
        rules.check_reason(reason, PERSON)
    assert refused.value.field == "reason"


def test_a_reason_is_tidied():
    assert rules.check_reason("  Consent form must be sent ", PERSON) == "Consent form must be sent"


def test_retiring_in_the_future_is_refused():
    rules.check_retirement(TODAY, today=TODAY)
    with pytest.raises(Refusal) as refused:
        rules.check_retirement(date(2026, 11, 23), today=TODAY)
    assert refused.value.field == "retired_on"


def test_an_identity_is_never_written_out():
    written = repr(PERSON) + repr(NewVolunteer("V07", PERSON, date(2010, 3, 14)))
    assert "Invented" not in written
    assert "2010" not in written


NAMED = rules.Identity(name="Zoë Quillfeather-May", guardian="Mrs Anna O’Dell (mother)", contact="07700 900123")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("because Zoë bought it", True),
        ("because ZOE bought it", True),
        ("zoe’s knife", True),
        ("because Quillfeather bought it", True),
        ("the Quillfeather-May family", True),
        ("we spoke to Anna", True),
        ("we spoke to Mr Dell", True),
        ("it was sold to May", True),
        ("because zoologists bought it", False),
        ("an annual check", False),
        ("we may test again", False),
        ("on 3 May 2026", False),
        ("in May 2026", False),
        ("We found it. May we help?", False),
        ("Mrs Khan, the mother of the owner", False),
        ("because this is the first sale", False),
        ("", False),
    ],
)
def test_a_text_names_the_volunteer_or_not(text, named):
    assert rules.is_named(NAMED, text) is named


@pytest.mark.parametrize(("text", "named"), [("because Jo Li bought it", True), ("because jo bought it", False)])
def test_a_short_name_is_found_whole(text, named):
    assert rules.is_named(rules.Identity(name="Jo Li"), text) is named

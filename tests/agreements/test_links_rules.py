"""What is typed from a letter, and whether a link can still be used: tables of cases, no database."""

import string
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.agreements import rules
from compliance.agreements.rules import Limits, LinkState, NewSigning, StandingKind
from compliance.errors import Refusal

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
codes = st.text(alphabet=rules.ALPHABET, min_size=8, max_size=8)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7F3K92MQ", "7F3K92MQ"),
        ("7f3k-92mq", "7F3K92MQ"),
        (" 7F3K 92MQ ", "7F3K92MQ"),
        ("7F3K–92MQ", "7F3K92MQ"),
        ("７Ｆ３Ｋ９２ＭＱ", "7F3K92MQ"),
        ("OIl0-1o1i", "01101011"),
        ("7F3K92M", ""),
        ("7F3K92MQX", ""),
        ("7F3K92MU", ""),
        ("7F3K92M!", ""),
        ("7F3K92M\x00", ""),
        ("", ""),
        ("--------", ""),
        (" " * 33 + "7F3K92MQ", ""),
        ("7F3K9🔪MQ", ""),
    ],
    ids=range(15),
)
def test_a_code_is_read_however_it_is_typed(typed, read):
    assert rules.read_typed(typed, 8) == read


@given(codes)
def test_a_code_is_read_back_as_it_is_printed(code):
    assert rules.read_typed(rules.in_fours(code), 8) == code
    assert rules.read_typed(rules.in_fours(code).lower(), 8) == code


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_nothing(typed):
    assert rules.read_typed(typed, 8) == "" or set(rules.read_typed(typed, 8)) <= set(rules.ALPHABET)


def test_no_letter_of_the_alphabet_can_be_taken_for_another():
    assert len(rules.ALPHABET) == 32
    assert set(string.ascii_uppercase) - set(rules.ALPHABET) == set("ILOU")


@pytest.mark.parametrize(
    ("expires_on", "used_at", "revoked_at", "state"),
    [
        pytest.param(TODAY, None, None, LinkState.LIVE, id="its-last-day"),
        pytest.param(TODAY - timedelta(days=1), None, None, LinkState.EXPIRED, id="the-day-after"),
        pytest.param(TODAY + timedelta(days=1), None, None, LinkState.LIVE, id="before"),
        pytest.param(TODAY, NOW, None, LinkState.USED, id="used"),
        pytest.param(TODAY - timedelta(days=1), NOW, None, LinkState.USED, id="used-before-it-ran-out"),
        pytest.param(TODAY, None, NOW, LinkState.REVOKED, id="taken-back"),
    ],
)
def test_a_link_can_be_used_to_the_end_of_its_last_day(expires_on, used_at, revoked_at, state):
    found = rules.link_state(expires_on=expires_on, used_at=used_at, revoked_at=revoked_at, today=TODAY)
    assert found is state


@pytest.mark.parametrize(("days", "refused"), [(0, True), (1, False), (28, False), (29, True), (-1, True)], ids=str)
def test_a_link_lasts_from_tomorrow_to_as_long_as_the_policy_says(days, refused):
    expires_on = TODAY + timedelta(days=days)
    if not refused:
        rules.check_link(expires_on=expires_on, today=TODAY, longest_days=28)
        return
    with pytest.raises(Refusal) as refusal:
        rules.check_link(expires_on=expires_on, today=TODAY, longest_days=28)
    assert refusal.value.field == "expires_on"


@pytest.mark.parametrize("standing", list(StandingKind))
def test_only_what_was_offered_or_has_lapsed_is_open_to_be_signed(standing):
    open_to_sign = {StandingKind.OFFERED, StandingKind.DECLINED, StandingKind.LAPSED}
    if standing in open_to_sign:
        rules.check_open(standing)
    else:
        with pytest.raises(Refusal):
            rules.check_open(standing)


@pytest.mark.parametrize(
    ("counted", "over"),
    [((20, 10, 600), False), ((21, 1, 1), True), ((1, 11, 1), True), ((1, 1, 601), True)],
    ids=["at-the-limits", "address", "link", "everywhere"],
)
def test_a_code_is_tried_so_often_and_no_more(counted, over):
    assert Limits().is_over(*counted) is over


def test_being_over_is_told_once():
    assert Limits().is_first_over(1, 11, 1)
    assert not Limits().is_first_over(1, 12, 1)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"signatory": ""}, "signatory"),
        ({"signatory": "\u200b\u200b"}, "signatory"),
        ({"signatory": "123"}, "signatory"),
        ({"capacity": ""}, "capacity"),
        ({"capacity": "\u200d"}, "capacity"),
        ({"agreed": False}, "agreed"),
        ({"scope_confirmed": False}, "scope_confirmed"),
    ],
    ids=range(7),
)
def test_nothing_is_signed_without_a_name_a_capacity_and_both_ticks(changed, field):
    said = {"signatory": "Sam Example", "capacity": "Owner", "agreed": True} | changed
    with pytest.raises(Refusal) as refusal:
        rules.check_signing(NewSigning(**said))
    assert refusal.value.field == field


def test_a_signature_with_everything_stands():
    rules.check_signing(NewSigning("李 小龙", "Owner", agreed=True))

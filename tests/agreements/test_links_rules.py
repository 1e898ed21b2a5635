"""Whether a link can still be used, and an agreement be signed by it: tables of cases, no database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from compliance.agreements import rules
from compliance.agreements.rules import STANDING_LABELS, LinkState, NewSigning, Standing, StandingKind
from compliance.errors import Refusal

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


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


OPEN = {StandingKind.OFFERED, StandingKind.DECLINED, StandingKind.LAPSED}


@pytest.mark.parametrize("kind", list(StandingKind))
def test_what_was_offered_or_has_lapsed_is_open_to_be_signed_on_any_day(kind):
    standing = Standing(kind)
    assert rules.is_open_to_sign(standing, today=TODAY, remind_days=60) is (kind in OPEN)
    if kind in OPEN:
        rules.check_open(standing, today=TODAY, remind_days=60)
    else:
        with pytest.raises(Refusal, match=STANDING_LABELS[kind]):
            rules.check_open(standing, today=TODAY, remind_days=60)


@pytest.mark.parametrize(
    ("standing", "days_left", "may"),
    [
        pytest.param(Standing(StandingKind.IN_FORCE), 60, True, id="the-first-day-of-the-reminder"),
        pytest.param(Standing(StandingKind.IN_FORCE), 61, False, id="the-day-before"),
        pytest.param(Standing(StandingKind.IN_FORCE), 1, True, id="its-last-day"),
        pytest.param(Standing(StandingKind.IN_FORCE, proposed_on=TODAY), 30, False, id="its-removal-is-proposed"),
        pytest.param(Standing(StandingKind.SUSPENDED), 30, False, id="suspended"),
        pytest.param(Standing(StandingKind.IN_FORCE), None, False, id="no-day-is-set"),
    ],
)
def test_what_is_about_to_lapse_is_open_to_be_signed_again(standing, days_left, may):
    lapses_on = TODAY + timedelta(days=days_left) if days_left is not None else None
    standing = replace(standing, lapses_on=lapses_on)
    assert rules.is_open_to_sign(standing, today=TODAY, remind_days=60) is may


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

"""When a Responsible Retailer Agreement is in force, boundary days on both sides, and what may be recorded of one."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.agreements.rules import (
    EVENT_LABELS,
    STANDING_LABELS,
    AgreementEventKind,
    Event,
    NewEvent,
    Policy,
    StandingKind,
    check_event,
    check_strike_out,
    in_force_on,
    lapse_day,
)
from compliance.errors import Refusal
from compliance.retailers.rules import Period

KIND = AgreementEventKind
FIRST, SECOND = UUID(int=1), UUID(int=2)


def event(kind, on, lapses_on=None, agreement="1"):
    return Event(KIND(kind), on, agreement=agreement, lapses_on=lapses_on, signatory="Sam Example", capacity="Owner")


def day(text):
    return date.fromisoformat(text)


SIGNED = event("signed", day("2026-05-01"), day("2027-05-01"))
OFFERED = event("offered", day("2026-04-20"))


@pytest.mark.parametrize(
    ("events", "on", "kind"),
    [
        ([], "2026-05-01", "none"),
        ([OFFERED], "2026-04-19", "none"),
        ([OFFERED], "2026-04-20", "offered"),
        ([OFFERED, event("declined", day("2026-04-22"))], "2026-04-22", "declined"),
        ([OFFERED, SIGNED], "2026-04-30", "offered"),
        ([SIGNED], "2026-04-30", "none"),
        ([SIGNED], "2026-05-01", "in_force"),
        ([SIGNED], "2027-04-30", "in_force"),
        ([SIGNED], "2027-05-01", "lapsed"),
        ([event("signed", day("2026-05-01"))], "2099-01-01", "in_force"),
        ([SIGNED, event("suspended", day("2026-07-01"))], "2026-06-30", "in_force"),
        ([SIGNED, event("suspended", day("2026-07-01"))], "2026-07-01", "suspended"),
        ([SIGNED, event("suspended", day("2026-07-01"))], "2027-05-01", "lapsed"),
        (
            [SIGNED, event("suspended", day("2026-07-01")), event("restored", day("2026-08-01"))],
            "2026-07-31",
            "suspended",
        ),
        (
            [SIGNED, event("suspended", day("2026-07-01")), event("restored", day("2026-08-01"))],
            "2026-08-01",
            "in_force",
        ),
        ([SIGNED, event("withdrawn", day("2026-07-01"))], "2026-06-30", "in_force"),
        ([SIGNED, event("withdrawn", day("2026-07-01"))], "2026-07-01", "withdrawn"),
        ([SIGNED, event("withdrawn", day("2026-07-01"))], "2028-07-01", "withdrawn"),
        ([SIGNED, event("restored", day("2026-08-01"))], "2026-08-01", "in_force"),
        ([SIGNED, event("reviewed", day("2027-04-01"), day("2028-04-01"))], "2027-05-01", "in_force"),
        ([SIGNED, event("reviewed", day("2027-04-01"), day("2028-04-01"))], "2028-04-01", "lapsed"),
        ([SIGNED, event("reviewed", day("2027-04-01"))], "2027-05-01", "lapsed"),
        ([SIGNED, event("reviewed", day("2027-05-01"), day("2028-05-01"))], "2027-05-01", "lapsed"),
        ([SIGNED, event("signed", day("2027-05-01"), day("2028-05-01"))], "2027-05-01", "in_force"),
        ([SIGNED, event("signed", day("2027-07-01"), day("2028-07-01"))], "2027-06-30", "lapsed"),
        ([SIGNED, event("declined", day("2027-06-01"))], "2027-06-01", "lapsed"),
        ([SIGNED, event("withdrawn", day("2026-05-01"))], "2026-05-01", "withdrawn"),
    ],
)
def test_an_agreement_holds_from_signature_to_the_day_before_it_lapses(events, on, kind):
    assert in_force_on(events, day(on)).kind == StandingKind(kind)


@pytest.mark.parametrize(
    ("signed_on", "lapses_on"),
    [
        ("2026-05-01", "2027-05-01"),
        ("2028-02-29", "2029-02-28"),
        ("2027-02-28", "2028-02-28"),
        ("2026-12-31", "2027-12-31"),
    ],
)
def test_an_agreement_lapses_twelve_months_after_its_signature(signed_on, lapses_on):
    assert lapse_day(day(signed_on), Policy()) == day(lapses_on)
    signed = [event("signed", day(signed_on), day(lapses_on))]
    assert in_force_on(signed, day(lapses_on) - timedelta(days=1)).in_force
    assert not in_force_on(signed, day(lapses_on)).in_force


def test_how_long_an_agreement_runs_is_a_policy():
    assert lapse_day(day("2026-08-31"), Policy(months=6)) == day("2027-02-28")


def period(entity, from_on, to_on=None):
    return Period(None, entity, f"Entity {entity.int} Ltd", day(from_on), day(to_on) if to_on else None)


@pytest.mark.parametrize(
    ("operators", "on", "kind"),
    [
        ([], "2026-06-01", "in_force"),
        ([period(FIRST, "2020-01-01")], "2026-06-01", "in_force"),
        ([period(FIRST, "2020-01-01", "2026-05-31"), period(SECOND, "2026-06-01")], "2026-05-31", "in_force"),
        ([period(FIRST, "2020-01-01", "2026-05-31"), period(SECOND, "2026-06-01")], "2026-06-01", "operator_changed"),
        ([period(FIRST, "2020-01-01", "2026-05-31"), period(SECOND, "2026-09-01")], "2026-06-01", "operator_changed"),
        ([period(FIRST, "2020-01-01", "2026-05-31")], "2026-05-31", "in_force"),
        ([period(FIRST, "2020-01-01", "2026-05-31")], "2026-06-01", "operator_changed"),
        ([period(SECOND, "2026-06-01")], "2026-05-31", "in_force"),
        ([period(SECOND, "2026-06-01")], "2026-06-01", "operator_changed"),
        ([period(SECOND, "2026-05-01")], "2026-06-01", "in_force"),
        ([period(FIRST, "2020-01-01", "2026-04-30"), period(SECOND, "2026-05-01")], "2026-06-01", "in_force"),
        ([period(FIRST, "2020-01-01", "2026-05-31"), period(FIRST, "2026-06-01")], "2026-06-01", "in_force"),
        (
            [
                period(FIRST, "2020-01-01", "2026-05-31"),
                period(SECOND, "2026-06-01", "2026-06-30"),
                period(FIRST, "2026-07-01"),
            ],
            "2026-07-01",
            "operator_changed",
        ),
    ],
)
def test_an_agreement_is_with_whoever_operated_the_outlet_when_it_was_signed(operators, on, kind):
    assert in_force_on([SIGNED], day(on), operators).kind == StandingKind(kind)


def test_a_new_operator_who_signs_has_an_agreement_of_their_own():
    operators = [period(FIRST, "2020-01-01", "2026-05-31"), period(SECOND, "2026-06-01")]
    again = event("signed", day("2026-06-10"), day("2027-06-10"), agreement="2")
    standing = in_force_on([SIGNED, again], day("2026-06-10"), operators)
    assert standing.in_force
    assert standing.agreement == "2"


def test_the_working_shows_every_event_and_what_follows():
    events = [OFFERED, SIGNED, event("suspended", day("2026-07-01"))]
    standing = in_force_on(events, day("2027-05-02"))
    assert standing.working == (
        "Offered on 20 April 2026 by Sam Example, Owner.",
        "Signed on 1 May 2026 by Sam Example, Owner; lapses on 1 May 2027.",
        "Suspended on 1 July 2026 by Sam Example, Owner.",
        "It lapsed on 1 May 2027: its last day was 30 April 2027.",
    )
    assert standing.since == day("2027-05-01")


def test_nothing_that_is_said_of_an_agreement_implies_that_the_law_is_kept():
    said = " ".join(
        [*STANDING_LABELS.values(), *EVENT_LABELS.values(), *in_force_on([SIGNED], day("2026-06-01")).working]
    )
    for word in ("compliant", "compliance", "legal", "lawful", "approved", "accredited"):
        assert word not in said.lower()


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
EVENTS = st.lists(
    st.builds(
        lambda kind, on, months: event(
            kind.value, on, lapse_day(on, Policy(months=months)) if kind is KIND.SIGNED else None
        ),
        st.sampled_from(list(KIND)),
        DAYS,
        st.integers(1, 36),
    ),
    max_size=8,
)


@given(EVENTS, DAYS)
def test_what_is_in_force_was_signed_and_has_not_lapsed(events, on):
    standing = in_force_on(events, on)
    if standing.in_force:
        assert standing.signed_on is not None
        assert standing.signed_on <= on < standing.lapses_on


@given(EVENTS, DAYS)
def test_what_comes_later_never_changes_an_earlier_day(events, on):
    past = [one for one in events if one.on <= on]
    assert in_force_on(events, on) == in_force_on(past, on)


TODAY = day("2026-11-22")


def new(kind, on="2026-11-01", **more):
    given_by_default = {"signatory": "Sam Example", "capacity": "Owner", "words": "In their words"}
    return NewEvent(KIND(kind), day(on), **(given_by_default | more))


@pytest.mark.parametrize(
    ("event_", "history", "field"),
    [
        (new("signed", "2026-11-23"), [], "on"),
        (new("signed", "2019-12-31"), [], "on"),
        (new("signed", signatory=""), [], "signatory"),
        (new("signed", capacity=""), [], "capacity"),
        (new("declined", words=""), [], "words"),
        (new("signed", lapses_on=day("2026-11-01")), [], "lapses_on"),
        (new("signed", lapses_on=day("2031-11-02")), [], "lapses_on"),
        (new("offered", lapses_on=day("2027-11-01")), [], "lapses_on"),
        (new("suspended", words=""), [SIGNED], "words"),
        (new("withdrawn", words=""), [SIGNED], "words"),
        (new("suspended"), [], "kind"),
        (new("suspended"), [OFFERED], "kind"),
        (new("reviewed", "2026-04-30"), [SIGNED], "kind"),
        (new("restored"), [SIGNED], "kind"),
        (new("declined"), [SIGNED], "kind"),
        (new("offered"), [SIGNED], "kind"),
        (new("suspended"), [SIGNED, event("suspended", day("2026-10-01"))], "kind"),
        (new("signed", "2026-05-01"), [SIGNED], "on"),
    ],
)
def test_what_cannot_be_true_of_an_agreement_is_refused(event_, history, field):
    with pytest.raises(Refusal) as refused:
        check_event(event_, history, today=TODAY, opened_on=day("2020-01-01"), policy=Policy())
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("event_", "history"),
    [
        (new("signed", "2026-11-22"), []),
        (new("signed", "2020-01-01"), []),
        (new("offered", signatory="", capacity="", words=""), []),
        (new("signed", lapses_on=day("2031-11-01")), []),
        (new("reviewed", lapses_on=day("2028-01-01")), [SIGNED]),
        (new("suspended"), [SIGNED]),
        (new("restored"), [SIGNED, event("suspended", day("2026-10-01"))]),
        (new("signed"), [SIGNED]),
    ],
)
def test_what_can_be_true_of_an_agreement_is_let_through(event_, history):
    check_event(event_, history, today=TODAY, opened_on=day("2020-01-01"), policy=Policy())


@pytest.mark.parametrize(("reason", "already"), [("", False), ("  ", False), ("Wrong shop", True)])
def test_an_event_is_struck_out_once_and_for_a_reason(reason, already):
    with pytest.raises(Refusal):
        check_strike_out(reason, already=already)

"""Covered by an agreement on a day: a table of cases, each boundary on both sides."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from compliance.agreements.rules import AgreementEventKind, Event, StandingKind, Terms, in_force_on, lapse_day
from compliance.agreements.rules.policy import Policy
from compliance.retailers.rules import OutletKind, Period

KIND = AgreementEventKind
ALPHA, BETA = (UUID(int=number) for number in (1, 2))
PREMISES, ONLINE = OutletKind.PREMISES, OutletKind.ONLINE_SHOP
SIGNED = date(2026, 3, 1)
LAPSES = date(2027, 3, 1)
YES, NO = StandingKind.IN_FORCE, StandingKind.NONE


def period(entity_id, from_on, to_on=None):
    return Period(UUID(int=9), entity_id, "Alpha Ltd" if entity_id == ALPHA else "Beta Ltd", from_on, to_on)


def signature(agreement="A", on=SIGNED, lapses_on=LAPSES):
    return Event(KIND.SIGNED, on, agreement, lapses_on, "Sam Example", "Director")


def event(kind, on, agreement="A", **more):
    return Event(kind, on, agreement, words="Said", **more)


ALWAYS = (period(ALPHA, date(2020, 1, 1)),)
MOVES_IN = (period(ALPHA, date(2026, 6, 10), date(2026, 9, 20)),)
SOLD_ON = (period(ALPHA, date(2020, 1, 1), date(2026, 6, 9)), period(BETA, date(2026, 6, 10)))
AFTER_A_GAP = (
    period(ALPHA, date(2020, 1, 1), date(2026, 6, 9)),
    period(ALPHA, date(2026, 8, 1)),
)


@pytest.mark.parametrize(
    ("operators", "day", "expected"),
    [
        pytest.param(ALWAYS, date(2026, 2, 28), NO, id="the day before the signature"),
        pytest.param(ALWAYS, SIGNED, YES, id="the day of signature"),
        pytest.param(ALWAYS, date(2027, 2, 28), YES, id="the day before it lapses"),
        pytest.param(ALWAYS, LAPSES, StandingKind.LAPSED, id="the day on which it lapses"),
        pytest.param(MOVES_IN, date(2026, 6, 9), NO, id="the day before the entity takes the outlet over"),
        pytest.param(MOVES_IN, date(2026, 6, 10), YES, id="the day of the take-over"),
        pytest.param(MOVES_IN, date(2026, 9, 20), YES, id="the last day of the entity there"),
        pytest.param(MOVES_IN, date(2026, 9, 21), StandingKind.OPERATOR_CHANGED, id="the day after the entity left"),
        pytest.param(SOLD_ON, date(2026, 6, 9), YES, id="the last day before another takes it over"),
        pytest.param(SOLD_ON, date(2026, 6, 10), StandingKind.OPERATOR_CHANGED, id="the first day of another"),
        pytest.param(AFTER_A_GAP, date(2026, 7, 31), StandingKind.OPERATOR_CHANGED, id="in a gap between its periods"),
        pytest.param(AFTER_A_GAP, date(2026, 8, 1), YES, id="back again after a gap"),
        pytest.param((), SIGNED, NO, id="nobody is confirmed as operator"),
        pytest.param((period(BETA, date(2020, 1, 1)),), SIGNED, NO, id="always run by another"),
        pytest.param(
            (period(ALPHA, date(2020, 1, 1), date(2026, 2, 28)),), SIGNED, NO, id="given up the day before it signed"
        ),
    ],
)
def test_an_entity_wide_agreement_covers_what_the_entity_operates_on_that_day(operators, day, expected):
    standing = in_force_on([signature()], day, operators, terms={"A": Terms(ALPHA)}, kind=PREMISES)
    assert standing.kind is expected
    assert standing.in_force == (expected is YES)


def test_an_entity_wide_agreement_holds_at_an_outlet_from_the_day_that_it_is_taken_over():
    standing = in_force_on([signature()], date(2026, 7, 1), MOVES_IN, terms={"A": Terms(ALPHA)}, kind=PREMISES)
    assert (standing.since, standing.entity_id) == (date(2026, 6, 10), ALPHA)
    assert "this one from 10 June 2026" in standing.working[-2]


@pytest.mark.parametrize(
    ("kind", "terms", "expected"),
    [
        (PREMISES, Terms(covers_stores=True, covers_online=False), YES),
        (PREMISES, Terms(covers_stores=False, covers_online=True), StandingKind.OUT_OF_SCOPE),
        (PREMISES, Terms(covers_stores=False, covers_online=False), StandingKind.OUT_OF_SCOPE),
        (ONLINE, Terms(covers_stores=True, covers_online=False), StandingKind.OUT_OF_SCOPE),
        (ONLINE, Terms(covers_stores=False, covers_online=True), YES),
        (ONLINE, Terms(ALPHA, covers_stores=True, covers_online=False), StandingKind.OUT_OF_SCOPE),
        (ONLINE, Terms(ALPHA, covers_stores=False, covers_online=True), YES),
    ],
    ids=["store", "online at a store", "delivery at a store", "store online", "online", "wide store", "wide online"],
)
def test_an_agreement_covers_an_outlet_of_the_kind_of_sale_that_it_is_for(kind, terms, expected):
    assert in_force_on([signature()], SIGNED, ALWAYS, terms={"A": terms}, kind=kind).kind is expected


def test_of_several_agreements_the_one_in_force_counts():
    own = [signature("own", date(2026, 1, 1), date(2026, 5, 1))]
    wide = [signature("wide")]
    terms = {"wide": Terms(ALPHA)}
    both = in_force_on([*own, *wide], date(2026, 6, 1), ALWAYS, terms=terms, kind=PREMISES)
    assert (both.agreement, both.in_force) == ("wide", True)
    ended = event(KIND.WITHDRAWN, date(2026, 4, 1), "wide")
    first = in_force_on([*own, *wide, ended], date(2026, 4, 30), ALWAYS, terms=terms, kind=PREMISES)
    assert (first.agreement, first.in_force) == ("own", True)
    neither = in_force_on([*own, *wide, ended], date(2026, 5, 1), ALWAYS, terms=terms, kind=PREMISES)
    assert (neither.kind, neither.agreement) == (StandingKind.WITHDRAWN, "wide")


def test_an_agreement_signed_on_29_february_lapses_on_28_february():
    on = date(2028, 2, 29)
    lapses = lapse_day(on, Policy())
    assert lapses == date(2029, 2, 28)
    for day, in_force in ((on, True), (date(2029, 2, 27), True), (date(2029, 2, 28), False)):
        assert in_force_on([signature(on=on, lapses_on=lapses)], day).in_force is in_force


PROPOSED = event(KIND.REMOVAL_PROPOSED, date(2026, 5, 1), reply_by_on=date(2026, 5, 15))


@pytest.mark.parametrize(
    ("then", "day", "expected", "proposed"),
    [
        ((), date(2026, 4, 30), YES, False),
        ((), date(2026, 5, 1), YES, True),
        ((), date(2026, 5, 16), YES, True),
        ((event(KIND.REPLIED, date(2026, 5, 3)),), date(2026, 5, 4), YES, True),
        ((event(KIND.REVIEWED, date(2026, 5, 20)),), date(2026, 5, 20), YES, False),
        ((event(KIND.REMOVED, date(2026, 5, 16)),), date(2026, 5, 15), YES, True),
        ((event(KIND.REMOVED, date(2026, 5, 16)),), date(2026, 5, 16), StandingKind.REMOVED, True),
        ((event(KIND.SUSPENDED, date(2026, 5, 2)),), date(2026, 5, 2), StandingKind.SUSPENDED, True),
        ((event(KIND.REMOVED, date(2026, 5, 16)), signature(on=date(2026, 6, 1))), date(2026, 6, 1), YES, False),
    ],
    ids=[
        "before",
        "proposed",
        "unanswered",
        "replied",
        "kept",
        "day before",
        "removed",
        "suspended too",
        "signed anew",
    ],
)
def test_a_proposal_of_removal_leaves_it_in_force_until_it_is_removed(then, day, expected, proposed):
    standing = in_force_on([signature(), PROPOSED, *then], day)
    assert standing.kind is expected
    assert (standing.proposed_on is not None) is proposed
    if standing.held and proposed:
        assert "It is not removed." in standing.working[-1]


def test_no_working_says_that_the_law_is_kept():
    for offset in range(0, 500, 20):
        day = SIGNED + timedelta(days=offset)
        standing = in_force_on([signature(), PROPOSED], day, ALWAYS, terms={"A": Terms(ALPHA)}, kind=PREMISES)
        said = " ".join(standing.working).lower()
        assert "compl" not in said
        assert "lawful" not in said

"""Letters quote the law of the day, and only when every version that they would quote is confirmed."""

from dataclasses import replace
from datetime import date

import pytest

from compliance.letters.queries.law import law_of, law_on
from compliance.offences import queries as offences
from compliance.offences import services as law
from compliance.offences.rules import SEED, Provision, version_on
from compliance.offences.services import LAW, Entry
from compliance.permissions import Role

TODAY = date(2026, 11, 22)
SALE = version_on(SEED, TODAY, Provision.CJA_S141A)
REMOTE = version_on(SEED, TODAY, Provision.CJA_S141B)


@pytest.mark.parametrize(
    ("versions", "quoted"),
    [
        ([SALE], True),
        ([SALE, REMOTE], True),
        ([replace(SALE, confirmed=False)], False),
        ([SALE, replace(REMOTE, confirmed=False)], False),
    ],
)
def test_one_unconfirmed_version_is_enough_for_nothing_to_be_quoted(versions, quoted):
    assert law_of(versions).confirmed is quoted


def test_what_never_came_into_force_is_no_law():
    assert law_of([]) is None
    assert law_of([replace(SALE, in_force_from=None)]) is None


@pytest.mark.parametrize("online", [False, True])
def test_a_confirmation_that_was_withdrawn_stops_every_letter_from_quoting(session, act, online):
    assert law_on(session, TODAY, online=online).confirmed
    provision = Provision.CJA_S141B if online else Provision.CJA_S141A
    (row,) = [
        one
        for one in offences.list_rows(session, LAW.table, provision)
        if one.in_force_from and one.in_force_to is None and one.superseded_at is None
    ]
    law.withdraw(session, act(Role.ADMINISTRATOR), LAW, row.id, Entry(reason="A later text differs"))
    assert not law_on(session, TODAY, online=online).confirmed

"""An import after a merge: two numbers of one register lead to one retailer, and neither row may turn it to and fro."""

import pytest
from sqlmodel import select

from compliance.imports import queries
from compliance.retailers import services
from compliance.retailers.models import Outlet, Reference
from tests.factories.imports import business, document, import_register


def register(*rows, extracted="2020-08-08"):
    return document(*(business(number, name) for number, name in rows), extracted=extracted)


@pytest.fixture
def merged(session, officer):
    """One retailer that the food hygiene register has under two numbers, as Nako and as Nako Stores."""
    import_register(session, officer, register(("1", "Nako"), ("2", "Nako Stores")))
    found = {row.value: row.outlet_id for row in session.exec(select(Reference)).all() if row.value in {"1", "2"}}
    services.merge_outlets(session, officer, found["1"], found["2"], reason="One shop, two numbers")
    session.commit()
    return found["1"], found["2"]


def name_of(session, outlet_id):
    session.expire_all()
    return session.get(Outlet, outlet_id).name


def brought_in(session, officer, *rows, day):
    report = import_register(session, officer, register(*rows, extracted=day))
    session.commit()
    return report


def test_both_numbers_lead_to_it_and_the_same_file_changes_nothing(session, officer, merged):
    for day in ("2020-08-08", "2020-09-08"):
        report = brought_in(session, officer, ("1", "Nako"), ("2", "Nako Stores"), day=day)
        assert (report.counts.added, report.counts.changed, report.counts.missing) == (0, 0, 0)
        assert name_of(session, merged[0]) == "Nako"
    assert session.get(Outlet, merged[1]).merged_into_id == merged[0]


def test_a_new_name_in_one_row_is_followed_once_and_not_turned_back(session, officer, merged):
    names = []
    for day in ("2020-09-08", "2020-10-08", "2020-11-08"):
        brought_in(session, officer, ("1", "Nako Food"), ("2", "Nako Stores"), day=day)
        names.append(name_of(session, merged[0]))
    assert names == ["Nako Food"] * 3
    for day in ("2021-01-08", "2021-02-08"):
        brought_in(session, officer, ("1", "Nako Food"), ("2", "Nako Fish"), day=day)
        names.append(name_of(session, merged[0]))
    assert len(set(names[3:])) == 1


def test_two_rows_that_change_at_once_leave_it_stable(session, officer, merged):
    names = []
    for day in ("2020-09-08", "2020-10-08", "2020-11-08"):
        brought_in(session, officer, ("1", "Nako Food"), ("2", "Nako Fish"), day=day)
        names.append(name_of(session, merged[0]))
    assert len(set(names)) == 1


def test_it_is_missing_only_when_the_register_has_neither_number(session, officer, merged):
    others = [(str(number), f"Invented Shop {number}") for number in range(10, 14)]
    brought_in(session, officer, ("1", "Nako"), ("2", "Nako Stores"), *others, day="2020-09-08")
    report = brought_in(session, officer, ("1", "Nako"), *others, day="2020-10-08")
    assert report.counts.missing == 0
    assert session.get(Outlet, merged[0]).missing_since_on is None
    brought_in(session, officer, *others, day="2020-11-08")
    session.expire_all()
    assert session.get(Outlet, merged[0]).missing_since_on is not None
    brought_in(session, officer, ("2", "Nako Stores"), *others, day="2020-12-08")
    session.expire_all()
    assert session.get(Outlet, merged[0]).missing_since_on is None


def test_what_imports_did_to_the_merged_one_stands_on_the_timeline_of_the_one_that_stays(session, officer, merged):
    assert len(queries.timeline(session, officer, merged[0])) == 2

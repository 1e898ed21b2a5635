"""The law is changed by rows of their own: nothing is overwritten, and the database itself holds to it."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.database import db
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.offences import queries, services
from compliance.offences.rules import (
    CATEGORIES,
    SEED,
    Change,
    Days,
    Provision,
    category_at,
    check_category,
    closed_by,
    day_before,
    quotable,
    version_on,
)
from compliance.offences.services import KINDS, LAW, Entry
from compliance.permissions import Role
from tests.offences.conftest import kind, wording

REFUSED = (IntegrityError, OperationalError)
SOLD = Provision.CJA_S141A
NEXT = date(2027, 3, 1)


def entry(**changes):
    return Entry(**({"reason": "The order was made"} | changes))


# Days


@pytest.mark.parametrize(
    ("first", "last", "closes", "field"),
    [
        (date(2027, 3, 1), None, date(2022, 4, 6), None),
        (date(2022, 4, 7), None, date(2022, 4, 6), None),
        (date(2022, 4, 6), None, None, "in_force_from"),
        (date(2022, 4, 5), None, None, "in_force_to"),
        (date(2022, 4, 5), date(2022, 4, 5), date(2008, 11, 8), None),
        (date(2010, 1, 1), date(2012, 1, 1), None, "in_force_to"),
        (date(2001, 1, 1), date(2008, 11, 7), None, None),
        (date(2001, 1, 1), date(2008, 11, 8), None, "in_force_to"),
        (date(2027, 3, 1), date(2027, 3, 31), None, "in_force_to"),
        (None, None, None, None),
    ],
)
def test_a_version_closes_the_one_before_it_and_overlaps_no_other(first, last, closes, field):
    there = [one for one in SEED if one.provision is SOLD and one.in_force_from]
    if field:
        with pytest.raises(Refusal) as refused:
            closed_by(there, Days(first, last))
        assert refused.value.field == field
        return
    found = closed_by(there, Days(first, last))
    assert (found.in_force_from if found else None) == closes


@given(st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=6, unique=True))
def test_however_versions_are_added_at_the_end_one_is_in_force_each_day(days):
    """Each closes the one before it, so that from the first day on there is just one."""
    there = []
    for first in sorted(days):
        before = closed_by(there, Days(first, None))
        there = [Days(one.in_force_from, day_before(first)) if one is before else one for one in there]
        there.append(Days(first, None))
    for first in days:
        assert sum(1 for one in there if one.in_force_from <= first <= (one.in_force_to or date.max)) == 1


# Provisions


def test_adding_a_version_closes_the_one_before_and_keeps_what_stood(session, administrator, standing):
    before = next(row for row in standing(SOLD) if row.version == 2)
    added = services.add(session, administrator, LAW, SOLD, wording(NEXT), entry())
    now = {row.version: row for row in standing(SOLD)}
    assert (now[2].in_force_to, now[2].change, now[2].supersedes_id) == (date(2027, 2, 28), Change.CLOSED, before.id)
    assert now[2].confirmed
    assert (added.version, added.confirmed, added.set_by_id) == (4, False, administrator.officer_id)
    assert added.set_in_id == administrator.authority_id
    kept = session.get(LAW.table, before.id)
    assert kept.superseded_at
    assert kept.in_force_to is None
    law = queries.list_versions(session)
    assert "an unlimited fine" in version_on(law, date(2027, 2, 28), SOLD).maximum_penalty
    assert version_on(law, NEXT, SOLD).maximum_penalty == "2 years"
    assert not quotable(version_on(law, NEXT, SOLD))


def test_adding_is_told_in_the_audit_with_what_stood_before(session, administrator):
    services.add(session, administrator, LAW, SOLD, wording(NEXT), entry())
    told = {one.action: one for one in session.execute(sa.select(AuditEntry)).scalars()}
    assert told["offence_version.closed"].detail["changes"] == {"in_force_to": [None, "2027-02-28"]}
    assert told["offence_version.added"].reason == "The order was made"
    assert told["offence_version.added"].authority_id == administrator.authority_id


def test_sent_twice_a_form_adds_one_version(session, administrator, standing):
    once = entry(row_id=uuid4())
    first = services.add(session, administrator, LAW, SOLD, wording(NEXT), once)
    assert services.add(session, administrator, LAW, SOLD, wording(NEXT), once).id == first.id
    assert len(standing(SOLD)) == 4


def test_a_correction_stands_in_the_place_of_what_it_corrects_and_is_not_confirmed(session, administrator, standing):
    row = next(row for row in standing(SOLD) if row.version == 2)
    values = {
        "content": row.content | {"maximum_penalty": "A fine"},
        "mode_of_trial": row.mode_of_trial,
        "in_force_from": row.in_force_from,
        "in_force_to": None,
    }
    after = services.correct(session, administrator, LAW, row.id, values, entry())
    assert (after.version, after.revision, after.confirmed, after.supersedes_id) == (2, 3, False, row.id)
    assert [one.revision for one in queries.list_rows(session, LAW.table, SOLD) if one.version == 2] == [1, 2, 3]
    law = version_on(queries.list_versions(session), date(2026, 1, 1), SOLD)
    assert law.maximum_penalty == "A fine"
    assert not quotable(law)
    with pytest.raises(Refusal, match="Somebody else"):
        services.correct(session, administrator, LAW, row.id, values, entry())
    with pytest.raises(Refusal, match="Nothing is changed"):
        services.correct(session, administrator, LAW, after.id, values, entry())


def test_a_correction_cannot_move_a_version_onto_the_days_of_another(session, administrator, standing):
    row = next(row for row in standing(SOLD) if row.version == 2)
    with pytest.raises(Refusal, match="Another is in force"):
        services.correct(session, administrator, LAW, row.id, wording(date(2022, 4, 5)), entry())


def test_what_records_rest_on_is_changed_only_by_who_says_they_have_seen_them(session, administrator, standing):
    row = next(row for row in standing(SOLD) if row.version == 2)
    values = wording(row.in_force_from)
    with pytest.raises(Refusal) as refused:
        services.correct(session, administrator, LAW, row.id, values, entry(uses=3))
    assert refused.value.field == "aware"
    assert services.correct(session, administrator, LAW, row.id, values, entry(uses=3, aware=True))


def test_what_was_enacted_comes_into_force_on_a_day_and_ends_the_law_before_it(session, administrator, standing):
    pending = next(row for row in standing(SOLD) if row.in_force_from is None)
    begun = services.begin(session, administrator, LAW, pending.id, NEXT, "SI 2027/100 reg 2", entry())
    assert begun.content["source"].endswith("Commencement: SI 2027/100 reg 2")
    assert not begun.confirmed
    law = queries.list_versions(session)
    assert version_on(law, date(2027, 2, 28), SOLD).mode_of_trial == "summary"
    assert version_on(law, NEXT, SOLD).mode_of_trial == "either_way"
    with pytest.raises(Refusal, match="has a first day"):
        services.begin(session, administrator, LAW, begun.id, NEXT, "Again", entry())


def test_confirming_lets_it_be_quoted_and_withdrawing_stops_it(session, administrator, standing):
    row = next(row for row in standing(SOLD) if row.version == 1)
    day = date(2020, 1, 1)
    confirmed = services.confirm(session, administrator, LAW, row.id, "The text of 2008, read in full", entry())
    assert quotable(version_on(queries.list_versions(session), day, SOLD))
    assert confirmed.content["source"] == "The text of 2008, read in full"
    with pytest.raises(Refusal, match="confirmed already"):
        services.confirm(session, administrator, LAW, confirmed.id, "Again", entry())
    withdrawn = services.withdraw(session, administrator, LAW, confirmed.id, entry(reason="A later text differs"))
    assert not quotable(version_on(queries.list_versions(session), day, SOLD))
    with pytest.raises(Refusal, match="not confirmed"):
        services.withdraw(session, administrator, LAW, withdrawn.id, entry())


def test_a_provision_is_repealed_by_its_last_day(session, administrator, standing):
    (row,) = standing(Provision.CROSSBOWS_S1)
    services.end(session, administrator, LAW, row.id, date(2027, 1, 31), entry())
    law = queries.list_versions(session)
    assert version_on(law, date(2027, 1, 31), Provision.CROSSBOWS_S1)
    assert version_on(law, date(2027, 2, 1), Provision.CROSSBOWS_S1) is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_changes_the_law(session, act, standing, role):
    row = standing(SOLD)[0]
    somebody = act(role)
    for deed in (
        lambda: services.add(session, somebody, LAW, SOLD, wording(NEXT), entry()),
        lambda: services.correct(session, somebody, LAW, row.id, wording(NEXT), entry()),
        lambda: services.confirm(session, somebody, LAW, row.id, "Read", entry()),
        lambda: services.add_category(session, somebody, kind(), entry()),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_each_change_needs_a_reason_and_a_version_that_is_there(session, administrator):
    with pytest.raises(Refusal) as refused:
        services.add(session, administrator, LAW, SOLD, wording(NEXT), entry(reason=" "))
    assert refused.value.field == "reason"
    with pytest.raises(NotFound):
        services.withdraw(session, administrator, LAW, uuid4(), entry())


# Kinds of product


def test_a_new_kind_of_product_is_on_the_list_from_its_day_and_last(session, administrator):
    made = services.add_category(session, administrator, kind(), entry())
    assert made.code == "flick_knife"
    assert [one.code for one in queries.list_categories(session, date(2026, 11, 1))][-1] == "flick_knife"
    assert "flick_knife" not in [one.code for one in queries.list_categories(session, date(2026, 10, 31))]
    with pytest.raises(Refusal) as refused:
        services.add_category(session, administrator, kind(label="FLICK  knife"), entry())
    assert refused.value.field == "label"


def test_a_kind_that_left_the_list_still_shows_on_older_records(session, administrator, standing):
    (row,) = standing("corrosive", KINDS)
    services.end(session, administrator, KINDS, row.id, date(2026, 11, 20), entry())
    known = queries.list_category_versions(session)
    assert check_category(known, "corrosive", date(2026, 11, 20)).label == "Corrosive product"
    with pytest.raises(Refusal, match="not a kind of product on the list on 21 November 2026"):
        check_category(known, "corrosive", date(2026, 11, 21))
    assert queries.category_on(session, "corrosive", date(2026, 11, 21)).label == "Corrosive product"
    with pytest.raises(NotFound):
        queries.category_on(session, "trebuchet", date(2026, 11, 21))


def test_a_kind_is_what_it_was_on_the_day_of_the_record(session, administrator):
    values = kind(label="Folding pocket knife", first=date(2026, 11, 1), is_bladed_product=True)
    services.add(session, administrator, KINDS, "folding_knife", values, entry())
    known = queries.list_category_versions(session)
    assert not category_at(known, "folding_knife", date(2026, 10, 31)).is_141a_article
    assert category_at(known, "folding_knife", date(2026, 11, 1)).is_141a_article
    with pytest.raises(Refusal) as refused:
        services.add(session, administrator, KINDS, "axe", kind(first=None), entry())
    assert refused.value.field == "in_force_from"


# What the database refuses


def insert(session, table, row, **changes):
    """Put a row into a table by SQL alone."""
    values = row.model_dump() | {"id": uuid4(), "superseded_at": None} | changes
    session.execute(sa.insert(table).values(**values))


@pytest.mark.parametrize("book", [LAW, KINDS], ids=["law", "kinds"])
def test_the_database_refuses_two_versions_on_one_day(session, standing, book):
    row = standing(SOLD if book is LAW else "axe", book)[-1 if book is KINDS else 1]
    with pytest.raises(REFUSED, match="cannot be in force on the same day"):
        insert(session, book.table, row, version=9, in_force_from=date(2030, 1, 1))


@pytest.mark.parametrize("book", [LAW, KINDS], ids=["law", "kinds"])
def test_the_database_refuses_a_last_day_before_the_first(session, standing, book):
    row = standing(Provision.CPA_BULK if book is LAW else "axe", book)[0]
    days = {"in_force_from": date(2020, 1, 2), "in_force_to": date(2020, 1, 1)}
    with pytest.raises(REFUSED, match="ends_after_start"):
        insert(session, book.table, row, version=9, superseded_at=clock.now(), **days)


@pytest.mark.parametrize("book", [LAW, KINDS], ids=["law", "kinds"])
@pytest.mark.parametrize("change", ["confirmed = NOT confirmed", "in_force_to = '2024-01-01'", "reason = 'Other'"])
def test_the_database_refuses_to_change_a_row(session, standing, book, change):
    row = standing(SOLD if book is LAW else "axe", book)[0]
    statement = sa.update(book.table).where(book.table.id == row.id)
    with pytest.raises(REFUSED, match="never changes"):
        session.execute(statement.values(superseded_at=sa.func.current_timestamp(), **_values(book, change)))


def _values(book, change):
    name = change.partition(" ")[0]
    return {
        name: {"confirmed": sa.not_(book.table.confirmed), "in_force_to": date(2024, 1, 1), "reason": "Other"}[name]
    }


@pytest.mark.parametrize("book", [LAW, KINDS], ids=["law", "kinds"])
def test_the_database_refuses_to_delete_a_row_or_to_bring_one_back(session, administrator, standing, book):
    key = SOLD if book is LAW else "axe"
    row = standing(key, book)[0]
    with pytest.raises(REFUSED, match="never deleted"), session.begin_nested():
        session.execute(sa.delete(book.table).where(book.table.id == row.id))
    deed = services.withdraw if row.confirmed else services.confirm
    deed(session, administrator, book, row.id, *([] if row.confirmed else ["Read"]), entry())
    with pytest.raises(REFUSED, match="never changes"), session.begin_nested():
        session.execute(sa.update(book.table).where(book.table.id == row.id).values(superseded_at=None))


def test_on_postgresql_a_second_administrator_waits_for_the_first(app, session, standing):
    """Neither transaction sees the other's row: without the lock both would be in force on one day."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite has one place to write")
    row = standing(SOLD)[0]
    values = row.model_dump() | {"provision": "invented", "version": 1, "revision": 1, "supersedes_id": None}
    with db.engine.connect() as first, db.engine.connect() as second:
        first.execute(sa.insert(LAW.table).values(**(values | {"id": uuid4()})))
        second.exec_driver_sql("SET LOCAL lock_timeout = '200ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            second.execute(sa.insert(LAW.table).values(**(values | {"id": uuid4(), "version": 2})))
        second.rollback()
        first.rollback()


@settings(max_examples=20)
@given(day=st.dates(date(2000, 1, 1), date(2035, 1, 1)))
def test_the_condition_of_a_kind_agrees_with_the_rule(day):
    """`is_kind` finds the version of a day as `category_at` does, whatever the day."""
    (axe,) = [one for one in CATEGORIES if one.code == "axe"]
    versions = [
        *[one for one in CATEGORIES if one.code != "axe"],
        replace(axe, in_force_to=date(2010, 12, 31)),
        replace(axe, in_force_from=date(2011, 1, 1), in_force_to=date(2015, 6, 30), is_141a_article=False),
        replace(axe, in_force_from=date(2020, 1, 1)),
    ]
    code, on = sa.column("code"), sa.column("day", sa.Date())
    condition = queries.is_kind(versions, lambda one: one.is_141a_article, code, on)
    row = sa.select(sa.literal("axe").label("code"), sa.literal(day, sa.Date()).label("day")).subquery()
    found = sa.select(sa.func.count()).select_from(row).where(condition)
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        held = connection.execute(found).scalar_one()
    engine.dispose()
    assert bool(held) is category_at(versions, "axe", day).is_141a_article

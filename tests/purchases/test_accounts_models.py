"""What the database itself refuses of signed accounts, additions, reviews and statements, asked with raw SQL."""

from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from compliance import clock
from compliance.permissions import Role
from compliance.purchases import services
from compliance.purchases.models import Purchase
from compliance.purchases.rules import frozen
from compliance.purchases.rules.accounts import NewAddition
from compliance.purchases.rules.reviews import CHECKS, Answer, NewReview, ReviewOutcome
from tests.factories.purchases import PurchaseFactory
from tests.purchases.signing import sign

TABLES = ("purchase_accounts", "purchase_account_additions", "purchase_reviews", "purchase_statements")


@pytest.fixture
def second(act):
    return act()


@pytest.fixture
def purchase(officer, second, outlet):
    return PurchaseFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        second_officer_id=second.officer_id,
        words_spoken="“Anything else?”",
        product="Kitchen knife",
        price_pence=499,
    )


@pytest.fixture
def signed(session, officer, second, purchase, act):
    """A test with everything that never changes again: two signed accounts, an addition, a review, a statement."""
    account = sign(session, officer, purchase.id, "I stood by the door.")
    sign(session, second, purchase.id, "I stood at the till.")
    services.add_to_account(session, officer, purchase.id, NewAddition("The queue", "Two people.", "I forgot it."))
    checked = dict.fromkeys(CHECKS, Answer.YES)
    services.review_purchase(session, act(Role.MANAGER), purchase.id, NewReview(ReviewOutcome.ACCEPTED, checked, ""))
    statement = services.begin_statement(session, officer, purchase.id)
    services.finish_statement(session, officer, statement.id, "1. I am an officer.", version=statement.version)
    return account


def run(session, statement, **values):
    with session.begin_nested():
        session.execute(sa.text(statement), values)


def raw(session, value):
    return value.hex if session.get_bind().dialect.name == "sqlite" else value


@pytest.mark.parametrize(
    "change",
    [
        "words = 'I saw nothing.'",
        "words = words || ' '",
        "signed_at = NULL, signed_sha256 = NULL, signed_document = NULL",
        "signed_sha256 = 'f'",
        "signed_document = '{}'",
        "signed_at = '2026-01-01 00:00:00'",
        "saved_at = '2026-01-01 00:00:00'",
        "started_at = '2026-01-01 00:00:00'",
        "opened_at = NULL",
        "opened_at = '2026-01-01 00:00:00'",
        "officer_id = purchase_id",
    ],
)
def test_a_signed_account_never_changes(session, signed, change):
    with pytest.raises(DBAPIError, match="a signed account never changes"):
        run(session, f"UPDATE purchase_accounts SET {change}")  # noqa: S608 - our own words


@pytest.mark.parametrize("table", TABLES)
def test_nothing_of_it_is_deleted_or_emptied(session, signed, table):
    assert session.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() > 0  # noqa: S608 - our own table
    with pytest.raises(DBAPIError, match=r"stays|never deleted"):
        run(session, f"DELETE FROM {table}")  # noqa: S608 - our own table
    if session.get_bind().dialect.name == "postgresql":
        with pytest.raises(DBAPIError, match=r"stays|never deleted"):
            run(session, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("key", ["id", "place"])
def test_nothing_is_put_in_its_place(session, signed, table, key):
    """SQLite deletes what INSERT OR REPLACE stands in the way of without a DELETE trigger, unless asked for it."""
    names = [row[0] for row in session.execute(sa.text(f"SELECT * FROM {table} LIMIT 1")).cursor.description]  # noqa: S608
    other = raw(session, uuid4())
    taken = ", ".join(":other" if name == "id" and key == "place" else name for name in names)
    lite = session.get_bind().dialect.name == "sqlite"
    if lite:
        session.execute(sa.text("PRAGMA recursive_triggers = OFF"))
    values = {"other": other} if key == "place" else {}
    insert = f"INSERT {'OR REPLACE ' if lite else ''}INTO {table} ({', '.join(names)}) "
    insert += f"SELECT {taken} FROM {table} LIMIT 1"  # noqa: S608 - our own names
    with pytest.raises(DBAPIError, match=r"once|one account|begun"):
        run(session, insert, **values)
    if lite:
        session.execute(sa.text("PRAGMA recursive_triggers = ON"))


@pytest.mark.parametrize("table", ["purchase_account_additions", "purchase_reviews", "purchase_statements"])
def test_what_was_added_reviewed_or_finished_never_changes(session, signed, table):
    with pytest.raises(DBAPIError, match=r"stays|never changes"):
        run(session, f"UPDATE {table} SET number = number + 1")  # noqa: S608 - our own table


SAID = {
    "price_pence": 1,
    "age_asked": True,
    "words_spoken": "“How old are you?”",
    "started_at_time": "14:00:00",
    "queue": 3,
    "product": "Axe",
    "seller_name": "Another",
    "declared_age_true": False,
}


@pytest.mark.parametrize("column", sorted(SAID))
def test_what_was_seen_and_said_is_frozen_by_the_first_signature(session, officer, purchase, column):
    change = f"UPDATE purchases SET {column} = :value"  # noqa: S608 - our own columns
    run(session, change, value=SAID[column])
    session.refresh(purchase)
    sign(session, officer, purchase.id, "I stood by the door.")
    run(session, change, value=SAID[column])  # as it stands: nothing changes
    with pytest.raises(DBAPIError, match="stays as it was when the first account was signed"):
        run(session, f"UPDATE purchases SET {column} = NULL" if column in _NULLABLE else change, value="Other")  # noqa: S608


_NULLABLE = {"price_pence", "age_asked", "started_at_time", "queue", "declared_age_true"}


def test_every_column_of_the_rule_is_in_the_trigger(session, officer, purchase):
    sign(session, officer, purchase.id, "I stood by the door.")
    lite = session.get_bind().dialect.name == "sqlite"
    query = "SELECT sql FROM sqlite_master WHERE name = 'purchases_frozen_by_a_signature_update'"
    if not lite:
        query = "SELECT prosrc FROM pg_proc WHERE proname = 'purchases_frozen_by_a_signature'"
    text = session.execute(sa.text(query)).scalar_one()
    for name in (*frozen.SEEN_AND_SAID, *frozen.MEASURED_LATER):
        assert f"NEW.{name} IS DISTINCT FROM OLD.{name}" in text


def test_what_nobody_measured_yet_is_filled_in_once(session, officer, purchase):
    sign(session, officer, purchase.id, "I stood by the door.")
    run(session, "UPDATE purchases SET brand = 'Anvil', blade_length_mm = 120, folds = :no", no=False)
    for change in ("brand = 'Other'", "brand = ''", "blade_length_mm = 121", "blade_length_mm = NULL", "folds = NULL"):
        with pytest.raises(DBAPIError, match="stays as it was"):
            run(session, f"UPDATE purchases SET {change}")  # noqa: S608 - our own words


def test_a_correction_may_still_change_the_kind_and_the_day(session, officer, purchase):
    sign(session, officer, purchase.id, "I stood by the door.")
    run(session, "UPDATE purchases SET outcome = 'refused_no_id', tested_on = '2026-09-30', notes = 'Later'")


def test_a_purchase_with_an_account_is_not_put_in_again(session, officer, purchase):
    services.save_account(session, officer, purchase.id, "A draft.")
    names = [c.name for c in sa.inspect(Purchase).local_table.c if c.name != "counts_as_sale"]
    replace = "OR REPLACE " if session.get_bind().dialect.name == "sqlite" else ""
    columns = ", ".join(names)
    with pytest.raises(DBAPIError, match="not put in again"):
        run(session, f"INSERT {replace}INTO purchases ({columns}) SELECT {columns} FROM purchases")  # noqa: S608


def test_only_an_officer_of_the_test_has_an_account(session, officer, purchase, act):
    other = act()
    insert = (
        "INSERT INTO purchase_accounts (id, authority_id, purchase_id, officer_id, words, started_at, saved_at, "
        "version) SELECT :id, authority_id, id, :officer, 'Words', recorded_at, recorded_at, 1 FROM purchases"
    )
    with pytest.raises(DBAPIError, match="by an officer of the test"):
        run(session, insert, id=raw(session, uuid4()), officer=raw(session, other.officer_id))
    run(session, insert, id=raw(session, uuid4()), officer=raw(session, officer.officer_id))


def test_accounts_are_not_opened_before_all_have_signed(session, officer, purchase):
    sign(session, officer, purchase.id, "I stood by the door.")
    with pytest.raises(DBAPIError, match="opened when every officer"):
        run(session, "UPDATE purchase_accounts SET opened_at = :now", now=clock.now() + timedelta(minutes=1))


def test_a_review_needs_every_signature_and_another_person(session, officer, second, purchase, act):
    manager = act(Role.MANAGER)
    insert = (
        "INSERT INTO purchase_reviews (id, authority_id, purchase_id, reviewer_id, number, outcome, checklist, "
        "reasons, record_version, reviewed_at) SELECT :id, authority_id, id, :reviewer, 1, 'accepted', "
        "'{}', '', 1, recorded_at FROM purchases"
    )
    sign(session, officer, purchase.id, "I stood by the door.")
    with pytest.raises(DBAPIError, match="every officer of it has signed"):
        run(session, insert, id=raw(session, uuid4()), reviewer=raw(session, manager.officer_id))
    sign(session, second, purchase.id, "I stood at the till.")
    with pytest.raises(DBAPIError, match="must not be an officer who made it"):
        run(session, insert, id=raw(session, uuid4()), reviewer=raw(session, officer.officer_id))


def test_a_reviewer_cannot_become_an_officer_of_the_test(session, signed):
    change = "UPDATE purchases SET second_officer_id = (SELECT reviewer_id FROM purchase_reviews)"
    with pytest.raises(DBAPIError, match="reviewer of a test cannot become"):
        run(session, change)


def test_an_addition_is_by_the_writer_of_a_signed_account(session, officer, second, purchase):
    insert = (
        "INSERT INTO purchase_account_additions (id, authority_id, account_id, officer_id, number, about, words, "
        "reason, added_at, sha256) SELECT :id, authority_id, id, :officer, 1, 'A', 'B', 'C', started_at, 'd' "
        "FROM purchase_accounts"
    )
    services.save_account(session, officer, purchase.id, "A draft.")
    for who in (officer, second):
        with pytest.raises(DBAPIError, match="only its writer adds"):
            run(session, insert, id=raw(session, uuid4()), officer=raw(session, who.officer_id))
    sign(session, officer, purchase.id, "A draft.")
    with pytest.raises(DBAPIError, match="only its writer adds"):
        run(session, insert, id=raw(session, uuid4()), officer=raw(session, second.officer_id))
    run(session, insert, id=raw(session, uuid4()), officer=raw(session, officer.officer_id))

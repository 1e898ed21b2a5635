"""`flask purchases verify` names what officers signed and somebody who may do anything to the database has changed."""

import json
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from compliance.database import db
from compliance.purchases import services
from compliance.purchases.rules.accounts import NewAddition, digest
from compliance.purchases.rules.verifying import check_record
from compliance.purchases.services.verifying import verify_signatures
from tests.purchases.signing import sign

WORDS = "I watched the sale from the aisle."


@pytest.fixture
def purchase(session, officer, outlet, sale):
    return services.record_purchase(session, officer, outlet.id, sale)


@pytest.fixture
def account(session, officer, purchase):
    """A signed account with two additions."""
    signed = sign(session, officer, purchase.id, WORDS)
    for words in ("The till had a number, 3.", "It rained."):
        new = NewAddition(about="What I left out", words=words, reason="I remembered it later")
        services.add_to_account(session, officer, purchase.id, new)
    return signed


@pytest.fixture
def statement(session, officer, purchase, account):
    begun = services.begin_statement(session, officer, purchase.id)
    return services.finish_statement(session, officer, begun.id, "I made the test purchase.", version=begun.version)


@pytest.fixture
def attacker(session):
    """Run SQL as somebody who owns the database: the triggers on tests are dropped first."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'purchase%'"
        for name in connection.exec_driver_sql(named).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for table in ("purchases", "purchase_accounts", "purchase_account_additions", "purchase_statements"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def run(statement, **values):
        done = session.execute(sa.text(statement), values)
        session.expire_all()
        return done.rowcount

    return run


def found(session, actor=None):
    """Return each fault as `reference, where: what`."""
    session.flush()
    faults = verify_signatures(session, actor).faults
    assert {fault.authority for fault in faults} <= {"hackney", ""}
    return [f"{fault.reference}, {fault.where}: {fault.what}" for fault in faults]


def test_what_stands_as_it_was_signed_is_counted_and_a_draft_is_none(session, officer, outlet, sale, act, statement):
    second = services.record_purchase(session, officer, outlet.id, replace(sale, tested_on=date(2026, 10, 2)))
    services.save_account(session, officer, second.id, "Not yet signed.")
    services.begin_statement(session, officer, statement.purchase_id)
    done = verify_signatures(session, officer)
    assert (done.accounts, done.additions, done.statements, done.faults) == (1, 2, 1, [])
    assert verify_signatures(session, act(authority="camden")).accounts == 0


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("words = 'I saw nothing.'", "its words: differs from the text that was signed"),
        ("signed_at = '2026-10-01 10:00:00+00:00'", "when it was signed: differs from the text"),
        ("signed_document = replace(signed_document, 'aisle', 'street')", "what was signed: has been changed since"),
        ("signed_document = '{'", "what was signed: has been changed since"),
    ],
)
def test_a_signed_account_that_was_changed_is_named(session, officer, purchase, account, attacker, change, where):
    attacker(f"UPDATE purchase_accounts SET {change}")  # noqa: S608
    assert any(fault.startswith(f"{purchase.reference}, a") and where in fault for fault in found(session))


def test_one_that_was_hashed_anew_is_held_to_the_audit(session, purchase, account, attacker):
    """Whoever changes the text can make its hash anew; the audit holds what it was."""
    document = account.signed_document.replace("aisle", "street")
    change = "UPDATE purchase_accounts SET words = replace(words, 'aisle', 'street'), signed_document = :d"
    attacker(f"{change}, signed_sha256 = :h", d=document, h=digest(document))
    first, *others = found(session)
    assert first.startswith(f"{purchase.reference}, account of ")
    assert ", its hash: is not the one that was signed (audit entry " in first
    assert others == [], "what was added still follows what was signed"


def test_a_signature_that_was_taken_away_or_put_in_is_named(session, purchase, account, attacker):
    attacker("DELETE FROM purchase_account_additions")
    attacker(
        "UPDATE purchase_accounts SET signed_at = NULL, signed_sha256 = NULL, signed_document = NULL, opened_at = NULL"
    )
    assert f"{purchase.reference}, an account, its signature: has been taken away" in found(session)[0]
    attacker(
        "UPDATE purchase_accounts SET id = :id, signed_at = saved_at, signed_sha256 = :h, signed_document = '{}'",
        id=key(purchase.id),
        h=digest("{}"),
    )
    faults = found(session)
    assert any("its signature: is not in the audit: it was put in past the record" in fault for fault in faults)
    assert any("an account: has been removed: it was signed (audit entry " in fault for fault in faults)


def key(identifier):
    """Return an identifier as the raw SQL of this engine takes it."""
    return identifier.hex if db.session.get_bind().dialect.name == "sqlite" else identifier


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("DELETE FROM purchase_account_additions WHERE number = 2", "addition 2: has been removed (audit entry "),
        ("DELETE FROM purchase_account_additions WHERE number = 1", "addition 1: has been removed (audit entry "),
        (
            "UPDATE purchase_account_additions SET words = 'It was dry.' WHERE number = 2",
            "addition 2: has been changed since it was written",
        ),
    ],
)
def test_what_was_added_and_is_changed_or_gone_is_named(session, purchase, account, attacker, change, wrong):
    attacker(change)
    (fault,) = found(session)
    assert fault.startswith(f"{purchase.reference}, account of ")
    assert wrong in fault


def test_two_additions_that_were_swapped_are_named(session, account, attacker):
    for before, after in ((1, 9), (2, 1), (9, 2)):
        attacker("UPDATE purchase_account_additions SET number = :a WHERE number = :b", a=after, b=before)
    assert [fault.partition(", addition ")[2][:9] for fault in found(session)] == ["1: is not", "2: is not"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("UPDATE purchase_statements SET words = 'Another'", "statement 1, its words: differs from the text"),
        (
            "UPDATE purchase_statements SET finished_document = replace(finished_document, 'made', 'saw')",
            "statement 1, what was finished: has been changed since",
        ),
        ("UPDATE purchase_statements SET number = 7", "statement 1: has been removed: it was finished (audit entry "),
        ("UPDATE purchase_statements SET finished_sha256 = 'x'", "statement 1, its hash: is not the one of audit "),
    ],
)
def test_a_finished_statement_that_was_changed_or_is_gone_is_named(
    session, purchase, statement, attacker, change, wrong
):
    attacker(change)
    assert any(fault.startswith(f"{purchase.reference}, ") and wrong in fault for fault in found(session))


def test_what_was_seen_and_changed_in_the_record_since_it_was_signed_is_named(session, purchase, account, attacker):
    attacker("UPDATE purchases SET price_pence = 299, words_spoken = 'Are you 18?', version = version + 1")
    words, price = sorted(found(session), key=lambda fault: "Price" in fault)
    assert "the record, “Price”: has been changed since the account was signed: it was nothing, and is £2.99" in price
    assert "the record, “Words spoken”: has been changed since" in words


def test_what_may_be_filled_in_or_corrected_later_is_no_fault():
    signed = json.dumps({"record": {"brand": "", "price_pence": 499, "tested_on": "2026-10-01", "payment": "cash"}})
    now = {"brand": "Larkblade", "price_pence": 499, "tested_on": "2026-10-02", "payment": "card"}
    assert [where for where, _what in check_record(signed, now)] == ["the record, “Payment”"]


def test_a_row_that_cannot_be_read_any_more_is_a_fault_and_not_the_end(session, account, attacker):
    if session.get_bind().dialect.name != "sqlite":
        return
    attacker("UPDATE purchases SET started_at_time = 'at noon'")
    attacker("UPDATE purchase_account_additions SET added_at = 'later' WHERE number = 2")
    faults = found(session)
    assert "an addition, its “added_at”: cannot be read" in faults
    assert any(fault.endswith("the record: cannot be read") for fault in faults)


def test_the_command_says_what_it_checked_and_names_each_fault(app, session, purchase, account, attacker):
    done = app.test_cli_runner().invoke(args=["purchases", "verify", "--authority", "hackney"])
    assert (done.exit_code, done.output) == (
        0,
        "1 signed accounts, 2 additions and 0 finished statements checked: each is what was signed.\n",
    )
    attacker("UPDATE purchase_accounts SET words = 'I saw nothing.'")
    done = app.test_cli_runner().invoke(args=["purchases", "verify"])
    assert done.exit_code == 1
    assert f"{purchase.reference} (hackney), account of " in done.output
    as_json = app.test_cli_runner().invoke(args=["purchases", "verify", "--json"])
    assert json.loads(as_json.stdout)["faults"][0]["authority"] == "hackney"
    unknown = app.test_cli_runner().invoke(args=["purchases", "verify", "--authority", "nowhere"])
    assert unknown.exit_code == 1
    assert "no authority" in unknown.output

"""What the database itself refuses of exhibits and their transfers, tried with raw SQL."""

import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from compliance.database import new_id
from compliance.evidence import services
from compliance.evidence.models import EvidenceHold, Exhibit, ExhibitAddition, ExhibitTransfer
from tests.factories.evidence import AT, item, photograph, transfer
from tests.factories.purchases import DisputeFactory, PurchaseFactory
from tests.factories.retailers import OutletFactory

HASH = "0123456789abcdef" * 4


def plain(row):
    """Return a row's columns as SQL takes them."""
    table = sa.inspect(type(row)).local_table
    return {column.name: getattr(row, column.name) for column in table.columns}


def insert(session, table, columns, verb="INSERT"):
    """Insert a row by SQL of our own, past every service."""
    target = table.__table__
    statement = sa.insert(target).values(**columns)
    if verb != "INSERT":
        statement = statement.prefix_with(verb.removeprefix("INSERT "))
    with session.begin_nested():
        session.execute(statement)


def refused(session, statement, what="", **values):
    with pytest.raises(DBAPIError, match=what), session.begin_nested():
        session.execute(sa.text(statement), values)


@pytest.fixture
def file(session, officer, purchase):
    return photograph(session, officer, purchase.id)


@pytest.fixture
def knife(session, officer, purchase):
    return item(session, officer, purchase.id)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"sha256": None, "browser_sha256": None}, "file_has_hash"),
        ({"sha256": "", "browser_sha256": None}, "file_has_hash"),
        ({"sha256": "z" * 64, "browser_sha256": None}, "file_has_hash"),
        ({"sha256": HASH.upper(), "browser_sha256": None}, "file_has_hash"),
        ({"sha256": HASH[:-1], "browser_sha256": None}, "file_has_hash"),
        ({"sha256": HASH[:-1] + "\n", "browser_sha256": None}, "file_has_hash"),
        ({"sha256": " " + HASH[1:], "browser_sha256": None}, "file_has_hash"),
        ({"sha256": "a" * 31 + "é" + "a" * 32, "browser_sha256": None}, "file_has_hash"),
        ({"browser_sha256": HASH}, "hashes_agree"),
        ({"shown_sha256": "no hash"}, "shown_has_hash"),
        ({"size": 0}, "file_has_hash"),
        ({"size": None}, "file_has_hash"),
        ({"facts_sha256": "no hash"}, "facts_have_hash"),
        ({"description": "  "}, "says_what_and_by_whom"),
        ({"produced_by": ""}, "says_what_and_by_whom"),
        ({"reference": " "}, "has_reference"),
        ({"number": 0}, "numbered_from_one"),
        ({"produced_at": AT + timedelta(days=3650)}, "not_in_the_future"),
        ({"withdrawn_reason": "Why"}, "withdrawn_with_reason"),
        ({"kind": "spoon"}, "exhibit_kind|kind"),
    ],
)
def test_a_file_that_cannot_be_an_exhibit_is_refused(session, file, changed, what):
    columns = plain(file) | {"id": new_id(), "number": 99, "reference": "ZZ/99", "initials": "ZZ"} | changed
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    statement = f"INSERT INTO exhibits ({names}) VALUES ({values})"  # noqa: S608
    typed = sa.text(statement).bindparams(
        *(
            sa.bindparam(column.name, type_=sa.String() if column.name == "kind" else column.type)
            for column in Exhibit.__table__.columns
        )
    )
    with pytest.raises(DBAPIError, match=what), session.begin_nested():
        session.execute(typed, columns)


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"description": ""}, "says_what_and_by_whom"),
        ({"seal": ""}, "item_sealed_or_why_not"),
        ({"seal": " "}, "item_sealed_or_why_not"),
        ({"unsealed_reason": "Too large"}, "item_sealed_or_why_not"),
        ({"sha256": HASH}, "item_is_no_file"),
        ({"size": 1}, "item_is_no_file"),
        ({"quantity": 0}, "some_of_it"),
    ],
)
def test_a_thing_that_cannot_be_an_exhibit_is_refused(session, knife, changed, what):
    columns = plain(knife) | {"id": new_id(), "number": 99, "reference": "ZZ/99", "initials": "ZZ"} | changed
    with pytest.raises(DBAPIError, match=what):
        insert(session, Exhibit, columns)


def test_a_thing_needs_no_seal_when_it_says_why(session, knife):
    columns = plain(knife) | {"id": new_id(), "number": 99, "reference": "ZZ/99", "initials": "ZZ"}
    insert(session, Exhibit, columns | {"seal": "", "unsealed_reason": "Too large for a bag"})


def test_another_authoritys_test_or_another_tests_dispute_is_refused(session, act, officer, knife):
    elsewhere = act(authority="camden")
    columns = plain(knife) | {"id": new_id(), "number": 99, "reference": "ZZ/99", "initials": "ZZ"}
    with pytest.raises(DBAPIError, match=r"authority of its test"):
        insert(session, Exhibit, columns | {"authority_id": elsewhere.authority_id})
    outlet = OutletFactory(authority_id=officer.authority_id)
    own = {"authority_id": officer.authority_id, "officer_id": officer.officer_id}
    other = PurchaseFactory(**own, outlet_id=outlet.id)
    dispute = DisputeFactory(authority_id=officer.authority_id, purchase_id=other.id)
    with pytest.raises(DBAPIError, match=r"belongs to the test purchase of the dispute"):
        insert(session, Exhibit, columns | {"dispute_id": dispute.id})


@pytest.mark.parametrize(
    "change",
    [
        "reference = 'ZZ/1'",
        "number = 77",
        "initials = 'ZZ'",
        "kind = 'video'",
        "description = 'Another'",
        "sha256 = NULL",
        f"sha256 = '{HASH}', browser_sha256 = NULL",
        "browser_sha256 = NULL",
        f"shown_sha256 = '{HASH}'",
        "shown_sha256 = NULL",
        "size = 2",
        "media_type = 'video/mp4'",
        "original_name = ''",
        "produced_where = 'Elsewhere'",
        "produced_by = 'Another'",
        "produced_at = '2026-10-01 14:33:00+00:00'",
        "recorded_at = '2026-12-01 14:33:00+00:00'",
        f"facts_sha256 = '{HASH}'",
        "seal = 'S9'",
        "quantity = 2",
    ],
)
def test_what_identifies_an_exhibit_never_changes(session, file, change):
    refused(session, f"UPDATE exhibits SET {change}", "never changes")  # noqa: S608


def test_an_exhibit_is_never_deleted_replaced_or_emptied_and_stays_withdrawn(session, officer, file):
    refused(session, "DELETE FROM exhibits", "never deleted")
    if session.get_bind().dialect.name == "postgresql":
        refused(session, "TRUNCATE exhibits CASCADE", "never deleted")
        refused(
            session,
            "INSERT INTO exhibits SELECT * FROM exhibits ON CONFLICT (id) DO UPDATE SET description = 'Another'",
            "written once|never changes",
        )
    else:
        refused(session, "INSERT OR REPLACE INTO exhibits SELECT * FROM exhibits", "written once")
        columns = plain(file) | {"id": new_id()}
        with pytest.raises(DBAPIError, match="never used twice"):
            insert(session, Exhibit, columns, "INSERT OR REPLACE")
    services.withdraw_exhibit(session, officer, file.id, reason="Taken of the wrong shop")
    refused(session, "UPDATE exhibits SET withdrawn_at = NULL, withdrawn_reason = ''", "stays as it is")


def test_nothing_is_replaced_where_triggers_do_not_fire_for_what_replacing_deletes(session, file):
    """SQLite fires DELETE triggers for REPLACE only with recursive_triggers, which whoever connects may turn off."""
    if session.get_bind().dialect.name != "sqlite":
        return
    raw = session.connection().connection.driver_connection
    raw.execute("PRAGMA recursive_triggers=OFF")
    try:
        for table in ("exhibits", "exhibit_transfers"):
            with pytest.raises(sqlite3.IntegrityError, match="written once"):
                raw.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
            with pytest.raises(sqlite3.OperationalError, match="rowid"):
                raw.execute(f"SELECT rowid FROM {table}")  # noqa: S608
    finally:
        raw.execute("PRAGMA recursive_triggers=ON")


def next_link(session, knife, **changed):
    """Return the columns of a transfer that would be in order, changed."""
    last = session.exec(
        sa.select(ExhibitTransfer).where(ExhibitTransfer.exhibit_id == knife.id).order_by(ExhibitTransfer.number.desc())
    ).scalars()
    before = next(iter(last))
    return (
        plain(before)
        | {
            "id": new_id(),
            "number": before.number + 1,
            "from_id": before.to_id,
            "from_name": before.to_name,
            "to_id": None,
            "to_name": "Store keeper",
            "at": before.at + timedelta(hours=1),
            "purpose": "stored",
            "seal_before": before.seal_after,
            "seal_after": before.seal_after,
            "previous_hash": before.hash,
            "hash": HASH,
        }
        | changed
    )


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"number": 1}, "written once|one after the other"),
        ({"number": 3}, "one after the other"),
        ({"number": 0}, "one after the other|numbered_from_one"),
        ({"purpose": "produced"}, "begins_with_production"),
        ({"at": AT - timedelta(minutes=1)}, "before the one that it follows"),
        ({"at": AT + timedelta(days=3650)}, "not_in_the_future"),
        ({"from_name": "Somebody else"}, "goes on from the hand"),
        ({"from_id": None}, "goes on from the hand"),
        ({"seal_before": "S9", "seal_after": "S9"}, "goes on from the hand"),
        ({"seal_after": "S9"}, "sealed_again_with_reason"),
        ({"to_name": " "}, "has_two_names"),
        ({"to_name": ""}, "has_two_names"),
        ({"from_name": ""}, "has_two_names|goes on from the hand"),
        ({"place": ""}, "has_place"),
        ({"previous_hash": HASH}, "tied to the one before"),
        ({"hash": "short"}, "has_hashes"),
        ({"witnessed_by": "Somebody"}, "only_disposal_is_authorised"),
        ({"purpose": "destroyed"}, "disposed_of_by_two_and_authorised"),
        ({"purpose": "destroyed", "witnessed_by": "A", "method": "B", "note": "C"}, "disposed_of_by_two"),
    ],
)
def test_a_transfer_out_of_order_is_refused(session, knife, changed, what):
    columns = next_link(session, knife, **changed)
    with pytest.raises(DBAPIError, match=what):
        insert(session, ExhibitTransfer, columns)


def test_a_transfer_in_order_is_taken(session, knife):
    insert(session, ExhibitTransfer, next_link(session, knife))


def test_the_first_transfer_is_tied_to_the_facts_of_its_exhibit(session, knife):
    other = plain(knife) | {"id": new_id(), "number": 99, "reference": "ZZ/99", "initials": "ZZ", "facts_sha256": HASH}
    insert(session, Exhibit, other)
    first = plain(session.scalars(sa.select(ExhibitTransfer)).first()) | {"id": new_id(), "exhibit_id": other["id"]}
    with pytest.raises(DBAPIError, match="tied to the one before"):
        insert(session, ExhibitTransfer, first)
    with pytest.raises(DBAPIError, match="before the one that it follows"):
        insert(
            session,
            ExhibitTransfer,
            first | {"previous_hash": HASH, "at": AT - timedelta(minutes=1)},
        )
    insert(session, ExhibitTransfer, first | {"previous_hash": HASH})


def test_nothing_follows_disposal_and_neither_producer_nor_holder_authorises_it(session, officer, manager, knife):
    disposal = {
        "purpose": "destroyed",
        "to_name": "Steelmelt",
        "witnessed_by": "A. Colleague",
        "method": "Melted",
        "note": "The case is closed",
    }
    for who, what in ((officer, "disposed_of_by_two|did not produce"), (None, "disposed_of_by_two")):
        columns = next_link(session, knife, **disposal, authorised_by_id=who.officer_id if who else None)
        with pytest.raises(DBAPIError, match=what):
            insert(session, ExhibitTransfer, columns)
    services.transfer_exhibit(session, officer, knife.id, transfer(), after=1)
    columns = next_link(session, knife, **disposal, authorised_by_id=officer.officer_id)
    with pytest.raises(DBAPIError, match="did not produce"):
        insert(session, ExhibitTransfer, columns)
    columns = next_link(session, knife, **disposal, authorised_by_id=manager.officer_id)
    insert(session, ExhibitTransfer, columns)
    with pytest.raises(DBAPIError, match="nothing follows"):
        insert(session, ExhibitTransfer, next_link(session, knife))


def test_nothing_is_disposed_of_while_a_hold_stands_or_a_dispute_waits(session, officer, manager, purchase, knife):
    columns = next_link(
        session,
        knife,
        purpose="returned_to_owner",
        to_name="The owner",
        witnessed_by="A. Colleague",
        method="Handed over",
        note="The case is closed",
        authorised_by_id=manager.officer_id,
    )
    hold = services.set_hold(session, manager, purchase.id, reason="An appeal")
    with pytest.raises(DBAPIError, match="while its evidence is on hold"):
        insert(session, ExhibitTransfer, columns)
    services.lift_hold(session, manager, hold.id, reason="The appeal was heard")
    DisputeFactory(authority_id=officer.authority_id, purchase_id=purchase.id)
    with pytest.raises(DBAPIError, match="dispute waits"):
        insert(session, ExhibitTransfer, columns)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE exhibit_transfers SET to_name = 'Another'",
        "UPDATE exhibit_transfers SET number = 7",
        "UPDATE exhibit_transfers SET at = '2026-10-02 00:00:00+00:00'",
        "DELETE FROM exhibit_transfers",
        "UPDATE exhibit_additions SET words = 'Another'",
        "DELETE FROM exhibit_additions",
        "UPDATE evidence_holds SET reason = 'Another'",
        "UPDATE evidence_holds SET lifted_at = NULL, lifted_reason = '', lifted_by_id = NULL",
        "DELETE FROM evidence_holds",
    ],
)
def test_what_was_recorded_of_an_exhibit_stays(session, officer, manager, purchase, knife, statement):
    services.add_to_description(session, officer, knife.id, "The tip is bent", reason="Seen in the store")
    hold = services.set_hold(session, manager, purchase.id, reason="An appeal")
    services.lift_hold(session, manager, hold.id, reason="Heard")
    refused(session, statement, "stays|never deleted")


@pytest.mark.parametrize("table", ["exhibit_transfers", "exhibit_additions", "evidence_holds", "evidence_disclosures"])
def test_no_table_of_evidence_is_emptied(session, table):
    if session.get_bind().dialect.name == "postgresql":
        refused(session, f"TRUNCATE {table}", "never deleted|stays")


def test_an_addition_and_a_hold_say_what_and_why(session, officer, knife, purchase):
    own = {"id": new_id(), "authority_id": officer.authority_id}
    blank = own | {"exhibit_id": knife.id, "words": " ", "reason": "x", "added_at": AT, "added_by": "x"}
    with pytest.raises(DBAPIError, match="says_what_and_why"):
        insert(session, ExhibitAddition, blank)
    with pytest.raises(DBAPIError, match="says_why"):
        insert(session, EvidenceHold, own | {"purchase_id": purchase.id, "reason": "", "set_at": AT})

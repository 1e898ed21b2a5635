"""`flask evidence verify` names what was tampered with by somebody who may do anything to database and disk."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance import files as files_of
from compliance.database import db
from compliance.evidence import services
from compliance.evidence.models import Disclosure, Exhibit, ExhibitTransfer
from compliance.evidence.queries.chains import link_digest
from compliance.evidence.rules import Hand, Purpose
from compliance.evidence.rules.copies import NewCopy
from compliance.evidence.services.verifying import verify_evidence
from compliance.purchases.services.copies import make_copy
from tests.factories.evidence import AT, item, photograph, transfer

TABLES = ("exhibits", "exhibit_transfers", "exhibit_additions", "evidence_holds", "evidence_disclosures")


@pytest.fixture
def file(session, officer, purchase):
    return photograph(session, officer, purchase.id)


@pytest.fixture
def knife(session, officer, purchase):
    """A knife with four transfers: produced, stored, taken out, brought back."""
    made = item(session, officer, purchase.id)
    services.transfer_exhibit(session, officer, made.id, transfer(), after=1)
    out = {"purpose": Purpose.TAKEN_OUT, "to": Hand(name="Laboratory"), "place": "Bench 2"}
    services.transfer_exhibit(session, officer, made.id, transfer(at=AT + timedelta(hours=2), **out), after=2)
    back = {"purpose": Purpose.BROUGHT_BACK, "at": AT + timedelta(hours=3)}
    services.transfer_exhibit(session, officer, made.id, transfer(**back), after=3)
    return made


@pytest.fixture
def attacker(session):
    """Run SQL as somebody who owns the database: the triggers of evidence are dropped first."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'exhibit%' OR name LIKE 'evidence%')"
        )
        for name in names.scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for table in TABLES:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")

    def run(statement, **values):
        done = session.execute(sa.text(statement), values)
        session.expire_all()
        return done.rowcount

    return run


def found(session, officer):
    """Return each fault as `reference, where: what`."""
    session.flush()
    faults = verify_evidence(session, officer).faults
    assert {fault.authority for fault in faults} <= {"hackney", ""}
    return [f"{fault.reference}, {fault.where}: {fault.what}" for fault in faults]


def test_all_is_well_and_what_was_checked_is_counted(session, officer, file, knife):
    services.add_to_description(session, officer, knife.id, "The tip is bent", reason="Seen in the store")
    services.withdraw_exhibit(session, officer, file.id, reason="Of another shop")
    done = verify_evidence(session)
    assert done.faults == []
    assert (done.exhibits, done.transfers, done.files) == (2, 5, 2)
    assert done.bytes == len(b"an invented photograph") * 2 + len("shown: ")


def kept(files, digest):
    return files / digest[:2] / digest[2:]


@pytest.mark.parametrize("column", ["sha256", "shown_sha256"])
def test_one_flipped_byte_is_named(session, officer, files, file, knife, column):
    digest = getattr(file, column)
    path = kept(files, digest)
    before = path.read_bytes()
    path.chmod(0o600)
    try:
        path.write_bytes(bytes([before[0] ^ 1]) + before[1:])
        (fault,) = found(session, officer)
    finally:
        path.write_bytes(before)
    assert fault.startswith(f"{file.reference}, ")
    assert digest in fault
    assert "has been changed" in fault


def test_a_missing_file_is_named(session, officer, files, file, knife):
    path = kept(files, file.sha256)
    away = path.rename(path.with_suffix(".away"))
    try:
        (fault,) = found(session, officer)
    finally:
        away.rename(path)
    assert fault == f"{file.reference}, its original file ({file.sha256}): is missing"


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_transfer_that_was_removed_is_named_the_first_a_middle_and_the_last_one(
    session, officer, attacker, file, knife, number
):
    assert attacker("DELETE FROM exhibit_transfers WHERE number = :n AND exhibit_id = :id", n=number, id=key(knife))
    (fault,) = found(session, officer)
    assert fault.startswith(f"{knife.reference}, transfer {number}: has been removed: from ")
    assert f", 1 October 2026 at {({1: '15:32', 2: '16:32', 4: '18:32'})[number]} (audit entry " in fault


def key(row):
    """Return an identifier as the raw SQL of this engine takes it."""
    return row.id.hex if db.session.get_bind().dialect.name == "sqlite" else row.id


def test_two_swapped_rows_are_named(session, officer, attacker, knife):
    attacker("ALTER TABLE exhibit_transfers DROP CONSTRAINT uq_exhibit_transfers_exhibit_id_number") if (
        session.get_bind().dialect.name == "postgresql"
    ) else None
    for before, after in ((2, 99), (3, 2), (99, 3)):
        attacker("UPDATE exhibit_transfers SET number = :after WHERE number = :before", before=before, after=after)
    faults = found(session, officer)
    assert f"{knife.reference}, transfer 2: is the one that was recorded as transfer 3: the order has been changed" in (
        faults
    )
    assert f"{knife.reference}, transfer 3: is the one that was recorded as transfer 2: the order has been changed" in (
        faults
    )


@pytest.mark.parametrize(
    "change",
    [
        "at = '2026-10-01 16:33:00+00:00'",
        "to_name = 'Another'",
        "place = 'Another'",
        "seal_after = 'S9', seal_reason = 'x'",
    ],
)
def test_a_changed_time_name_place_or_seal_is_named(session, officer, attacker, knife, change):
    attacker(f"UPDATE exhibit_transfers SET {change} WHERE number = 3")  # noqa: S608
    faults = found(session, officer)
    assert any(fault.startswith(f"{knife.reference}, transfer 3: has been changed") for fault in faults)


def test_a_transfer_hidden_under_another_authority_is_named(session, officer, act, attacker, knife):
    elsewhere = act(authority="croydon").authority_id
    attacker(f"UPDATE exhibit_transfers SET authority_id = '{elsewhere.hex}' WHERE number = 2")  # noqa: S608
    assert any(
        fault.startswith(f"{knife.reference}, transfer 2: has been removed") for fault in found(session, officer)
    )
    faults = verify_evidence(session).faults
    assert ("transfer 2", "has been given to another authority than its exhibit") in [
        (fault.where, fault.what) for fault in faults
    ]


def test_an_exhibit_with_another_reference_is_named_by_the_one_it_had(session, officer, attacker, knife):
    known = knife.reference
    attacker("UPDATE exhibits SET reference = 'ZZ/9'")
    assert f"{known}, its facts: what identifies it has been changed since it was produced" in found(session, officer)


def test_a_chain_that_was_hashed_anew_from_a_change_on_is_named_too(session, officer, attacker, knife):
    """Whoever knows how the hashes are made can make them anew; the audit holds what they were."""
    rows = session.exec(
        select(ExhibitTransfer).where(ExhibitTransfer.exhibit_id == knife.id).order_by(ExhibitTransfer.number)
    ).all()
    previous = rows[0].hash
    for row in rows[1:]:
        row.place = "Somewhere else" if row.number == 2 else row.place
        row.previous_hash = previous
        row.hash = previous = link_digest(row)
    session.flush()
    faults = found(session, officer)
    assert len(faults) == 3
    assert all("is not the one that audit entry" in fault for fault in faults)


def test_a_transfer_put_in_past_the_record_is_named(session, officer, attacker, knife):
    last = session.exec(select(ExhibitTransfer).order_by(ExhibitTransfer.number.desc())).first()
    columns = last.model_dump() | {"number": 5, "previous_hash": last.hash}
    columns.pop("id")
    extra = ExhibitTransfer(**columns)
    extra.hash = link_digest(extra)
    session.add(extra)
    assert found(session, officer) == [
        f"{knife.reference}, transfer 5: is not in the audit: it was put in past the record"
    ]


def test_an_exhibit_that_was_removed_with_its_chain_is_named_by_its_reference(session, officer, attacker, file, knife):
    reference = knife.reference
    attacker("DELETE FROM exhibit_transfers WHERE exhibit_id = :id", id=key(knife))
    attacker("DELETE FROM exhibits WHERE kind = 'item'")
    (fault,) = found(session, officer)
    assert fault.startswith(f"{reference}, the exhibit: has been removed")


@pytest.mark.parametrize(
    "change",
    ["description = 'A spoon'", "produced_at = '2026-09-01 10:00:00+00:00'", "seal = 'S9'", "produced_by = 'X'"],
)
def test_what_identifies_an_exhibit_is_held_to_its_hash(session, officer, attacker, knife, change):
    attacker(f"UPDATE exhibits SET {change}")  # noqa: S608
    assert f"{knife.reference}, its facts: what identifies it has been changed since it was produced" in found(
        session, officer
    )


def test_another_file_put_in_its_place_with_its_hash_is_named(session, officer, attacker, file):
    other = photograph(session, officer, file.purchase_id, b"another")
    attacker(
        "UPDATE exhibits SET sha256 = :other, browser_sha256 = NULL WHERE reference = :reference",
        other=other.sha256,
        reference=file.reference,
    )
    assert any("what identifies it has been changed" in fault for fault in found(session, officer))


def test_a_withdrawal_taken_away_or_made_up_is_named(session, officer, attacker, file, knife):
    services.withdraw_exhibit(session, officer, file.id, reason="Of another shop")
    session.flush()
    attacker("UPDATE exhibits SET withdrawn_at = NULL, withdrawn_reason = '' WHERE kind = 'photograph'")
    attacker("UPDATE exhibits SET withdrawn_at = recorded_at, withdrawn_reason = 'x' WHERE kind = 'item'")
    first, second = found(session, officer)
    assert first.startswith(f"{file.reference}, its withdrawal: has been taken away")
    assert second.startswith(f"{knife.reference}, its withdrawal: is not in the audit")


@pytest.mark.parametrize(
    ("change", "other"),
    [
        ("withdrawn_reason = 'Out of date'", "reason"),
        ("withdrawn_at = '2026-10-02 10:00:00+00:00'", "day or person"),
        ("withdrawn_by_id = NULL", "day or person"),
    ],
)
def test_a_withdrawal_by_another_of_another_day_or_reason_is_named(session, officer, attacker, file, change, other):
    services.withdraw_exhibit(session, officer, file.id, reason="Of another shop")
    session.flush()
    attacker(f"UPDATE exhibits SET {change}")  # noqa: S608
    (fault,) = found(session, officer)
    assert fault.startswith(f"{file.reference}, its withdrawal: gives another {other} than audit entry ")


def test_a_hold_that_is_not_as_it_was_set_or_lifted_is_named(session, officer, manager, attacker, purchase):
    hold = services.set_hold(session, manager, purchase.id, reason="An appeal")
    services.lift_hold(session, manager, hold.id, reason="The appeal was dismissed")
    session.flush()
    assert found(session, officer) == []
    attacker("UPDATE evidence_holds SET set_by_id = NULL, lifted_reason = 'A mistake'")
    assert [fault.partition(" (")[0] for fault in found(session, officer)] == [
        f"{purchase.reference}, a hold: is not as it was set",
        f"{purchase.reference}, a hold: is not as it was lifted",
    ]
    attacker("UPDATE evidence_holds SET lifted_at = NULL, lifted_by_id = NULL, lifted_reason = ''")
    assert "does not stand as the audit says: it was lifted (audit entry " in found(session, officer)[1]


def test_a_copy_that_was_handed_out_is_held_to_what_was_written_down_and_kept(
    session, officer, attacker, files, file, purchase
):
    new = NewCopy(to_whom="The defence", reason="Asked for")
    make_copy(session, officer, purchase.id, new)
    assert found(session, officer) == []
    attacker("UPDATE evidence_disclosures SET to_whom = 'The press'")
    (fault,) = found(session, officer)
    assert f"{purchase.reference}, the copy for The defence (" in fault
    assert "): is not what audit entry " in fault
    manifest = session.exec(select(Disclosure.manifest_sha256)).one()
    listed = json.loads(files_of.read(manifest))["files"]
    sheet = next(one for one in listed if one["name"] == "record/record-sheet.pdf")
    kept(files, sheet["sha256"]).unlink()
    assert f": its file record/record-sheet.pdf ({sheet['sha256']}) is missing" in found(session, officer)[0]
    attacker("UPDATE evidence_disclosures SET manifest_sha256 = :h", h=file.sha256)
    assert "is no list of files" in found(session, officer)[0]


def test_an_addition_changed_or_removed_and_a_hold_removed_are_named(
    session, officer, manager, attacker, knife, purchase
):
    services.add_to_description(session, officer, knife.id, "The tip is bent", reason="Seen in the store")
    services.set_hold(session, manager, purchase.id, reason="An appeal")
    session.flush()
    attacker("UPDATE exhibit_additions SET words = 'The tip is whole'")
    assert f"{knife.reference}, addition 1: has been changed since it was written" in found(session, officer)[0]
    attacker("DELETE FROM exhibit_additions")
    attacker("DELETE FROM evidence_holds")
    first, second = found(session, officer)
    assert first.startswith(f"{knife.reference}, an addition: has been removed: Seen in the store")
    assert second.startswith(f"{purchase.reference}, a hold: has been removed")


def test_a_row_that_cannot_be_read_any_more_is_a_fault_and_not_the_end(session, officer, attacker, knife):
    if session.get_bind().dialect.name != "sqlite":
        return
    attacker("UPDATE exhibit_transfers SET at = '2026-10-01 after lunch' WHERE number = 3")
    faults = found(session, officer)
    assert "a transfer or an addition, its “at”: cannot be read" in faults
    assert any(fault.startswith(f"{knife.reference}, transfer 3: has been removed") for fault in faults)


def test_the_audit_that_all_is_held_to_is_itself_followed(session, officer, knife):
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER audit_entries_only_added_update")
        connection.exec_driver_sql("DROP TRIGGER audit_entries_only_added_delete")
    else:
        connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
    session.execute(sa.text("DELETE FROM audit_entries WHERE action = 'exhibit.transferred'"))
    faults = found(session, officer)
    assert faults[0].startswith("the audit, entry ")
    assert f"{knife.reference}, transfer 2: is not in the audit: it was put in past the record" in faults


def test_another_authoritys_evidence_is_left_out_when_one_is_asked_for(session, act, officer, attacker, knife):
    attacker("DELETE FROM exhibit_transfers WHERE number = 4")
    assert verify_evidence(session, act(authority="camden")).faults == []
    assert len(verify_evidence(session).faults) == 1


def test_the_command_says_what_it_checked_and_exits_with_0(app, session, file, knife):
    done = app.test_cli_runner().invoke(args=["evidence", "verify", "--authority", "hackney"])
    assert done.exit_code == 0, done.output
    assert "2 exhibits, 5 transfers and 2 kept files" in done.output
    assert "every chain of hands is whole" in done.output


def test_the_command_names_each_fault_and_exits_with_1(app, session, attacker, knife):
    attacker("DELETE FROM exhibit_transfers WHERE number = 2")
    done = app.test_cli_runner().invoke(args=["evidence", "verify"])
    assert done.exit_code == 1
    assert f"{knife.reference} (hackney), transfer 2: has been removed" in done.output
    as_json = app.test_cli_runner().invoke(args=["evidence", "verify", "--json"])
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["faults"][0]["reference"] == knife.reference
    unknown = app.test_cli_runner().invoke(args=["evidence", "verify", "--authority", "nowhere"])
    assert unknown.exit_code == 1
    assert "no authority" in unknown.output


def test_each_kept_file_is_read_once_however_many_exhibits_it_has(session, officer, purchase, file):
    before = verify_evidence(session).files
    services.withdraw_exhibit(session, officer, file.id, reason="Described wrongly")
    again = photograph(session, officer, purchase.id)
    assert again.id != file.id
    assert session.get(Exhibit, again.id).sha256 == file.sha256
    assert verify_evidence(session).files == before


def test_a_store_that_cannot_be_reached_is_no_fault_and_no_success(app, session, file, monkeypatch):
    def away(_digest):
        raise files_of.StoreUnreachableError("no answer")

    monkeypatch.setattr(files_of, "open_kept", away)
    done = app.test_cli_runner().invoke(args=["evidence", "verify"])
    assert done.exit_code == 1
    assert "cannot be reached, so nothing was verified" in done.output

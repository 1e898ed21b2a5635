"""One ZIP of all the evidence of a test, which a stranger checks with sha256sum."""

import csv
import hashlib
import io
import json
import subprocess
import zipfile
from datetime import date, timedelta

import pytest
from sqlmodel import select

from compliance import files
from compliance.audit import services as audit
from compliance.audit.models import AuditEntry
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries, services
from compliance.evidence.rules.copies import NewCopy
from compliance.evidence.services.verifying import verify_evidence
from compliance.permissions import Role
from compliance.purchases.queries import readable_accounts
from compliance.purchases.rules import DisputeDecision
from compliance.purchases.services.copies import make_copy, stream_copy
from tests.factories.evidence import AT, item, photograph, transfer
from tests.factories.purchases import DisputeFactory
from tests.factories.volunteers import register
from tests.page import text_of
from tests.purchases.signing import sign

NEW = NewCopy(to_whom="Counsel for the company", reason="Disclosure in the case")


@pytest.fixture
def exhibits(session, officer, purchase):
    kept = photograph(session, officer, purchase.id, b"an original " * 1000)
    wrong = photograph(session, officer, purchase.id, b"of another shop")
    services.withdraw_exhibit(session, officer, wrong.id, reason="Of another shop")
    knife = item(session, officer, purchase.id)
    services.transfer_exhibit(session, officer, knife.id, transfer(), after=1)
    return kept, wrong, knife


def unpacked(session, officer, purchase, folder):
    made = make_copy(session, officer, purchase.id, NEW)
    name, zipped = stream_copy(session, officer, made.id)
    content = b"".join(zipped)
    assert len(content) == len(zipped)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.testzip() is None
        opened.extractall(folder)
    return made, folder / name.removesuffix(".zip")


def test_a_stranger_checks_every_file_with_one_command(session, officer, purchase, exhibits, tmp_path):
    made, folder = unpacked(session, officer, purchase, tmp_path)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=True
    )
    lines = checked.stdout.splitlines()
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {line.removesuffix(": OK") for line in lines} == there - {"SHA256SUMS"}
    printed = subprocess.run(["sha256sum", "manifest.json"], cwd=folder, capture_output=True, text=True, check=True)
    assert printed.stdout.split()[0] == made.manifest_sha256
    (folder / "record" / "record.json").write_text("{}")
    spoiled = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert spoiled.returncode == 1
    assert "record/record.json: FAILED" in spoiled.stdout


def test_a_copy_holds_the_originals_by_reference_and_the_record_as_it_stands(
    session, officer, purchase, exhibits, tmp_path
):
    kept, wrong, knife = exhibits
    _made, folder = unpacked(session, officer, purchase, tmp_path)
    name = kept.reference.replace("/", "-")
    assert (folder / "exhibits" / f"{name}_photograph.jpg").read_bytes() == b"an original " * 1000
    assert (folder / "withdrawn" / f"{wrong.reference.replace('/', '-')}_photograph.jpg").exists()
    assert (folder / "record" / "record-sheet.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((folder / "record" / "record.json").read_text())["purchase"]["reference"] == purchase.reference
    rows = list(csv.DictReader(io.StringIO((folder / "custody.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["Exhibit"], row["Number"]) for row in rows if row["Exhibit"] == knife.reference] == [
        (knife.reference, "1"),
        (knife.reference, "2"),
    ]
    told = (folder / "audit.csv").read_text(encoding="utf-8-sig")
    assert "Exhibit changed hands" in told
    assert "Volunteer" not in told
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["to_whom"] == "Counsel for the company"
    (listed,) = [one for one in manifest["files"] if one["exhibit"] == kept.reference]
    assert listed["sha256"] == kept.sha256
    readme = (folder / "README.txt").read_text()
    assert "sha256sum -c SHA256SUMS" in readme


@pytest.mark.parametrize("decision", [DisputeDecision.UPHELD, DisputeDecision.OVERTURNED])
def test_the_record_in_a_copy_says_whether_the_result_was_overturned(
    session, officer, act, purchase, tmp_path, decision
):
    decided = {"decision": decision, "decided_on": date(2026, 11, 1), "reasons": "The tape", "considered": "The tape"}
    reviewer = act(Role.MANAGER).officer_id
    DisputeFactory(authority_id=purchase.authority_id, purchase_id=purchase.id, reviewer_id=reviewer, **decided)
    _made, folder = unpacked(session, officer, purchase, tmp_path)
    told = json.loads((folder / "record" / "record.json").read_text(encoding="utf-8"))
    overturned = decision is DisputeDecision.OVERTURNED
    assert (told["overturned"], told["purchase"]["counts_as_sale"]) == (overturned, not overturned)
    assert (told["stages"], told["parties"]) == ([], [])


def test_what_a_trader_sent_is_called_theirs(session, officer, purchase, tmp_path):
    dispute = DisputeFactory(authority_id=purchase.authority_id, purchase_id=purchase.id)
    photograph(session, officer, purchase.id, dispute_id=dispute.id, produced_at=AT + timedelta(days=40))
    _made, folder = unpacked(session, officer, purchase, tmp_path)
    (row,) = csv.DictReader(io.StringIO((folder / "exhibits.csv").read_text(encoding="utf-8-sig")))
    assert row["Kind"] == "Photograph (the trader’s)"
    assert "Photograph (the trader’s)" in (folder / "manifest.json").read_text(encoding="utf-8")


def test_no_name_of_the_volunteer_leaves_with_it(session, officer, outlet, purchase, tmp_path):
    named = register(session, officer, "V08", name="Zebulon Quillfeather")
    purchase.volunteer_id, purchase.volunteer_code = named.id, "V08"
    session.add(purchase)
    session.flush()
    photograph(session, officer, purchase.id, original_name="Zebulon Quillfeather.jpg")
    changes = {"volunteer_id": (None, named.id), "brand": ("", "Fiskars")}
    audit.record(session, officer, "purchase.corrected", "purchase", purchase.id, changes=changes)
    _made, folder = unpacked(session, officer, purchase, tmp_path)
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            assert b"quillfeather" not in content, path
            assert str(named.id).encode() not in content, path
            assert named.id.hex.encode() not in content, path
    assert "brand:  > Fiskars" in (folder / "audit.csv").read_text(encoding="utf-8-sig")


def test_to_whom_and_why_is_written_down_and_a_second_press_makes_no_second_copy(
    session, officer, purchase, exhibits, client
):
    data = {
        "submission": "01a20503-bfa2-70c5-8ade-7ce9ea231468",
        "to_whom": "Counsel for the company",
        "reason": "Disclosure in the case",
    }
    asked = text_of(client.get(f"/purchases/{purchase.id}/evidence/copy"))
    assert "One ZIP with 2 files as they were received" in asked, "the one that was withdrawn too"
    assert f"Physical items are not in it ({exhibits[2].reference})" in asked
    for _press in range(2):
        assert client.post(f"/purchases/{purchase.id}/evidence/copy", data=data).status_code == 302
    (made,) = queries.list_disclosures(session, officer, purchase.id)
    page = client.get(f"/evidence/copies/{made.id}")
    assert made.manifest_sha256 in page.text
    assert made.manifest_sha256 in client.get(f"/purchases/{purchase.id}/evidence").text
    answer = client.get(f"/evidence/copies/{made.id}.zip")
    assert answer.mimetype == "application/zip"
    assert len(answer.data) == answer.content_length
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    (told,) = session.exec(select(AuditEntry).where(AuditEntry.action == "evidence.disclosed")).all()
    assert (told.reason, told.detail["to"]) == ("Disclosure in the case", "Counsel for the company")
    (sent,) = session.exec(select(AuditEntry).where(AuditEntry.action == "evidence_disclosure.exported")).all()
    assert sent.detail["manifest_sha256"] == made.manifest_sha256
    assert verify_evidence(session).faults == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"to_whom": "", "reason": "x"}, "Enter who gets it"),
        ({"to_whom": "x", "reason": ""}, "Enter why"),
        ({"to_whom": "Invented Person", "reason": "x"}, "could lead to the volunteer"),
    ],
)
def test_a_copy_without_a_recipient_or_a_reason_is_not_made(session, officer, purchase, client, typed, words):
    page = client.post(f"/purchases/{purchase.id}/evidence/copy", data=typed)
    assert page.status_code == 200
    assert words in page.text
    assert queries.list_disclosures(session, officer, purchase.id) == []


def test_a_copy_of_what_is_damaged_is_not_made(session, officer, purchase, exhibits, monkeypatch):
    whole = files.open_kept

    def damaged(digest):
        if digest == exhibits[0].sha256:
            raise files.CorruptFileError(digest)
        return whole(digest)

    monkeypatch.setattr(files, "open_kept", damaged)
    with pytest.raises(Refusal, match=f"{exhibits[0].reference} is no longer what was received"):
        make_copy(session, officer, purchase.id, NEW)

    def gone(digest):
        raise NotFound(digest)

    monkeypatch.setattr(files, "open_kept", gone)
    with pytest.raises(Refusal, match="is missing"):
        make_copy(session, officer, purchase.id, NEW)


def test_a_copy_is_the_same_when_it_is_downloaded_again_later(session, officer, purchase, exhibits):
    made = make_copy(session, officer, purchase.id, NEW)
    first = members(stream_copy(session, officer, made.id)[1])
    services.add_to_description(session, officer, exhibits[2].id, "The tip is bent", reason="Seen in the store")
    photograph(session, officer, purchase.id, b"one more")
    assert members(stream_copy(session, officer, made.id)[1]) == first


def members(zipped):
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped))) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_an_account_goes_along_only_once_all_officers_of_the_test_have_signed(
    session, act, officer, purchase, tmp_path
):
    """What only its writer may read would otherwise be in a copy that every officer may download."""
    second = act()
    purchase.second_officer_id = second.officer_id
    session.add(purchase)
    session.flush()
    sign(session, officer, purchase.id, "I saw the sale.")
    _made, folder = unpacked(session, officer, purchase, tmp_path / "before")
    assert not (folder / "accounts").exists()
    sign(session, second, purchase.id, "I stood by the till.")
    _made, folder = unpacked(session, officer, purchase, tmp_path / "after")
    assert len(list((folder / "accounts").glob("*.pdf"))) == 2
    for path in (folder / "accounts").glob("*.json"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        (account,) = [one for one in readable_accounts(session, officer, purchase.id) if one.sha256 == digest]
        assert account.document == path.read_text()

"""Scans of agreements that were signed on paper: kept byte for byte, given as a file, struck out with a reason."""

from datetime import date
from io import BytesIO

import pikepdf
import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.exc import IntegrityError

from compliance.agreements import queries, services
from compliance.agreements.models import AgreementScan
from compliance.agreements.rules import TEXT_VERSION
from compliance.errors import Refusal
from compliance.permissions import Role
from tests.factories.agreements import AgreementEventFactory, signed
from tests.page import text_of


def pdf(pages=1):
    made, out = pikepdf.new(), BytesIO()
    for _ in range(pages):
        made.add_blank_page()
    made.save(out)
    return out.getvalue()


def photograph():
    out = BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def agreement(officer, outlet):
    return signed(officer.authority_id, outlet.id, date(2026, 6, 1))


@pytest.fixture
def event(session, officer, agreement, today):
    return queries.get_row(session, officer, agreement.id, today).events[0]


def test_a_pdf_is_kept_byte_for_byte_and_once(session, officer, agreement, event):
    content = pdf()
    first = services.keep_scan(session, officer, agreement.id, event.id, content, file_name="C:\\scans\\signed.pdf")
    again = services.keep_scan(session, officer, agreement.id, event.id, content)
    assert again.id == first.id
    assert (first.file_name, first.media_type) == ("signed.pdf", "application/pdf")
    assert queries.read_scan(first) == content


def test_a_photograph_is_kept_as_a_jpeg(session, officer, agreement, event):
    scan = services.keep_scan(session, officer, agreement.id, event.id, photograph())
    assert scan.media_type == "image/jpeg"
    assert queries.read_scan(scan).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 no more than its name", "cannot be opened"),
        (b"<html><script>alert(1)</script></html>", "Select a PDF or a photograph"),
        (b"MZ\x90\x00", "Select a PDF or a photograph"),
        (pdf(51), "1 to 50 pages"),
        (b"%PDF-" + b"x" * (15 * 1024 * 1024), "15 MB or smaller"),
    ],
    ids=["empty", "damaged", "a page", "a program", "a book", "too large"],
)
def test_what_is_no_scan_is_refused(session, officer, agreement, event, content, said):
    with pytest.raises(Refusal, match=said) as refused:
        services.keep_scan(session, officer, agreement.id, event.id, content)
    assert refused.value.field == "scan"


def test_only_a_signature_has_a_scan(session, officer, agreement):
    offer = AgreementEventFactory(authority_id=officer.authority_id, agreement_id=agreement.id, on=date(2026, 5, 1))
    with pytest.raises(Refusal, match="belongs to a signature"):
        services.keep_scan(session, officer, agreement.id, offer.id, pdf())


def test_a_scan_never_changes_and_is_never_deleted(session, officer, agreement, event):
    scan = services.keep_scan(session, officer, agreement.id, event.id, pdf())
    for statement in (
        sa.update(AgreementScan).where(AgreementScan.id == scan.id).values(sha256="0" * 64),
        sa.delete(AgreementScan).where(AgreementScan.id == scan.id),
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(statement)


def test_a_scan_is_added_later_given_as_a_file_and_struck_out(client, session, officer, agreement, event):
    path = f"/agreements/{agreement.id}/events/{event.id}/scans/new"
    assert client.get(path).status_code == 200
    assert "Select a file" in client.post(path, data={}).get_data(as_text=True)
    content = pdf()
    sent = {"scan": (BytesIO(content), "signed.pdf")}
    answer = client.post(path, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert "Scan of the signed paper (PDF)" in text_of(client.get(answer.location))
    (scan,) = queries.list_scans(session, officer, agreement.id)
    file = client.get(f"/agreements/{agreement.id}/scans/{scan.id}")
    assert file.data == content
    assert file.headers["Content-Disposition"].startswith("attachment")
    remove = f"/agreements/{agreement.id}/scans/{scan.id}/strike-out"
    assert client.get(remove).status_code == 200
    assert client.post(remove, data={"reason": "Another trader’s paper"}).status_code == 302
    assert "Another trader’s paper" in text_of(client.get(f"/agreements/{agreement.id}"))
    assert client.get(f"/agreements/{agreement.id}/scans/{scan.id}").status_code == 404
    assert "struck out already" in client.post(remove, data={"reason": "Again"}).get_data(as_text=True)


def test_a_scan_comes_with_the_signature_or_nothing_is_recorded(client, session, officer, outlet, today):
    data = {
        "id": "0199f000-0000-7000-8000-000000000004",
        "kind": "signed",
        "on-day": "20",
        "on-month": "11",
        "on-year": "2026",
        "signatory": "Sam Example",
        "capacity": "Owner",
        "covers": ["covers_stores"],
        "text_version": TEXT_VERSION,
    }
    path = f"/retailers/{outlet.id}/agreements/new"
    bad = client.post(path, data=data | {"scan": (BytesIO(b"nothing"), "x.pdf")}, content_type="multipart/form-data")
    assert bad.status_code == 200
    assert "Select a PDF or a photograph" in bad.get_data(as_text=True)
    assert queries.list_agreements(session, officer, outlet.id, today) == []
    good = client.post(path, data=data | {"scan": (BytesIO(pdf()), "x.pdf")}, content_type="multipart/form-data")
    assert good.status_code == 302
    (row,) = queries.list_agreements(session, officer, outlet.id, today)
    assert len(queries.list_scans(session, officer, row.agreement.id)) == 1


def test_a_scan_of_another_authority_is_not_found_and_a_viewer_only_reads(
    session, officer, sign_in, act, agreement, event
):
    scan = services.keep_scan(session, officer, agreement.id, event.id, pdf())
    path = f"/agreements/{agreement.id}/scans/{scan.id}"
    assert sign_in(act(authority="camden")).get(path).status_code == 404
    viewer = sign_in(act(Role.VIEWER))
    assert viewer.get(path).status_code == 200
    assert viewer.get(f"{path}/strike-out").status_code == 403

"""The command that checks every kept report and photograph of visits."""

import io
from datetime import date

import pytest
from PIL import Image

from compliance.accounts.models import Authority, Officer
from compliance.visits.services.photographs import NewPhotograph, add_photographs
from compliance.visits.services.reports import issue_report
from tests.factories.visits import VisitFactory


@pytest.fixture
def kept(session, officer, outlet):
    """A visit with one photograph and one report: four files."""
    authority = session.get(Authority, officer.authority_id)
    authority.address, authority.telephone, authority.email = "1 Invented Street", "020 7946 0000", "ts@h.example"
    authority.complaint_route, authority.privacy_notice = "Write to us.", "www.h.example/privacy"
    session.get(Officer, officer.officer_id).job_title = "Trading Standards Officer"
    visit = VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        reference="HAC-V-2026-0007",
        visited_on=date(2026, 11, 20),
    )
    picture = io.BytesIO()
    Image.effect_noise((60, 40), 50).save(picture, "PNG")
    (photograph,) = add_photographs(session, officer, visit.id, [NewPhotograph(picture.getvalue(), "Noise")])
    report = issue_report(session, officer, visit.id)
    session.commit()
    return photograph, report


def verify(app):
    return app.test_cli_runner().invoke(args=["visits", "verify"])


def test_all_is_well(app, kept):
    result = verify(app)
    assert (result.exit_code, result.output) == (0, "4 files checked: every one is as it was kept.\n")


def test_what_is_missing_or_changed_is_named(app, kept, files):
    photograph, report = kept
    for digest in (photograph.sha256, report.large_sha256):
        path = files / digest[:2] / digest[2:]
        path.chmod(0o640)
        path.write_bytes(b"something else")
    shown = files / photograph.shown_sha256[:2] / photograph.shown_sha256[2:]
    shown.unlink()
    result = verify(app)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "HAC-VR-2026-0001 in large print: changed",
        "Photograph of HAC-V-2026-0007 as it came: changed",
        "Photograph of HAC-V-2026-0007 as it is shown: missing",
        "Error: 4 files checked, 3 not as kept.",
    ]
    for digest in (photograph.sha256, report.large_sha256):
        (files / digest[:2] / digest[2:]).unlink()

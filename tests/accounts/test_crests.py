"""The picture of the crest: what is read, what is kept of it, and what is refused."""

import io

import pytest
from PIL import Image
from sqlmodel import select

from compliance import files as kept_files
from compliance.accounts import queries
from compliance.accounts.services.crests import keep_crest
from compliance.audit.models import AuditEntry
from compliance.errors import Refusal
from compliance.permissions import Role
from tests.page import text_of

PAGE = "/account/letterhead"
TYPED = {
    "department": "Trading Standards",
    "address": "1 Mare Street\nLondon",
    "telephone": "020 7946 0000",
    "email": "ts@hackney.example",
    "website": "www.hackney.example",
    "complaint_route": "Write to us",
    "enforcement_policy": "https://www.hackney.example/policy",
    "privacy_notice": "www.hackney.example/privacy",
    "keep_years": "6",
    "notice_days": "14",
    "retest_months": "6",
}


def picture(kind="PNG", size=(200, 120), mode="RGB", colour="red", **how):
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **how)
    return written.getvalue()


def kept(content):
    return Image.open(io.BytesIO(kept_files.read(keep_crest(content))))


@pytest.mark.parametrize(
    ("kind", "mode", "colour"),
    [
        ("PNG", "RGB", "red"),
        ("PNG", "RGBA", (255, 0, 0, 255)),
        ("PNG", "L", 80),
        ("PNG", "1", 1),
        ("PNG", "P", 3),
        ("PNG", "LA", (80, 255)),
        ("PNG", "I;16", 30_000),
        ("JPEG", "RGB", "red"),
        ("JPEG", "L", 80),
        ("JPEG", "CMYK", (0, 255, 255, 0)),
    ],
)
def test_a_picture_of_any_mode_is_kept_as_a_plain_jpeg(app, session, kind, mode, colour):
    found = kept(picture(kind, mode=mode, colour=colour))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (200, 120))


def test_what_was_clear_is_white(app, session):
    found = kept(picture(mode="RGBA", colour=(0, 0, 0, 0)))
    assert found.getpixel((100, 60)) == (255, 255, 255)


def test_nothing_is_kept_but_what_the_picture_shows(app, session):
    secret = Image.Exif()
    secret[0x010E] = "taken at home"
    sent = picture("JPEG", exif=secret) + b"and something hidden behind it"
    content = kept_files.read(keep_crest(sent))
    assert b"taken at home" in sent
    assert b"taken at home" not in content
    assert b"hidden" not in content
    assert b"Exif" not in content


def test_a_large_picture_is_kept_as_large_as_print_needs(app, session):
    assert kept(picture(size=(4000, 2000))).size == (1000, 500)


def damaged(content):
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "PNG or JPEG"),
        (picture("GIF"), "PNG or JPEG"),
        (picture("TIFF"), "PNG or JPEG"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, "damaged|PNG or JPEG"),
        (damaged(picture(size=(500, 500), colour="red")), "damaged"),
        (damaged(picture("JPEG", size=(500, 500))), "damaged"),
        (picture(size=(5000, 4001), mode="1", colour=1), "20 million pixels"),
        (picture(size=(20_000, 20_000), mode="1", colour=1), "20 million pixels"),
        (picture(size=(99, 99)), "100 pixels"),
        (b"x" * (5 * 1024 * 1024 + 1), "smaller than 5 MB"),
    ],
)
def test_what_is_no_crest_is_refused_beside_its_field(app, session, content, message):
    with pytest.raises(Refusal, match=message) as refusal:
        keep_crest(content)
    assert refusal.value.field == "crest"


@pytest.fixture
def administrator(sign_in, act):
    return sign_in(act(Role.ADMINISTRATOR))


def hackney(session):
    return queries.find_authority(session, "hackney")


def send(client, content=None, **typed):
    file = {"crest": (io.BytesIO(content), "crest.png")} if content is not None else {}
    return client.post(PAGE, data={**TYPED, **typed, **file}, content_type="multipart/form-data")


def test_an_administrator_uploads_a_crest_sees_it_and_takes_it_off_again(session, administrator):
    assert "Remove crest" not in text_of(administrator.get(PAGE))
    assert administrator.get(f"{PAGE}/crest").status_code == 404
    assert send(administrator, picture()).status_code == 302
    page = administrator.get(PAGE)
    assert "Crest of Hackney" in page.get_data(as_text=True)
    shown = administrator.get(f"{PAGE}/crest")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert shown.data == kept_files.read(hackney(session).crest_sha256)
    assert administrator.post(f"{PAGE}/crest/remove").status_code == 302
    assert hackney(session).crest_sha256 is None


def test_a_crest_is_in_the_audit_when_it_changes_and_only_then(session, administrator):
    send(administrator, picture())
    digest = hackney(session).crest_sha256
    send(administrator, picture())
    administrator.post(f"{PAGE}/crest/remove")
    administrator.post(f"{PAGE}/crest/remove")
    statement = select(AuditEntry).where(AuditEntry.action == "authority.changed").order_by(AuditEntry.number)
    changes = [entry.detail["changes"]["crest_sha256"] for entry in session.exec(statement)]
    assert changes == [[None, digest], [digest, None]]


def test_saving_without_a_picture_leaves_the_crest_as_it_is(session, administrator):
    send(administrator, picture())
    digest = hackney(session).crest_sha256
    assert send(administrator, department="Regulatory Services").status_code == 302
    assert (hackney(session).crest_sha256, hackney(session).department) == (digest, "Regulatory Services")


def test_a_picture_that_is_none_keeps_what_was_typed_and_saves_nothing(session, administrator):
    answer = send(administrator, b"%PDF-1.7", department="Regulatory Services")
    assert answer.status_code == 200
    assert "The crest must be a PNG or JPEG picture" in text_of(answer)
    assert "Regulatory Services" in answer.get_data(as_text=True)
    assert hackney(session).department == "Trading Standards"


@pytest.mark.parametrize("field", ["website", "enforcement_policy", "privacy_notice"])
def test_an_address_that_runs_a_script_is_refused(session, administrator, field):
    answer = send(administrator, **{field: "javascript:x"})
    assert answer.status_code == 200
    assert "Enter a web address" in text_of(answer)
    assert hackney(session).telephone == ""


def test_who_may_not_manage_officers_changes_no_crest(client):
    assert send(client, picture()).status_code == 403
    assert client.post(f"{PAGE}/crest/remove").status_code == 403

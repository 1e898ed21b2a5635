"""Files that would harm: refused in words, or kept where they can do nothing and never shown as they came."""

import hashlib
import io
import resource
import struct
import sys
import uuid
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image
from sqlmodel import select

from compliance import scanning
from compliance.errors import Refusal
from compliance.evidence.models import Exhibit, Upload
from compliance.evidence.rules.contents import Form, kind_that_fits, look, refusal_of
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.uploads import UploadState, in_words, plain_name, plain_text
from compliance.evidence.services import contents, examining
from compliance.evidence.services.contents import read_content
from compliance.files import StoreUnreachableError, keep, read, spool
from compliance.settings import settings
from tests.evidence.sending import (
    Device,
    box,
    film,
    huge_jpeg,
    huge_png,
    pdf,
    picture,
    spooled,
    webm,
    with_place,
)

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
JPEG = picture()


def zipped(name="word/document.xml", content=b"<w/>", *, macro=False):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, content)
        if macro:
            archive.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return made.getvalue()


REFUSED = {
    "svg-with-script": (SVG, "an SVG drawing"),
    "svg-after-blanks": (b"\n\n  " + SVG[21:], "an SVG drawing"),
    "page": (PAGE, "a web page"),
    "php": (b"<?php system($_GET['c']);", "a web page"),
    "windows-program": (b"MZ" + bytes(500), "a program"),
    "linux-program": (b"\x7fELF" + bytes(500), "a program"),
    "script": (b"#!/bin/sh\nrm -rf /", "a program"),
    "java-class": (b"\xca\xfe\xba\xbe" + bytes(100), "a program"),
    "zip": (zipped("photograph.jpg", JPEG), "a ZIP file or an Office document"),
    "office-with-macro": (zipped(macro=True), "a ZIP file or an Office document"),
    "old-office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "or an e-mail that Outlook saved. Evidence"),
    "gifar": (picture("GIF") + zipped(), "a GIF picture"),
    "e-mail": (b"From: shop@example.com\nYour order", "Open it, print it to a PDF with who sent it"),
    "text": ("Your order: a knife for £9.99".encode(), "a file of plain text. Evidence"),
    "text-of-windows": ("Your order".encode("utf-16"), "Open it and print it to a PDF, or take a screenshot of it"),
    "recording": (b"RIFF\x00\x00\x00\x00AVI LIST", "Have it exported as an MP4. Or keep it on a disc or stick"),
    "noise": (bytes(range(256)), "not a file of any kind"),
    "png-bomb": (huge_png(), "million pixels or fewer"),
    "jpeg-bomb": (huge_jpeg(), "million pixels or fewer"),
    "jpeg-cut-off": (picture(size=(300, 300))[:-40], "damaged"),
    "png-cut-off": (picture("PNG", size=(300, 300))[:-14], "damaged"),
    "heic-cut-off": (with_place("HEIF")[:-40], "damaged"),
    "jpeg-head-alone": (b"\xff\xd8\xff\xe0", "must be a JPEG"),
    "film-cut-off": (film()[:-10], "cut off"),
    "film-with-zip-behind": (film() + zipped(), "cut off or damaged, or something else is behind it"),
    "film-without-film": (box(b"ftyp", b"isom") + box(b"free", bytes(50)), "cut off"),
    "film-with-endless-box": (box(b"ftyp", b"isom") + struct.pack(">I", 4) + b"moov", "cut off"),
    "webm-cut-off": (webm()[:-10], "cut off"),
    "webm-head-alone": (webm()[:12], "cut off"),
    "matroska": (webm().replace(b"\x84webm", b"\x88matroska"), "a Matroska video"),
    "pdf-with-script": (pdf(script="app.alert(1)"), "holds a program"),
    "pdf-with-file": (pdf(attached=True), "holds a program"),
    "pdf-cut-off": (b"%PDF-1.7\n1 0 obj", "damaged"),
    "pdf-and-page": (b"%PDF-1.7\n" + PAGE, "damaged"),
    "empty-heic": (box(b"ftyp", b"heic"), "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_words_and_nothing_of_it_is_kept(client, purchase, session, files, name):
    content, words = REFUSED[name]
    device = Device(client, purchase.id, content, name="photograph.jpg")
    answer = device.send()
    assert (answer.status_code, answer.json["state"]) == (201, "refused")
    assert words in answer.json["words"]
    assert session.exec(select(Exhibit)).all() == []
    digest = hashlib.sha256(content).hexdigest()
    assert not (files / digest[:2] / digest[2:]).exists()
    assert device.id.hex not in spooled()


JPEG_AND = {
    "page": JPEG + PAGE,
    "php": JPEG + b"<?php system('id'); ?>",
    "zip": JPEG + zipped(),
    "comment": picture(comment=PAGE),
    "pdf": JPEG + b"%PDF-1.7 /OpenAction",
}


@pytest.mark.parametrize("name", JPEG_AND)
def test_a_picture_that_is_something_else_too_is_shown_made_anew_and_handed_out_sealed(client, purchase, session, name):
    content = JPEG_AND[name]
    assert Device(client, purchase.id, content, name="photograph.php.html").send().json["state"] == "taken_in"
    (exhibit,) = session.exec(select(Exhibit)).all()
    assert read(exhibit.sha256) == content, "the original is what came"
    shown = client.get(f"/evidence/{exhibit.id}/file")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    for part in (b"<script", b"<?php", b"PK\x03\x04", b"%PDF"):
        assert part not in shown.data
    assert Image.open(io.BytesIO(shown.data)).format == "JPEG"
    original = client.get(f"/evidence/{exhibit.id}/original")
    assert (original.data, original.mimetype) == (content, "application/octet-stream")
    disposition = original.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert ".php" not in disposition
    assert ".html" not in disposition
    for answer in (shown, original):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "no-store" in answer.headers["Cache-Control"]


def test_a_file_changed_in_the_store_is_not_handed_out(client, purchase, session, files):
    Device(client, purchase.id, JPEG).send()
    (exhibit,) = session.exec(select(Exhibit)).all()
    path = files / exhibit.sha256[:2] / exhibit.sha256[2:]
    path.chmod(0o640)
    try:
        path.write_bytes(b"changed")
        for _ in ("changed", "missing"):
            answer = client.get(f"/evidence/{exhibit.id}/original")
            assert answer.status_code == 500
            assert "This file is missing or has been changed" in answer.get_data(as_text=True)
            path.unlink(missing_ok=True)
    finally:
        path.unlink(missing_ok=True)


def test_a_store_that_does_not_answer_is_said_in_words_and_not_as_a_fault(client, purchase, session, monkeypatch):
    Device(client, purchase.id, JPEG).send()
    (exhibit,) = session.exec(select(Exhibit)).all()

    def gone(_digest: str) -> None:
        raise StoreUnreachableError("The bucket evidence cannot be reached")

    monkeypatch.setattr("compliance.files.open_kept", gone)
    for address in (f"/evidence/{exhibit.id}/original", f"/evidence/{exhibit.id}/file"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "The store of files does not answer" in answer.get_data(as_text=True)
    assert client.get(f"/evidence/{exhibit.id}").status_code == 200


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (picture("PNG"), "image/png", "png"),
        (picture("WEBP"), "image/webp", "webp"),
        (picture("HEIF"), "image/heic", "heic"),
        (pdf(), "application/pdf", "pdf"),
        (film(), "video/mp4", "mp4"),
        (film(b"qt  "), "video/quicktime", "mov"),
        (film(b"3gp5"), "video/3gpp", "3gp"),
        (webm(), "video/webm", "webm"),
    ],
    ids=["png", "webp", "heic", "pdf", "mp4", "mov", "3gp", "webm"],
)
def test_what_it_is_is_told_by_its_bytes_whatever_its_name(client, purchase, session, content, media_type, suffix):
    assert Device(client, purchase.id, content, name="evidence.exe").send().json["state"] == "taken_in"
    (exhibit,) = session.exec(select(Exhibit)).all()
    assert (exhibit.media_type, exhibit.suffix) == (media_type, suffix)
    assert exhibit.original_name == "evidence.exe"


def test_a_pdf_that_swells_is_opened_where_it_harms_nothing(opened):
    """Two hundred megabytes of objects in a file of two hundred kilobytes."""
    body = zlib.compress(b"1 0 " + b" " * 200_000_000, 9)
    stream = b"5 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(body)
    content = b"%PDF-1.7\n" + stream + body + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Refusal, match="damaged"):
        read_content(opened(content), len(content))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000, "kilobytes"


def test_a_pdf_that_takes_too_long_is_given_up(opened, monkeypatch):
    monkeypatch.setattr(contents, "_SECONDS", 0.01)
    with pytest.raises(Refusal, match="cannot be read"):
        read_content(opened(pdf()), 1000)


def test_a_pdf_with_a_large_picture_in_it_is_taken(opened):
    content = pdf(bomb=True)
    assert read_content(opened(content), len(content)).form is Form.PDF


@pytest.fixture
def opened(app):
    """Put bytes into the spool and open them as they are examined."""
    held = []

    def make(content):
        identifier = uuid.uuid4()
        with app.app_context():
            spool.take(identifier, io.BytesIO(content))
            held.append(spool.open_received(identifier))
            spool.remove(identifier)
        return held[-1]

    yield make
    for file in held:
        file.close()


@pytest.mark.parametrize("what", ["picture", "pdf"])
def test_one_that_is_too_large_to_be_looked_at_is_refused_before_it_is_read(opened, what, monkeypatch):
    monkeypatch.setattr(contents, "LARGEST_PICTURE", 10)
    monkeypatch.setattr(contents, "LARGEST_PDF", 10)
    content = JPEG if what == "picture" else pdf()
    with pytest.raises(Refusal, match="It must be 10 bytes or smaller"):
        read_content(opened(content), len(content))


@examples(max_examples=200)
@given(st.binary(max_size=64))
def test_whatever_comes_first_it_is_something_or_is_refused_in_words(first):
    seen = look(first)
    assert (seen.form is None) == bool(seen.refused)
    if seen.form is None:
        assert refusal_of(seen).startswith(f"This is {seen.refused}. Evidence is kept as")


@pytest.mark.parametrize(
    ("form", "said", "filed"),
    [
        (Form.VIDEO, ExhibitKind.PHOTOGRAPH, ExhibitKind.VIDEO),
        (Form.VIDEO, ExhibitKind.DOCUMENT, ExhibitKind.VIDEO),
        (Form.PICTURE, ExhibitKind.VIDEO, ExhibitKind.PHOTOGRAPH),
        (Form.PICTURE, ExhibitKind.SCREENSHOT, ExhibitKind.SCREENSHOT),
        (Form.PICTURE, ExhibitKind.RECEIPT, ExhibitKind.RECEIPT),
        (Form.PDF, ExhibitKind.RECEIPT, ExhibitKind.RECEIPT),
        (Form.PDF, ExhibitKind.PHOTOGRAPH, ExhibitKind.DOCUMENT),
        (Form.PDF, ExhibitKind.VIDEO, ExhibitKind.DOCUMENT),
    ],
)
def test_a_file_is_filed_under_what_its_bytes_are(form, said, filed):
    assert kind_that_fits(form, said) is filed


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("till.jpg", "till.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\officer\\till.jpg", "till.jpg"),
        ("till\u202egpj.exe", "till gpj.exe"),
        ("till\r\nSet-Cookie: a=b.jpg", "till Set-Cookie: a=b.jpg"),
        ("\x00\x1b[2Jtill.jpg", "[2Jtill.jpg"),
        ("..", ""),
        ("", ""),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("x" * 300, "x" * 120),
        ("till\u200b\u2066.jpg", "till .jpg"),
    ],
)
def test_the_name_of_a_file_is_shown_plain(sent, shown):
    assert plain_name(sent) == shown


@examples(max_examples=50)
@given(st.text(max_size=200))
def test_no_name_holds_a_path_or_what_cannot_be_seen(text):
    name = plain_name(text)
    assert len(name) <= 120
    assert not set(name) & {"/", "\\", "\n", "\r", "\x00", "\u202e", "\u2066"}
    assert plain_text(name) == name


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 bytes"),
        (999, "999 bytes"),
        (1000, "1 KB"),
        (1536, "1.5 KB"),
        (12 * 1024, "12 KB"),
        (1024**2, "1 MB"),
        (int(3.4 * 1024**2), "3.4 MB"),
        (1024**3, "1 GB"),
        (4 * 1024**3, "4 GB"),
    ],
)
def test_a_size_is_told_in_words(size, words):
    assert in_words(size) == words


@pytest.fixture
def scanner(monkeypatch):
    """Set a scanner that ends as told."""

    def be(line):
        command = f'{sys.executable} -I -S -c "{line}"' if line else ""
        said = settings().model_copy(update={"scan_command": command})
        monkeypatch.setattr(scanning, "settings", lambda: said)

    return be


def test_what_the_scanner_finds_is_refused_and_nothing_is_kept(client, purchase, session, files, scanner):
    content = picture(colour="yellow")
    scanner("raise SystemExit(1)")
    answer = Device(client, purchase.id, content).send()
    assert answer.json["state"] == "refused"
    assert answer.json["words"] == "The virus scanner found something in this file. Nothing of it was kept"
    digest = hashlib.sha256(content).hexdigest()
    assert not (files / digest[:2] / digest[2:]).exists()
    assert session.exec(select(Exhibit)).all() == []


def test_what_the_scanner_cannot_look_at_waits_and_is_taken_in_later(client, purchase, session, scanner):
    scanner("raise SystemExit(2)")
    device = Device(client, purchase.id, JPEG)
    answer = device.send()
    assert answer.json["state"] == "open"
    assert "could not look at this file, so it waits" in answer.json["words"]
    assert session.exec(select(Exhibit)).all() == []
    assert "Try again" in client.get(device.base).text
    scanner("raise SystemExit(0)")
    assert device.finish().json["state"] == "taken_in"
    (upload,) = session.exec(select(Upload)).all()
    assert (upload.scan, upload.words) == ("Nothing found by the virus scanner", "")


def test_a_store_that_does_not_answer_loses_nothing(client, purchase, session, monkeypatch):
    from compliance.files import StoreUnreachableError

    def unreachable(_file):
        raise StoreUnreachableError("The bucket evidence cannot be reached")

    device = Device(client, purchase.id, JPEG)
    with monkeypatch.context() as broken:
        broken.setattr(examining.files, "keep_stream", unreachable)
        answer = device.send()
        assert answer.json["state"] == "open"
        assert "could not be kept: the store did not answer" in answer.json["words"]
    assert device.finish().json["state"] == "taken_in"


def test_an_officer_without_initials_is_told_and_the_file_is_not_lost(client, purchase, session, officer):
    from compliance.accounts.models import Officer

    person = session.get(Officer, officer.officer_id)
    person.name, person.initials = "张伟", ""
    session.flush()
    device = Device(client, purchase.id, JPEG)
    answer = device.send()
    assert answer.json["state"] == "open"
    assert "Your account has no initials" in answer.json["words"]
    assert device.ask().status_code == 200


def test_it_is_in_the_record_what_became_of_each(client, purchase, session, officer):
    from compliance.audit.models import AuditEntry

    Device(client, purchase.id, JPEG).send()
    Device(client, purchase.id, SVG).send()
    told = session.exec(select(AuditEntry.action).where(AuditEntry.subject_kind == "upload")).all()
    assert sorted(told) == ["upload.begun", "upload.begun", "upload.refused", "upload.taken_in"]
    states = session.exec(select(Upload.state)).all()
    assert sorted(states) == [UploadState.REFUSED, UploadState.TAKEN_IN]
    assert keep(JPEG)

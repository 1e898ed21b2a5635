"""Files in pieces: what is acknowledged is on the disk, what is broken off goes on, and nobody else is let in."""

import base64
import hashlib
import uuid

import pytest
from sqlmodel import select

from compliance.evidence import queries
from compliance.evidence.models import Exhibit, Upload
from compliance.evidence.rules.uploads import UploadState
from compliance.files import read, spool
from compliance.permissions import Role
from compliance.settings import settings
from tests.evidence.sending import PLACES, TUS, Device, box, film, pdf, picture, spooled, webm, with_place
from tests.page import text_of

PHOTOGRAPH = picture(size=(300, 200))


@pytest.fixture
def device(client, purchase):
    return Device(client, purchase.id, PHOTOGRAPH, "till.jpg")


def uploads(session):
    return session.exec(select(Upload).order_by(Upload.begun_at)).all()


def exhibits(session):
    return session.exec(select(Exhibit)).all()


def test_a_file_sent_in_pieces_is_an_exhibit_with_the_hash_of_the_device(device, session, officer, purchase):
    answer = device.send()
    assert (answer.status_code, answer.json["state"]) == (201, "taken_in")
    (exhibit,) = exhibits(session)
    digest = hashlib.sha256(PHOTOGRAPH).hexdigest()
    assert (exhibit.sha256, exhibit.browser_sha256, exhibit.size) == (digest, digest, len(PHOTOGRAPH))
    assert (exhibit.description, exhibit.original_name, exhibit.media_type) == ("The till", "till.jpg", "image/jpeg")
    assert read(exhibit.sha256) == PHOTOGRAPH
    assert read(exhibit.shown_sha256)[:2] == b"\xff\xd8"
    (upload,) = uploads(session)
    assert (upload.state, upload.exhibit_id, upload.sha256) == (UploadState.TAKEN_IN, exhibit.id, digest)
    assert upload.scan == "Not scanned: no virus scanner is set"
    assert queries.count_exhibits(session, officer, purchase.id) == 1
    assert upload.id.hex not in spooled(), "what is kept is not in the spool any more"


def test_sent_whole_it_is_no_exhibit_until_it_is_finished(device, session):
    device.create()
    device.patch(0, PHOTOGRAPH)
    assert exhibits(session) == []
    assert device.finish().json["state"] == "taken_in"
    assert device.finish().json["state"] == "taken_in"
    assert len(exhibits(session)) == 1, "finished twice it is one exhibit"


def test_finished_before_all_is_here_it_is_told_what_is_missing(device, session):
    device.create()
    device.patch(0, PHOTOGRAPH[:100])
    answer = device.finish()
    assert answer.status_code == 422
    assert answer.json["words"].startswith("100 bytes of ")
    assert exhibits(session) == []


def test_the_options_say_what_is_spoken(client, purchase):
    answer = client.options(f"/purchases/{purchase.id}/evidence/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,expiration,termination,checksum"
    assert int(answer.headers["Tus-Max-Size"]) == settings().evidence_megabytes * 1024 * 1024


def test_the_offset_is_what_the_disk_holds(device):
    device.create()
    assert device.ask().headers["Upload-Offset"] == "0"
    device.patch(0, PHOTOGRAPH[:50])
    (spool.folder() / device.id.hex).write_bytes(PHOTOGRAPH[:70])
    asked = device.ask()
    assert (asked.status_code, asked.headers["Upload-Offset"]) == (200, "70")
    assert asked.headers["Upload-Length"] == str(len(PHOTOGRAPH))
    assert asked.headers["Cache-Control"] == "no-store"
    assert "GMT" in asked.headers["Upload-Expires"]


def test_chosen_again_after_a_lost_signal_the_same_file_goes_on_where_it_stopped(device, session):
    device.create()
    first = device.address
    device.patch(0, PHOTOGRAPH[:80])
    answer = device.create()
    assert (answer.headers["Location"], answer.headers["Upload-Offset"]) == (first, "80")
    device.said["description"] = "The till and its prompt"
    assert device.send().json["state"] == "taken_in"
    assert [one.description for one in exhibits(session)] == ["The till and its prompt"]
    assert len(uploads(session)) == 1


def test_a_file_whose_spool_was_lost_begins_again(device):
    device.create()
    device.patch(0, PHOTOGRAPH[:80])
    spool.remove(device.id)
    assert device.ask().status_code == 410
    assert device.create().headers["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Offset": "99"}, 409),
        ({"Upload-Offset": "x"}, 400),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "²"}, 400),
        ({"Content-Type": "text/plain"}, 415),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Checksum": "crc32 AAAA"}, 400),
        ({"Upload-Checksum": "sha256 " + base64.b64encode(bytes(32)).decode()}, 460),
    ],
)
def test_a_piece_that_is_not_in_order_is_not_taken(device, headers, status):
    device.create()
    device.patch(0, PHOTOGRAPH[:10])
    answer = device.patch(10, b"more", **headers)
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert spool.size_of(device.id) == 10


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_piece_with_its_checksum_is_taken(device, algorithm):
    device.create()
    checksum = base64.b64encode(hashlib.new(algorithm, b"more").digest()).decode()
    answer = device.patch(0, b"more", **{"Upload-Checksum": f"{algorithm} {checksum}"})
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "4")


def test_more_bytes_than_were_announced_are_dropped(device, session):
    device.create()
    device.patch(0, PHOTOGRAPH[:20])
    answer = device.patch(20, PHOTOGRAPH[20:] + b"one more")
    assert (answer.status_code, spool.size_of(device.id)) == (413, 20)
    assert "More came" in answer.text
    assert device.patch(20, PHOTOGRAPH[20:]).status_code == 204
    assert device.finish().json["state"] == "taken_in"


def test_two_pieces_at_once_do_not_mix(device):
    device.create()
    with (spool.folder() / device.id.hex).open("r+b") as file, spool._held(file):
        assert device.patch(0, b"more").status_code == 423


def test_a_device_that_lies_about_its_hash_is_told_and_nothing_is_kept(client, purchase, session):
    device = Device(client, purchase.id, PHOTOGRAPH, sha256="0" * 64)
    answer = device.send()
    assert answer.json["state"] == "refused"
    assert "its SHA-256 differs from the one your browser found. Nothing was kept" in answer.json["words"]
    assert exhibits(session) == []
    assert device.id.hex not in spooled()
    assert Device(client, purchase.id, PHOTOGRAPH).send().json["state"] == "taken_in", "sent again it is kept"


def test_a_file_changed_on_its_way_is_found_out(device, session):
    device.create()
    device.patch(0, PHOTOGRAPH[:-1] + bytes([PHOTOGRAPH[-1] ^ 1]))
    assert device.finish().json["state"] == "refused"
    assert exhibits(session) == []


def test_the_same_file_twice_is_told_which_exhibit_it_is_before_a_byte_is_sent(device, session):
    device.send()
    (exhibit,) = exhibits(session)
    answer = device.create()
    assert answer.status_code == 422
    assert answer.text == f"This file is already exhibit {exhibit.reference} of this test. Nothing was added"
    assert len(uploads(session)) == 1


def test_what_was_given_up_is_gone(device, session):
    device.create()
    device.patch(0, PHOTOGRAPH[:50])
    assert device.client.delete(device.address, headers=TUS).status_code == 204
    assert device.ask().status_code == 410
    assert device.patch(50, PHOTOGRAPH[50:]).status_code == 410
    assert device.id.hex not in spooled()
    assert [one.state for one in uploads(session)] == [UploadState.DISCARDED]
    assert device.finish().json["state"] == "discarded"


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"description": " "}, "description", "Enter what the file shows"),
        ({"description": "x" * 501}, "description", "500 characters or fewer"),
        ({"description": "The till and Invented Person"}, "description", "write the volunteer’s code instead"),
        ({"kind": "item"}, "kind", "Select what the file is"),
        ({"kind": ""}, "kind", "Select what the file is"),
        ({"sha256": "xyz"}, "", "must have 64 hexadecimal digits"),
    ],
)
def test_what_is_said_wrongly_of_a_file_is_told_before_a_byte_is_sent(client, purchase, session, said, field, words):
    device = Device(client, purchase.id, PHOTOGRAPH, **said)
    answer = device.create()
    assert (answer.status_code, answer.headers["Upload-Field"]) == (422, field)
    assert words in answer.text
    assert uploads(session) == []


def test_a_file_name_that_leads_to_the_volunteer_is_not_kept(client, purchase, session):
    assert Device(client, purchase.id, PHOTOGRAPH, "invented-person at the till.jpg").send().json["state"] == "taken_in"
    assert [one.file_name for one in uploads(session)] == [""]
    assert [one.original_name for one in exhibits(session)] == [""]


@pytest.mark.parametrize("length", ["", "-5", "1e9", "0"])
def test_a_size_that_is_none_is_refused(device, length):
    answer = device.create(**{"Upload-Length": length})
    assert answer.status_code == 422


def test_a_video_of_four_gigabytes_is_refused_at_once_in_words(device, session):
    answer = device.create(length=4 * 1024**3)
    assert answer.status_code == 413
    assert answer.text == "The file is 4 GB. It must be 2 GB or smaller. Cut the video, or send it in parts"
    assert uploads(session) == []


def test_a_disk_that_would_be_full_is_told_at_once(device, monkeypatch):
    monkeypatch.setattr(spool, "KEPT_FREE", 10**18)
    answer = device.create()
    assert answer.status_code == 422
    assert "no room" in answer.text


def test_no_more_than_so_many_are_begun_and_not_finished(client, purchase):
    for number in range(settings().evidence_uploads_open):
        assert Device(client, purchase.id, b"%d" % number).create().status_code == 201
    answer = Device(client, purchase.id, b"one more").create()
    assert answer.status_code == 422
    assert answer.text.startswith("You have 20 uploads that are not finished")


def test_nobody_else_finds_an_upload(device, session, act, sign_in, purchase):
    device.create()
    for actor in (act(Role.MANAGER), act(Role.OFFICER), act(Role.OFFICER, "islington")):
        stranger = Device(sign_in(actor), purchase.id, PHOTOGRAPH)
        stranger.address = device.address
        assert stranger.ask().status_code == 404
        assert stranger.patch(0, b"x").status_code == 404
        assert stranger.finish().status_code == 404
        assert stranger.client.delete(device.address, headers=TUS).status_code == 404
        assert stranger.client.get(f"{device.address}/describe").status_code == 404
        assert stranger.client.post(f"{device.address}/discard").status_code == 404
    assert spool.size_of(device.id) == 0
    elsewhere = f"/purchases/{uuid.uuid4()}/evidence/uploads/{device.id}"
    assert device.client.head(elsewhere, headers=TUS).status_code == 404


def test_another_authoritys_test_takes_no_file(act, sign_in, purchase):
    stranger = Device(sign_in(act(Role.OFFICER, "islington")), purchase.id, PHOTOGRAPH)
    assert stranger.create().status_code == 404
    assert stranger.client.options(stranger.base).status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR, Role.POLICE_PLANNER])
def test_who_may_not_record_evidence_sends_nothing(act, sign_in, purchase, role):
    assert Device(sign_in(act(role)), purchase.id, PHOTOGRAPH).create().status_code == 403


def test_each_request_needs_the_token_of_its_page(app, device, monkeypatch):
    device.create()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert device.create().status_code == 400
    device.address = f"{device.base}/{uuid.uuid4()}"
    assert device.patch(0, b"x").status_code == 400
    assert device.client.delete(device.address, headers=TUS).status_code == 400
    assert device.finish().status_code == 400


def test_a_video_is_kept_and_not_shown(client, purchase, session):
    assert Device(client, purchase.id, film(), kind="photograph").send().json["state"] == "taken_in"
    (exhibit,) = exhibits(session)
    assert (exhibit.kind, exhibit.media_type, exhibit.suffix, exhibit.shown_sha256) == (
        "video",
        "video/mp4",
        "mp4",
        None,
    )


def test_the_place_is_in_the_original_and_not_in_what_is_shown(client, purchase, session):
    for kind in ("JPEG", "HEIF", "PNG", "WEBP"):
        assert Device(client, purchase.id, with_place(kind)).send().json["state"] == "taken_in"
    for exhibit, kind in zip(exhibits(session), ("JPEG", "HEIF", "PNG", "WEBP"), strict=True):
        assert read(exhibit.sha256) == with_place(kind)
        assert b"SecretMaker" in read(exhibit.sha256)
        assert b"SecretMaker" not in read(exhibit.shown_sha256)
        assert b"Exif" not in read(exhibit.shown_sha256)
        assert exhibit.tells_place is True
    page = client.get(f"/evidence/{exhibit.id}").text
    assert "The original says where it was taken. Whoever gets it" in page
    copy = text_of(client.get(f"/purchases/{purchase.id}/evidence/copy"))
    assert f"{', '.join(one.reference for one in exhibits(session))} say where they were taken" in copy


@pytest.mark.parametrize("how", [*PLACES, "behind"])
def test_a_film_that_says_where_it_was_made_is_kept_and_that_is_said_of_it(client, purchase, session, how):
    content = film(about=PLACES.get(how, b"")) + (PLACES["xmp"] if how == "behind" else b"")
    assert Device(client, purchase.id, content).send().json["state"] == "taken_in"
    (exhibit,) = exhibits(session)
    assert (read(exhibit.sha256), exhibit.tells_place) == (content, True)


@pytest.mark.parametrize(
    ("content", "told", "words"),
    [
        (picture(), False, "No place was found in it"),
        (film(size=60, about=box(b"udta", b"\xa9nam")), False, "No place was found in it"),
        (film() + box(b"free", PLACES["xmp"]), False, "No place was found in it"),
        (pdf(), None, "Not looked for in this kind of file"),
        (webm(), None, "Not looked for in this kind of file"),
    ],
    ids=["picture", "film", "unused", "pdf", "webm"],
)
def test_of_a_file_without_a_place_no_more_is_said_than_is_known(client, purchase, session, content, told, words):
    assert Device(client, purchase.id, content).send().json["state"] == "taken_in"
    (exhibit,) = exhibits(session)
    assert exhibit.tells_place is told
    page = text_of(client.get(f"/evidence/{exhibit.id}"))
    assert words in page
    assert "says where it was taken. Whoever" not in page
    assert "taken. Whoever gets the copy" not in text_of(client.get(f"/purchases/{purchase.id}/evidence/copy"))

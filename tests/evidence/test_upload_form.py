"""Adding evidence without JavaScript: one form, nothing lost for a missing word, nothing twice."""

import re
import uuid

import pytest
from sqlmodel import select

from compliance import jobs
from compliance.evidence.models import Exhibit, Upload
from compliance.evidence.rules import uploads as rules
from compliance.evidence.rules.uploads import UploadState
from compliance.files import read
from compliance.permissions import Role
from tests.evidence.sending import Device, film, pdf, picture, row, spooled
from tests.page import text_of

PHOTOGRAPH = picture()


@pytest.fixture
def url(purchase):
    return f"/purchases/{purchase.id}/evidence/upload"


def uploads(session):
    return session.exec(select(Upload).order_by(Upload.begun_at)).all()


def exhibits(session):
    return session.exec(select(Exhibit).order_by(Exhibit.number)).all()


def test_the_page_says_what_can_be_added_and_that_nothing_is_scanned(client, url):
    page = text_of(client.get(url))
    assert "No virus scanner is set for this service" in page
    assert "The original is kept byte for byte" in page
    assert "a video keeps what the camera wrote into it" in page


def test_with_a_scanner_set_the_page_does_not_warn(client, url, monkeypatch):
    monkeypatch.setattr("compliance.scanning.is_set", lambda: True)
    assert "No virus scanner" not in text_of(client.get(url))


def test_a_photograph_and_a_receipt_become_two_exhibits(client, url, session, purchase):
    sent = row(PHOTOGRAPH) | row(pdf(), "receipt.pdf", number=2, kind="receipt", description="Receipt of till 2")
    answer = client.post(url, data=sent)
    assert (answer.status_code, answer.location) == (303, f"/purchases/{purchase.id}/evidence")
    first, second = exhibits(session)
    assert (first.kind, first.description, first.browser_sha256) == ("photograph", "The till", None)
    assert (second.kind, second.media_type, second.shown_sha256) == ("receipt", "application/pdf", None)
    assert read(first.sha256) == PHOTOGRAPH
    assert "2 exhibits added" in client.get(answer.location).text
    assert [one.state for one in uploads(session)] == [UploadState.TAKEN_IN] * 2


def test_sent_twice_the_form_adds_one_exhibit(client, url, session):
    identifier = uuid.uuid4()
    for _ in range(2):
        answer = client.post(url, data=row(PHOTOGRAPH, identifier=identifier))
        assert answer.status_code == 303
    assert len(exhibits(session)) == len(uploads(session)) == 1


def test_the_row_of_somebody_elses_form_is_another_upload(client, url, session, act, sign_in):
    identifier = uuid.uuid4()
    client.post(url, data=row(PHOTOGRAPH, identifier=identifier))
    colleague = sign_in(act(Role.OFFICER))
    colleague.post(url, data=row(picture(colour="blue"), identifier=identifier))
    assert len({one.id for one in uploads(session)}) == 2
    assert len(exhibits(session)) == 2


def test_the_same_bytes_again_are_told_as_the_exhibit_that_they_are(client, url, session):
    client.post(url, data=row(PHOTOGRAPH))
    answer = client.post(url, data=row(PHOTOGRAPH))
    assert answer.location.endswith("/evidence/uploads")
    (exhibit,) = exhibits(session)
    assert f"This file is already exhibit {exhibit.reference} of this test" in text_of(client.get(answer.location))


def test_for_a_missing_word_the_file_is_not_lost(client, url, session):
    identifier = uuid.uuid4()
    answer = client.post(url, data=row(PHOTOGRAPH, description="", identifier=identifier))
    assert answer.status_code == 200
    assert "Enter what the file shows" in answer.text
    assert "File 1 was received and is not lost" in text_of(answer)
    assert exhibits(session) == []
    words = {"row_1": str(identifier), "kind_1": "photograph", "description_1": "The poster by the door"}
    assert re.search(rf'name="row_1"[^>]*value="{identifier}"', answer.text)
    assert client.post(url, data=words).status_code == 303
    assert [one.description for one in exhibits(session)] == ["The poster by the door"]


def test_another_file_in_place_of_the_one_that_came_before(client, url, session):
    identifier, other = uuid.uuid4(), picture(colour="green")
    client.post(url, data=row(PHOTOGRAPH, description="", identifier=identifier))
    assert client.post(url, data=row(other, identifier=identifier)).status_code == 303
    (exhibit,) = exhibits(session)
    assert read(exhibit.sha256) == other
    assert sorted(one.state for one in uploads(session)) == [UploadState.DISCARDED, UploadState.TAKEN_IN]
    assert not {one.id.hex for one in uploads(session)} & set(spooled())


def test_words_that_lead_to_the_volunteer_are_refused_and_the_file_is_not_lost(client, url, session):
    answer = client.post(url, data=row(PHOTOGRAPH, description="Invented Person at the till"))
    assert answer.status_code == 200
    assert "write the volunteer’s code instead" in answer.text
    assert "was received and is not lost" in answer.text
    assert [one.description for one in uploads(session)] == [""]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Take a photograph or choose a file"),
        (row(b"", description="The till"), "The file is empty"),
        ({"description_2": "The till"}, "Choose the file that these words are about"),
        ({"row_1": "rubbish"}, "Take a photograph or choose a file"),
    ],
    ids=["nothing", "an empty file", "words alone", "a row that is none"],
)
def test_what_cannot_be_sent_is_said_beside_its_field(client, url, sent, words, session):
    answer = client.post(url, data=sent)
    assert answer.status_code == 200
    assert words in answer.text
    assert uploads(session) == []


def test_a_kind_that_nobody_said_is_asked_for(client, url):
    assert "Select what the file is" in client.post(url, data=row(PHOTOGRAPH, kind="")).text


def test_more_than_one_form_may_hold_is_refused_in_words(app, client, url, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 1000)
    assert client.post(url, data=row(bytes(2000))).status_code == 413


def test_what_came_of_each_is_listed_with_both_hashes(client, url, purchase, session):
    device = Device(client, purchase.id, PHOTOGRAPH)
    device.send()
    broken = Device(client, purchase.id, film(size=100), description="The film", name="VID_1.mp4")
    broken.create()
    broken.patch(0, broken.content[:108])
    page = text_of(client.get(f"/purchases/{purchase.id}/evidence/uploads"))
    (exhibit,) = exhibits(session)
    assert f"It is exhibit {exhibit.reference}. Not scanned: no virus scanner is set" in page
    assert page.count(exhibit.sha256) == 2
    assert "46 percent is here. To go on, choose the same file again" in page
    everywhere = client.get("/evidence/uploads")
    assert "46 percent of 232 bytes" in text_of(everywhere)
    assert "Uploads of yours" not in everywhere.text
    assert "An upload of yours to this test is not finished" in text_of(client.get(url))


def test_a_list_with_nothing_says_so(client, purchase):
    assert "Nothing is on its way" in text_of(client.get(f"/purchases/{purchase.id}/evidence/uploads"))
    assert "All your uploads are finished" in text_of(client.get("/evidence/uploads"))


def test_one_that_is_here_is_described_finished_and_one_discarded_without_javascript(client, url, purchase, session):
    client.post(url, data=row(PHOTOGRAPH, description="", kind=""))
    client.post(url, data=row(picture(colour="blue"), description=""))
    first, second = uploads(session)
    base = f"/purchases/{purchase.id}/evidence/uploads"
    answer = client.post(f"{base}/{first.id}/finish", follow_redirects=True)
    assert "Select what the file is" in answer.text
    page = client.get(f"{base}/{first.id}/describe")
    assert page.status_code == 200
    refused = client.post(f"{base}/{first.id}/describe", data={"kind": "photograph", "description": "Invented Person"})
    assert "write the volunteer’s code instead" in refused.text
    answer = client.post(f"{base}/{first.id}/describe", data={"kind": "photograph", "description": "The till"})
    assert (answer.status_code, answer.location) == (303, base)
    assert "Add as evidence" in client.get(base).text
    assert client.post(f"{base}/{first.id}/finish").location == f"/purchases/{purchase.id}/evidence"
    assert client.post(f"{base}/{second.id}/discard").location == base
    session.refresh(first)
    session.refresh(second)
    assert (first.state, second.state) == (UploadState.TAKEN_IN, UploadState.DISCARDED)
    again = client.post(f"{base}/{first.id}/describe", data={"kind": "photograph", "description": "Other words"})
    assert "Add to the description of the exhibit instead" in again.text


def test_a_large_file_is_checked_by_the_worker(client, purchase, session, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 100)
    device = Device(client, purchase.id, PHOTOGRAPH)
    answer = device.send()
    assert answer.json["state"] == "received"
    page = client.get(device.base)
    assert "It waits for its turn to be checked" in page.text
    assert page.headers["Refresh"] == "5"
    assert [one.state for one in jobs.run_now(session)] == [jobs.JobState.DONE]
    assert len(exhibits(session)) == 1
    assert "Refresh" not in client.get(device.base).headers
    device.finish()
    assert jobs.run_now(session) == [], "finished again it asks for nothing"


def test_large_files_of_the_form_are_checked_by_the_worker_too(client, url, session, monkeypatch):
    monkeypatch.setattr(rules, "AT_ONCE", 100)
    assert client.post(url, data=row(PHOTOGRAPH)).location.endswith("/uploads")
    jobs.run_now(session)
    assert len(exhibits(session)) == 1


def test_evidence_for_a_dispute_is_kept_with_the_dispute(client, url, session, purchase):
    from tests.factories.purchases import DisputeFactory

    dispute = DisputeFactory(authority_id=purchase.authority_id, purchase_id=purchase.id)
    assert "trader’s dispute" in client.get(f"{url}?dispute={dispute.id}").text
    assert client.post(f"{url}?dispute={dispute.id}", data=row(PHOTOGRAPH)).status_code == 303
    Device(client, purchase.id, picture(colour="blue"), dispute=str(dispute.id)).send()
    assert [one.dispute_id for one in exhibits(session)] == [dispute.id] * 2
    assert client.get(f"{url}?dispute={uuid.uuid4()}").status_code == 404
    assert client.get(f"{url}?dispute=rubbish").status_code == 404
    assert Device(client, purchase.id, PHOTOGRAPH, dispute=str(uuid.uuid4())).create().status_code == 404
    assert Device(client, purchase.id, PHOTOGRAPH, dispute="rubbish").create().status_code == 404

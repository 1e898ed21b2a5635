"""A film sent from a phone while the server dies under it: it goes on where it stopped, and is kept byte for byte."""

import hashlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

from tests.evidence.sending import box
from tests.journeys.conftest import ROOT, Service

EMAIL, SECRET = "officer@demo.example", "demonstration only"
SIZE = 9_000_000


@pytest.fixture(scope="module")
def service(tmp_path_factory, demonstrated):
    folder = tmp_path_factory.mktemp("evidence")
    return Service(folder, copy_of=demonstrated, COMPLIANCE_EVIDENCE_SPOOL=str(folder / "spool"))


@contextmanager
def served(service):
    """Serve in a group of processes of its own, so that all of it can be killed at once."""
    process = subprocess.Popen(
        [
            Path(sys.executable).with_name("gunicorn"),
            "--bind",
            f"127.0.0.1:{service.port}",
            "--threads",
            "4",
            "wsgi:app",
        ],
        cwd=ROOT,
        env=service.environment,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        service._wait_until_up()
        yield process
    finally:
        _kill(process)


def _kill(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _rows(service, query):
    path = service.environment["COMPLIANCE_DATABASE_URL"].removeprefix("sqlite:///")
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


@pytest.fixture
def film(tmp_path):
    """A film of nine million bytes, as far as its boxes go."""
    path = tmp_path / "VID_0001.mp4"
    noise = random.Random(7).randbytes(SIZE)  # noqa: S311 - what is in the film is of no matter
    path.write_bytes(box(b"ftyp", b"isom" + bytes(4)) + box(b"moov", bytes(100)) + box(b"mdat", noise))
    return path


@pytest.fixture
def photograph(tmp_path):
    path = tmp_path / "till.jpg"
    Image.new("RGB", (800, 600), "teal").save(path)
    return path


def _purchase(service):
    query = (
        "SELECT p.id FROM purchases p JOIN officers o ON o.authority_id = p.authority_id "
        "WHERE o.email = 'officer@demo.example' ORDER BY p.id LIMIT 1"
    )
    ((identifier,),) = _rows(service, query)
    return f"/purchases/{uuid.UUID(identifier)}"


@pytest.mark.journey
def test_a_film_goes_on_where_the_server_died(service, officer_at, film):
    digest = hashlib.sha256(film.read_bytes()).hexdigest()
    with served(service) as first:
        officer = officer_at()
        officer.sign_in(EMAIL, SECRET)
        purchase = _purchase(service)
        officer.go(f"{purchase}/evidence/upload")
        officer.control("Choose a file").set_input_files(film)
        officer.select("What is the second one?", "Video")
        officer.fill("What does the second one show?", "The sale as the camera saw it")
        row = officer.page.locator("[data-row='2']")
        row.get_by_text(digest).wait_for()
        network = officer.page.context.new_cdp_session(officer.page)
        network.send("Network.enable")
        slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2_500_000}
        network.send("Network.emulateNetworkConditions", slow)
        officer.page.get_by_role("button", name="Add as evidence").click()
        row.get_by_text(re.compile(r"Sending: [3-7]\d percent")).wait_for()
        officer.look()
        _kill(first)
    received = _only_file(service)
    assert 0 < received.stat().st_size < film.stat().st_size
    assert film.read_bytes().startswith(received.read_bytes()), "what is there is the beginning of what was sent"
    assert _rows(service, "SELECT state, exhibit_id FROM uploads") == [("open", None)]
    assert not _exhibits(service), "no row without its file"
    row.get_by_text(re.compile("The connection was lost|Sending stopped")).wait_for()
    officer.broken.clear()
    with served(service):
        if row.get_by_role("button", name="Go on").is_visible():
            row.get_by_role("button", name="Go on").click()
        officer.page.wait_for_url(re.compile(r"/evidence($|/uploads$)"), timeout=30_000)
        officer.look()
        officer.sees("Exhibit added")
        officer.page.set_viewport_size({"width": 1280, "height": 900})
        officer.go(f"{purchase}/evidence/uploads")
    assert _exhibits(service) == [(digest, digest, film.stat().st_size, "video/mp4")]
    kept = Path(service.environment["COMPLIANCE_FILES"]) / digest[:2] / digest[2:]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == digest
    assert not received.exists()


def _only_file(service):
    (found,) = Path(service.environment["COMPLIANCE_EVIDENCE_SPOOL"]).iterdir()
    return found


def _exhibits(service):
    return _rows(
        service, "SELECT sha256, browser_sha256, size, media_type FROM exhibits WHERE original_name = 'VID_0001.mp4'"
    )


@pytest.mark.journey
def test_without_javascript_a_photograph_is_sent_in_a_form(service, officer_at, photograph):
    with served(service):
        officer = officer_at(javascript=False)
        officer.sign_in(EMAIL, SECRET)
        purchase = _purchase(service)
        officer.sees_at_both_sizes(f"{purchase}/evidence/upload")
        officer.control("Take a photograph").set_input_files(photograph)
        officer.select("What is it?", "Photograph")
        officer.press("Add as evidence")
        officer.sees("Enter what the file shows", "File 1 was received and is not lost")
        officer.fill("What does it show?", "The till, seen from the door")
        officer.press("Add as evidence")
        officer.sees("Exhibit added")

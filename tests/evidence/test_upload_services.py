"""Uploads behind their pages: what ends them, what the database refuses, and the memory they take."""

import os
import sys
import tracemalloc
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from freezegun import freeze_time
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from compliance import clock, scanning
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.evidence import services
from compliance.evidence.models import Exhibit, Upload
from compliance.evidence.queries.uploads import get_upload, list_uploads
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.evidence.rules.uploads import NewUpload, UploadState
from compliance.evidence.services.examining import NotTaken
from compliance.files import spool
from compliance.permissions import Permission, Role
from compliance.settings import settings
from tests.evidence.sending import picture, spooled

PHOTOGRAPH = picture()


def new(**said):
    known = {"id": uuid.uuid4(), "size": len(PHOTOGRAPH), "file_name": "till.jpg", "kind": ExhibitKind.PHOTOGRAPH}
    return NewUpload(**(known | {"description": "The till"} | said))


@pytest.fixture
def upload(session, officer, purchase):
    """An upload whose bytes are all here."""
    begun = services.begin_upload(session, officer, purchase.id, new())
    (spool.folder() / begun.id.hex).write_bytes(PHOTOGRAPH)
    return begun


def taken_in(session, actor, upload):
    for step in services.take_in(session, actor, upload.id):
        assert step.words
    return get_upload(session, actor, upload.id)


def test_the_bytes_leave_the_spool_when_it_is_committed_and_not_before(session, officer, upload):
    session.commit()
    taken_in(session, officer, upload)
    assert upload.id.hex in spooled()
    session.commit()
    assert upload.id.hex not in spooled()


def test_rolled_back_it_stays_to_be_taken_in_again(session, officer, upload):
    session.commit()
    taken_in(session, officer, upload)
    session.rollback()
    session.commit()
    assert upload.id.hex in spooled()
    assert session.exec(select(Exhibit)).all() == []
    assert taken_in(session, officer, upload).state is UploadState.TAKEN_IN


def test_a_savepoint_in_between_drops_nothing(session, officer, upload):
    session.commit()
    taken_in(session, officer, upload)
    with session.begin_nested():
        session.execute(sa.text("SELECT 1"))
    assert upload.id.hex in spooled()


def test_taken_in_twice_it_is_one_exhibit(session, officer, upload):
    taken_in(session, officer, upload)
    taken_in(session, officer, upload)
    assert len(session.exec(select(Exhibit)).all()) == 1


def test_one_that_the_worker_could_not_take_in_waits_with_the_reason(session, officer, upload):
    services.ask_to_take_in(session, officer, upload.id)
    services.fail_take_in(session, officer, upload.id, "The officer who asked for this may not do it any more.")
    assert (upload.state, upload.words[:11]) == (UploadState.RECEIVED, "The officer")
    services.fail_take_in(session, officer, uuid.uuid4(), "of nobody")


def test_one_whose_bytes_are_lost_is_refused_in_words(session, officer, upload):
    spool.remove(upload.id)
    from compliance.evidence.services.examining import Received, examine

    found = examine(Received.of(upload))
    assert isinstance(found, NotTaken)
    assert "Send it again" in found.words


def test_without_a_kind_or_bytes_it_is_not_asked_for(session, officer, purchase):
    bare = services.begin_upload(session, officer, purchase.id, new(kind=None))
    with pytest.raises(Refusal, match="Select what the file is"):
        services.ask_to_take_in(session, officer, bare.id)
    services.describe_upload(session, officer, bare.id, ExhibitKind.RECEIPT, "A receipt")
    with pytest.raises(Refusal, match="0 bytes of "):
        services.ask_to_take_in(session, officer, bare.id)


def test_what_nobody_finished_is_ended_after_its_days(app, session, officer, purchase, upload):
    begun = upload.begun_at
    session.commit()
    with freeze_time(begun + timedelta(days=settings().evidence_upload_days, seconds=-1)):
        assert services.expire_uploads(session, clearer(officer)) == 0
    with freeze_time(begun + timedelta(days=settings().evidence_upload_days)):
        assert services.expire_uploads(session, clearer(officer)) == 1
    session.commit()
    assert upload.state is UploadState.EXPIRED
    assert upload.id.hex not in spooled()
    (row,) = list_uploads(session, officer, purchase.id, since=begun)
    assert row.upload.id == upload.id


def clearer(actor):
    from dataclasses import replace

    return replace(actor, officer_id=None, role=Role.VIEWER, extra=frozenset({Permission.RECORD_EVIDENCE}))


def test_the_command_clears_what_belongs_to_none_and_leaves_what_is_new(app, session, officer, upload):
    session.commit()
    stray, orphan, fresh = spool.folder() / "tmpstray", spool.folder() / uuid.uuid4().hex, uuid.uuid4()
    for path in (stray, orphan, spool.folder() / fresh.hex):
        path.write_bytes(b"left")
    long_ago = (clock.now() - timedelta(hours=3)).timestamp()
    for path in (stray, orphan, spool.folder() / upload.id.hex):
        os.utime(path, (long_ago, long_ago))
    said = app.test_cli_runner().invoke(args=["evidence", "clear-uploads", "--dry-run"])
    assert "0 uploads past their days would be ended; 2 files of the spool belong to none." in said.output
    assert orphan.exists()
    done = app.test_cli_runner().invoke(args=["evidence", "clear-uploads"])
    assert done.exit_code == 0, done.output
    assert not orphan.exists()
    assert not stray.exists()
    assert {upload.id.hex, fresh.hex} <= set(spooled())
    spool.remove(fresh)


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("", 0, "No virus scanner is set"),
        ("import sys; raise SystemExit(b'EICAR' in sys.stdin.buffer.read())", 0, "EICAR: found"),
        ("raise SystemExit(0)", 1, "does not tell good from bad"),
        ("raise SystemExit(2)", 1, "does not tell good from bad"),
    ],
)
def test_the_command_says_whether_the_scanner_works(app, monkeypatch, line, status, words):
    command = f'{sys.executable} -I -S -c "{line}"' if line else ""
    said = settings().model_copy(update={"scan_command": command})
    monkeypatch.setattr(scanning, "settings", lambda: said)
    done = app.test_cli_runner().invoke(args=["evidence", "check-scanner"])
    assert (done.exit_code, words in done.output) == (status, True), done.output


def test_only_who_may_record_evidence_does_any_of_it(session, act, purchase, upload):
    for role in (Role.VIEWER, Role.CLERK):
        actor = act(role)
        with pytest.raises(Forbidden):
            services.begin_upload(session, actor, purchase.id, new())
        for service in (services.ask_to_take_in, services.discard_upload):
            with pytest.raises(Forbidden):
                service(session, actor, upload.id)
        with pytest.raises(Forbidden):
            next(services.take_in(session, actor, upload.id))
        with pytest.raises(Forbidden):
            services.expire_uploads(session, actor)
    with pytest.raises(NotFound):
        services.discard_upload(session, act(Role.MANAGER), upload.id)


def test_the_command_line_adds_no_evidence(session, officer, purchase):
    with pytest.raises(Refusal, match="by an officer"):
        services.begin_upload(session, clearer(officer), purchase.id, new())


def test_an_upload_of_another_test_is_not_gone_on_with(session, officer, outlet, upload):
    from tests.factories.purchases import PurchaseFactory

    other = PurchaseFactory(
        authority_id=officer.authority_id, outlet_id=outlet.id, officer_id=officer.officer_id, volunteer_id=None
    )
    with pytest.raises(NotFound):
        services.begin_upload(session, officer, other.id, new(id=upload.id))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE uploads SET size = 5",
        "UPDATE uploads SET browser_sha256 = '" + "0" * 64 + "'",
        "UPDATE uploads SET state = 'taken_in', ended_at = begun_at",
        "UPDATE uploads SET state = 'refused', words = ''",
        "UPDATE uploads SET state = 'refused', words = 'no'",
        "UPDATE uploads SET kind = 'item'",
        "UPDATE uploads SET state = 'received', description = ''",
        "DELETE FROM uploads",
    ],
)
def test_the_database_itself_refuses(session, upload, change):
    session.commit()
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(sa.text(change))


def test_the_database_keeps_an_upload_ended(session, officer, upload):
    services.discard_upload(session, officer, upload.id)
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(sa.update(Upload).values(words="again"))


def test_a_large_file_is_received_and_kept_without_being_held(session, officer, purchase, monkeypatch):
    """A film of 40 MB takes less than 8 MB of memory, from its first piece to its safekeeping."""
    size = 40_000_000
    head = (32).to_bytes(4, "big") + b"ftypisom" + bytes(20) + (8).to_bytes(4, "big") + b"moov"
    film = size - len(head)
    begun = services.begin_upload(session, officer, purchase.id, new(size=size, kind=ExhibitKind.VIDEO))
    with (spool.folder() / begun.id.hex).open("wb") as file:
        file.write(head + film.to_bytes(4, "big") + b"mdat")
        file.truncate(size)
    session.commit()
    tracemalloc.start()
    try:
        found = taken_in(session, officer, begun)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.state is UploadState.TAKEN_IN
    assert peak < 8_000_000

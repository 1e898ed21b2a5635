"""Kept bytes: under their own SHA-256, whole or not at all, and never changed unnoticed."""

import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.errors import NotFound
from compliance.files import CorruptFileError, keep, keep_stream, open_kept, read

NOBODYS = hashlib.sha256(b"nobody kept this").hexdigest()


@pytest.fixture
def files(app, tmp_path, monkeypatch):
    """A folder of kept bytes with nothing in it yet."""
    monkeypatch.setitem(app.config, "FILES", tmp_path)
    with app.app_context():
        yield tmp_path


def kept(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.binary(max_size=300))
def test_what_is_kept_is_read_back_under_its_sha_256(files, content):
    digest = keep_stream(io.BytesIO(content))
    assert digest == keep(content) == hashlib.sha256(content).hexdigest()
    assert read(digest) == content
    with open_kept(digest) as stream:
        assert (stream.tell(), stream.read()) == (0, content)


def test_keeping_the_same_bytes_again_leaves_one_file_and_nothing_beside_it(files):
    keep(b"a register")
    (before,) = kept(files)
    was = before.stat()
    keep_stream(io.BytesIO(b"a register"))
    (after,) = kept(files)
    assert (after, after.stat().st_mtime_ns, after.stat().st_ino) == (before, was.st_mtime_ns, was.st_ino)


def test_a_stream_that_breaks_leaves_nothing_behind(files):
    class Broken(io.BytesIO):
        def read(self, size):
            if self.tell():
                raise ConnectionResetError
            return super().read(min(size, 10))

    with pytest.raises(ConnectionResetError):
        keep_stream(Broken(bytes(100)))
    assert kept(files) == []


def test_a_large_stream_is_kept_without_being_held(files):
    class Large(io.RawIOBase):
        left = 40_000_000

        def read(self, size):
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    tracemalloc.start()
    try:
        digest = keep_stream(Large())
        with open_kept(digest) as stream:
            assert stream.seek(0, io.SEEK_END) == 40_000_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("digest", [NOBODYS, "", "../../etc/passwd", NOBODYS.upper(), NOBODYS + "0"])
def test_what_was_never_kept_is_not_found(files, digest):
    with pytest.raises(NotFound):
        open_kept(digest)
    with pytest.raises(NotFound):
        read(digest)


def test_bytes_that_changed_on_disk_are_not_handed_out(files):
    digest = keep(b"a register")
    (path,) = kept(files)
    path.chmod(0o640)
    path.write_bytes(b"another register")
    with pytest.raises(CorruptFileError):
        open_kept(digest)
    with pytest.raises(CorruptFileError):
        read(digest)


def test_what_is_kept_cannot_be_written_by_mistake(files):
    keep(b"a register")
    (path,) = kept(files)
    assert path.stat().st_mode & 0o777 == 0o440

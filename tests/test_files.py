"""Kept bytes: under their own SHA-256, whole or not at all, never changed unnoticed; in a folder and in a bucket."""

import hashlib
import io
import logging
import tracemalloc
from pathlib import Path

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer

from compliance.errors import NotFound
from compliance.files import (
    Bucket,
    CorruptFileError,
    Folder,
    StoreUnreachableError,
    cli,
    exists,
    folder,
    keep,
    keep_stream,
    open_kept,
    read,
)

NOBODYS = hashlib.sha256(b"nobody kept this").hexdigest()
KEYS = {"aws_access_key_id": "a key", "aws_secret_access_key": "its secret", "region_name": "eu-west-2"}


@pytest.fixture(scope="module")
def s3():
    """A real server of this machine that speaks S3, and a client to look behind the scenes."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    yield address, boto3.client("s3", endpoint_url=address, **KEYS)
    server.stop()


class InFolder:
    """Looks behind a folder."""

    def __init__(self, path):
        self.path, self.store = path, Folder(path)

    def names(self):
        return sorted(path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file())

    def spoil(self, name, content):
        path = self.path / name
        path.chmod(0o640)
        path.write_bytes(content)

    def stamp(self, name):
        status = (self.path / name).stat()
        return status.st_mtime_ns, status.st_ino


class InBucket:
    """Looks behind a bucket."""

    def __init__(self, s3, name):
        address, self.client = s3
        self.client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        self.client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        self.name, self.store = name, Bucket(name, part=5 * 1024 * 1024, endpoint_url=address, **KEYS)

    def names(self):
        return sorted(one["Key"] for one in self.client.list_objects_v2(Bucket=self.name).get("Contents", ()))

    def spoil(self, name, content):
        self.client.put_object(Bucket=self.name, Key=name, Body=content)

    def stamp(self, _name):
        return [one["VersionId"] for one in self.client.list_object_versions(Bucket=self.name)["Versions"]]


@pytest.fixture(params=["folder", "bucket"])
def kept(request, app, tmp_path, monkeypatch):
    """A store with nothing in it yet, as the application uses it."""
    if request.param == "folder":
        found = InFolder(tmp_path / "files")
    else:
        found = InBucket(
            request.getfixturevalue("s3"), f"kept-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]}"
        )
    monkeypatch.setitem(app.config, "FILES", tmp_path / "files")
    monkeypatch.setitem(app.config, "STORE", found.store)
    with app.app_context():
        yield found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(st.binary(max_size=300))
def test_what_is_kept_is_read_back_under_its_sha_256(kept, content):
    digest = keep_stream(io.BytesIO(content))
    assert digest == keep(content) == hashlib.sha256(content).hexdigest()
    assert exists(digest)
    assert read(digest) == content
    with open_kept(digest) as stream:
        assert (stream.tell(), stream.read()) == (0, content)


def test_keeping_the_same_bytes_again_leaves_one_file_and_nothing_beside_it(kept):
    keep(b"a register")
    (name,) = kept.names()
    before = kept.stamp(name)
    keep_stream(io.BytesIO(b"a register"))
    assert (kept.names(), kept.stamp(name)) == ([name], before)


def test_a_file_is_kept_from_where_its_stream_stands(kept):
    stream = io.BytesIO(b"before a register")
    stream.seek(7)
    assert keep_stream(stream) == hashlib.sha256(b"a register").hexdigest()


class Broken(io.BytesIO):
    def read(self, size):
        if self.tell():
            raise ConnectionResetError
        return super().read(min(size, 10))


def test_a_stream_that_breaks_leaves_nothing_behind(kept):
    with pytest.raises(ConnectionResetError):
        keep_stream(Broken(bytes(100)))
    assert kept.names() == []


class Large(io.RawIOBase):
    left = 12_000_000

    def read(self, size):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def test_a_large_stream_is_kept_whole(kept):
    """In a bucket it goes up in parts."""
    digest = keep_stream(Large())
    assert digest == hashlib.sha256(bytes(12_000_000)).hexdigest()
    with open_kept(digest) as stream:
        assert stream.seek(0, io.SEEK_END) == 12_000_000


def test_a_large_stream_is_kept_without_being_held(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "FILES", tmp_path)
    with app.app_context():
        tracemalloc.start()
        try:
            with open_kept(keep_stream(Large())):
                peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize("digest", [NOBODYS, "", "../../etc/passwd", NOBODYS.upper(), NOBODYS + "0"])
def test_what_was_never_kept_is_not_found(kept, digest):
    with pytest.raises(NotFound):
        open_kept(digest)
    with pytest.raises(NotFound):
        read(digest)


def test_bytes_that_changed_in_the_store_are_not_handed_out(kept):
    digest = keep(b"a register")
    kept.spoil(*kept.names(), b"another register")
    with pytest.raises(CorruptFileError):
        open_kept(digest)
    with pytest.raises(CorruptFileError):
        read(digest)


def test_what_is_kept_in_a_folder_cannot_be_written_by_mistake(app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "FILES", tmp_path)
    with app.app_context():
        keep(b"a register")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert path.stat().st_mode & 0o777 == 0o440


def test_the_name_of_a_file_is_on_the_disk_before_it_counts_as_kept(app, tmp_path, monkeypatch):
    """A file whose name a power cut took away would leave a row without its file."""
    settled = []
    monkeypatch.setattr(folder, "settle", lambda path: settled.append((path, [one.name for one in path.iterdir()])))
    monkeypatch.setitem(app.config, "FILES", tmp_path)
    with app.app_context():
        digest = keep(b"a register")
        keep(b"a register")
    assert settled == [(tmp_path / digest[:2], [digest[2:]]), (tmp_path, [digest[:2]])]


@pytest.fixture
def bucket(s3, app, tmp_path, monkeypatch):
    monkeypatch.setitem(app.config, "FILES", tmp_path / "files")
    with app.app_context():
        yield InBucket(s3, f"one-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]}")


def test_of_two_that_keep_the_same_bytes_in_a_bucket_at_once_the_first_has_kept_them(bucket, monkeypatch):
    """The other has asked before the first was done, and the server refuses to write over what is there."""
    digest = bucket.store.keep_stream(io.BytesIO(b"a register"))
    before = bucket.stamp("")
    monkeypatch.setattr(Bucket, "_size_of", lambda *_: None)
    assert bucket.store.keep_stream(io.BytesIO(b"a register")) == digest
    assert bucket.stamp("") == before


def test_an_object_of_another_length_is_not_taken_for_what_was_kept(bucket):
    bucket.store.keep_stream(io.BytesIO(b"a register"))
    bucket.spoil(*bucket.names(), b"half")
    with pytest.raises(CorruptFileError):
        bucket.store.keep_stream(io.BytesIO(b"a register"))


def test_parts_of_a_file_that_was_not_finished_are_not_left_in_the_bucket(bucket, monkeypatch):
    client = bucket.store._client
    monkeypatch.setattr(client, "complete_multipart_upload", Broken(b"").read)
    with pytest.raises(TypeError):
        bucket.store.keep_stream(Large())
    assert bucket.names() == []
    assert not bucket.client.list_multipart_uploads(Bucket=bucket.name).get("Uploads")


def test_a_bucket_that_is_not_there_or_does_not_answer_is_told_in_words_without_the_key(s3, bucket):
    address, _client = s3
    lost = Bucket("nobodys-bucket", endpoint_url=address, **KEYS)
    with pytest.raises(StoreUnreachableError, match=r"The bucket nobodys-bucket refused: NoSuchBucket\. Check COMPL"):
        lost.keep_stream(io.BytesIO(b"a register"))
    gone = Bucket("gone", endpoint_url="http://127.0.0.1:9", **KEYS)
    gone._client.meta.events.register("before-send", _refused)
    with pytest.raises(StoreUnreachableError, match="cannot be reached") as told:
        gone.open_kept(NOBODYS)
    assert "its secret" not in str(told.value)


def _refused(**_kwargs):
    from botocore.exceptions import EndpointConnectionError

    raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")


def test_the_folder_is_copied_to_the_bucket_checked_and_gone_on_with(bucket, tmp_path):
    folder = InFolder(tmp_path / "old")
    digests = [folder.store.keep_stream(io.BytesIO(b"letter %d" % number)) for number in range(3)]
    bucket.store.keep_stream(io.BytesIO(b"letter 0"))
    damaged = digests[2]
    folder.spoil(f"{damaged[:2]}/{damaged[2:]}", b"a changed letter")
    assert cli.copy(folder.store, bucket.store) == (1, 1, [damaged])
    assert cli.copy(folder.store, bucket.store) == (0, 2, [damaged])
    with bucket.store.open_kept(digests[1]) as file:
        assert file.read() == b"letter 1"


def test_without_a_bucket_set_nothing_is_copied(app):
    done = app.test_cli_runner().invoke(args=["files", "copy-to-bucket"])
    assert done.exit_code == 1
    assert "COMPLIANCE_FILES_BUCKET" in done.output


def test_the_store_is_chosen_by_the_settings(monkeypatch, tmp_path):
    from compliance import files
    from compliance.settings import settings as read_settings

    said = read_settings().model_copy(update={"files": Path(tmp_path)})
    monkeypatch.setattr(files, "settings", lambda: said)
    assert isinstance(files._by_settings.__wrapped__(), Folder)
    said.files_bucket = "evidence"
    assert isinstance(files._by_settings.__wrapped__(), Bucket)

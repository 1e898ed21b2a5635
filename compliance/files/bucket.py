"""A bucket of S3, or of what speaks like it, that keeps bytes by their SHA-256."""

import hashlib
import io
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from typing import IO, Any, Self

from compliance.errors import NotFound
from compliance.files import spool
from compliance.files.store import DIGEST, PIECE, CorruptFileError, StoreUnreachableError, pieces_of
from compliance.settings import settings

PART = 16 * 1024 * 1024
"""What is larger goes up in parts of this many bytes: ten thousand parts are 160 GB."""

_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})
_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})


class Bucket:
    """Keeps each file under its own SHA-256. A file that is there is never written over: the server is told so too.

    The client is made when it is first needed, in the process that needs it. What it asks for is read to a temporary
    file and hashed before anybody has it, so a bucket that changed a byte is found out like a disk that did.
    """

    def __init__(self, name: str, *, part: int = PART, **options: Any) -> None:
        self.name = name
        self._part = part
        self._options = options

    @classmethod
    def by_settings(cls) -> Self:
        """Return the bucket that the settings name; without keys there, those that its machine has are used."""
        said = settings()
        keys: dict[str, Any] = {}
        if said.files_key.get_secret_value():
            keys = {
                "aws_access_key_id": said.files_key.get_secret_value(),
                "aws_secret_access_key": said.files_secret.get_secret_value(),
            }
        return cls(
            said.files_bucket, endpoint_url=said.files_endpoint or None, region_name=said.files_region or None, **keys
        )

    def keep_stream(self, stream: IO[bytes]) -> str:
        """Keep the bytes of a stream: hashed into a temporary file first, as the name of the object is its hash."""
        with tempfile.SpooledTemporaryFile(max_size=PIECE, dir=str(spool.folder())) as file:
            hashed = hashlib.sha256()
            for piece in pieces_of(stream, PIECE):
                hashed.update(piece)
                file.write(piece)
            size = file.tell()
            file.seek(0)
            digest = hashed.hexdigest()
            known = self._size_of(digest)
            if known is not None:
                if known != size:
                    raise CorruptFileError(digest)
                return digest
            with self._said_in_words(taken_is_well=True):
                if size > self._part:
                    self._send_in_parts(digest, file)
                else:
                    self._send(digest, file, hashed.digest())
        return digest

    def exists(self, digest: str) -> bool:
        """Say whether an object of this name is there; its bytes are not looked at."""
        return self._size_of(digest) is not None

    def open_kept(self, digest: str) -> IO[bytes]:
        """Return the bytes kept under a SHA-256, as a temporary file that goes when it is closed, checked."""
        key = _key(digest)
        file = tempfile.TemporaryFile(dir=spool.folder())  # noqa: SIM115 - whoever asked for it closes it
        try:
            found = self._copy(key, file)
        except BaseException:
            file.close()
            raise
        if found != digest:
            file.close()
            raise CorruptFileError(digest)
        file.seek(io.SEEK_SET)
        return file

    def _copy(self, key: str, file: IO[bytes]) -> str:
        """Copy an object to a file, and return the SHA-256 of what came."""
        hashed = hashlib.sha256()
        with self._said_in_words():
            for piece in self._client.get_object(Bucket=self.name, Key=key)["Body"].iter_chunks(PIECE):
                hashed.update(piece)
                file.write(piece)
        return hashed.hexdigest()

    def _size_of(self, digest: str) -> int | None:
        key = _key(digest)
        try:
            with self._said_in_words():
                return int(self._client.head_object(Bucket=self.name, Key=key)["ContentLength"])
        except NotFound:
            return None

    def _send(self, digest: str, file: IO[bytes], checksum: bytes) -> None:
        self._client.put_object(
            Bucket=self.name,
            Key=_key(digest),
            Body=file.read(),
            ContentType="application/octet-stream",
            ChecksumSHA256=b64encode(checksum).decode(),
            IfNoneMatch="*",
        )

    def _send_in_parts(self, digest: str, file: IO[bytes]) -> None:
        """Send a large file part by part, each with its own checksum; what is not finished leaves nothing."""
        where = {"Bucket": self.name, "Key": _key(digest)}
        begun = self._client.create_multipart_upload(
            **where, ContentType="application/octet-stream", ChecksumAlgorithm="SHA256"
        )
        where["UploadId"] = begun["UploadId"]
        try:
            parts = []
            for number, piece in enumerate(pieces_of(file, self._part), 1):
                checksum = b64encode(hashlib.sha256(piece).digest()).decode()
                sent = self._client.upload_part(**where, PartNumber=number, Body=piece, ChecksumSHA256=checksum)
                parts.append({"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": checksum})
            self._client.complete_multipart_upload(**where, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        except BaseException:
            self._client.abort_multipart_upload(**where)
            raise

    @cached_property
    def _client(self) -> Any:
        # Only a service that keeps its files in a bucket needs the client, and pays for loading it.
        config = import_module("botocore.config").Config(
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 4, "mode": "standard"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"} if self._options.get("endpoint_url") else None,
        )
        return import_module("boto3").session.Session().client("s3", config=config, **self._options)

    @contextmanager
    def _said_in_words(self, *, taken_is_well: bool = False) -> Iterator[None]:
        """Raise NotFound for what is not there, and StoreUnreachableError in words for all else that goes wrong."""
        errors = import_module("botocore.exceptions")
        try:
            yield
        except errors.ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if taken_is_well and code in _TAKEN:
                return
            if code in _MISSING:
                raise NotFound("No such kept file") from error
            raise StoreUnreachableError(self._words(f"refused: {code}")) from error
        except errors.BotoCoreError as error:
            raise StoreUnreachableError(self._words(f"cannot be reached ({type(error).__name__})")) from error

    def _words(self, what: str) -> str:
        return f"The bucket {self.name} {what}. Check COMPLIANCE_FILES_BUCKET, _ENDPOINT, _REGION, _KEY and _SECRET"


def _key(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise NotFound(f"No kept file {digest}")
    return f"{digest[:2]}/{digest[2:]}"

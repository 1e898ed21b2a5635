"""A folder of this machine that keeps bytes by their SHA-256."""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from compliance.errors import NotFound
from compliance.files.store import DIGEST, PIECE, CorruptFileError, pieces_of, settle


class Folder:
    """Keeps each file under its own SHA-256, whole or not at all, read-only, and there after a power cut."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def keep_stream(self, stream: IO[bytes]) -> str:
        """Keep the bytes of a stream from where it stands; hashed while they are copied to a file of no name yet."""
        self.path.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self.path)
        try:
            with os.fdopen(handle, "wb") as file:
                hashed = hashlib.sha256()
                for piece in pieces_of(stream, PIECE):
                    hashed.update(piece)
                    file.write(piece)
                digest = hashed.hexdigest()
                path = self._path(digest)
                if not path.exists():
                    file.flush()
                    os.fsync(file.fileno())
            if path.exists():
                Path(name).unlink()
                return digest
            made = not path.parent.exists()
            path.parent.mkdir(exist_ok=True)
            Path(name).chmod(0o440)
            Path(name).replace(path)
            settle(path.parent)
            if made:
                settle(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest

    def exists(self, digest: str) -> bool:
        """Say whether something is kept under a SHA-256; its bytes are not looked at."""
        return self._path(digest).is_file()

    def open_kept(self, digest: str) -> IO[bytes]:
        """Return the file kept under a SHA-256, checked. Raises NotFound, or CorruptFileError."""
        path = self._path(digest)
        if not path.is_file():
            raise NotFound(f"No kept file {digest}")
        file = path.open("rb")
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            file.close()
            raise CorruptFileError(digest)
        file.seek(io.SEEK_SET)
        return file

    def list_kept(self) -> Iterator[str]:
        """Yield the SHA-256 under which each file is kept, in order."""
        for folder in sorted(self.path.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if DIGEST.fullmatch(folder.name + path.name):
                    yield folder.name + path.name

    def _path(self, digest: str) -> Path:
        if not DIGEST.fullmatch(digest):
            raise NotFound(f"No kept file {digest}")
        return self.path / digest[:2] / digest[2:]

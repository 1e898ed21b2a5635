"""What every store of kept bytes does: the same for a folder of this machine and for a bucket."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

PIECE = 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}")


class CorruptFileError(Exception):
    """The bytes that are stored are no longer those that were kept."""


class StoreUnreachableError(Exception):
    """The store cannot be asked, or refused: in words for whoever runs the service, without any key."""


class Store(Protocol):
    """Keeps bytes by their SHA-256: whole or not at all, never written over, checked when they are read."""

    def keep_stream(self, stream: IO[bytes]) -> str:
        """Keep the bytes of a stream from where it stands, and return their SHA-256."""

    def exists(self, digest: str) -> bool:
        """Say whether something is kept under a SHA-256."""

    def open_kept(self, digest: str) -> IO[bytes]:
        """Return the file kept under a SHA-256, checked. Raises NotFound, or CorruptFileError."""


def pieces_of(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """Yield the bytes of a stream from where it stands, `size` at a time at the most."""
    while piece := stream.read(size):
        yield piece


def settle(folder: Path) -> None:
    """Have the names in a folder on the disk before this returns: else a power cut can take the name of a file away."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

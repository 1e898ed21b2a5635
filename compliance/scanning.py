"""Asks the virus scanner of the house about a file: a command that reads it, and answers by how it ends."""

import os
import shlex
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from compliance.settings import settings

_LONGEST = 200


class Finding(StrEnum):
    """What came of asking. Only CLEAN and NOT_SET let a file through."""

    CLEAN = "clean"
    FOUND = "found"
    FAILED = "failed"
    NOT_SET = "not_set"


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner found, and its own words for whoever runs the service."""

    finding: Finding
    words: str = ""

    @property
    def lets_through(self) -> bool:
        """Whether the file may be kept as far as the scanner goes."""
        return self.finding in {Finding.CLEAN, Finding.NOT_SET}


def is_set() -> bool:
    """Say whether this service has a scanner."""
    return bool(settings().scan_command.strip())


def scan(file: IO[bytes]) -> Scan:
    """Ask the scanner about an open file, from its beginning; it must be one of the disk, as the command reads it.

    The command ends with 0 when the file is clean and with 1 when something was found. Anything else, a command that
    is not there, and one that does not end in time have found nothing out: never taken as clean.
    """
    if not is_set():
        return Scan(Finding.NOT_SET)
    file.seek(0)
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    with tempfile.TemporaryFile() as said:
        try:
            ended = _run(shlex.split(settings().scan_command), file, said)
        except OSError as error:
            return Scan(Finding.FAILED, f"The command of the scanner cannot be started: {error.strerror}")
        said.seek(0)
        words = " ".join(said.read(4096).decode("utf-8", "replace").split())[:_LONGEST]
    if ended is None:
        return Scan(Finding.FAILED, f"The scanner did not end within {settings().scan_seconds} seconds")
    finding = {0: Finding.CLEAN, 1: Finding.FOUND}.get(ended, Finding.FAILED)
    return Scan(finding, words or f"The scanner ended with {ended}")


def _run(command: list[str], file: IO[bytes], said: IO[bytes]) -> int | None:
    """Run a command on a file and return its exit status, or None when it took too long; none of it lives on."""
    process = subprocess.Popen(  # noqa: S603 - the operator's own command, and no shell
        command, stdin=file, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        return process.wait(settings().scan_seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

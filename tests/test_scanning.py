"""The virus scanner of the house: its answer is believed, and no answer is never taken for a good one."""

import sys
import tempfile

import pytest

from compliance import scanning
from compliance.scanning import Finding, is_set, scan
from compliance.settings import settings

READS = "import sys; sent = sys.stdin.buffer.read(); "


@pytest.fixture
def asked(monkeypatch):
    """Ask a scanner that is a line of Python about some bytes."""

    def ask(line, content=b"a photograph", seconds=20):
        command = "" if line is None else f'{sys.executable} -I -S -c "{line}"'
        said = settings().model_copy(update={"scan_command": command, "scan_seconds": seconds})
        monkeypatch.setattr(scanning, "settings", lambda: said)
        with tempfile.TemporaryFile() as file:
            file.write(content)
            file.flush()
            return scan(file)

    return ask


@pytest.mark.parametrize(
    ("line", "finding", "words"),
    [
        (READS + "print('OK'); sys.exit(0 if sent == b'a photograph' else 2)", Finding.CLEAN, "OK"),
        (READS + "print('stream: Eicar FOUND'); sys.exit(1)", Finding.FOUND, "stream: Eicar FOUND"),
        (READS + "print('no database', file=sys.stderr); sys.exit(2)", Finding.FAILED, "no database"),
        ("raise SystemExit(0)", Finding.CLEAN, "The scanner ended with 0"),
        ("import os; os.kill(os.getpid(), 9)", Finding.FAILED, "The scanner ended with -9"),
        (READS + "print('x' * 9000); sys.exit(1)", Finding.FOUND, "x" * 200),
    ],
)
def test_how_the_command_ends_is_what_it_found(asked, line, finding, words):
    found = asked(line)
    assert (found.finding, found.words) == (finding, words)
    assert found.lets_through is (finding is Finding.CLEAN)


def test_a_file_longer_than_any_pipe_reaches_the_command_whole(asked):
    found = asked(READS + "sys.exit(0 if len(sent) == 3000000 else 1)", b"x" * 3_000_000)
    assert found.finding is Finding.CLEAN


def test_a_scanner_that_does_not_end_is_stopped_with_all_it_began_and_has_found_nothing_out(asked):
    found = asked("import subprocess; subprocess.run(['sleep', '60'])", seconds=1)
    assert found.finding is Finding.FAILED
    assert "within 1 seconds" in found.words


def test_a_command_that_is_not_there_has_found_nothing_out(monkeypatch):
    said = settings().model_copy(update={"scan_command": "no-such-scanner-here -"})
    monkeypatch.setattr(scanning, "settings", lambda: said)
    with tempfile.TemporaryFile() as file:
        assert scan(file).finding is Finding.FAILED


def test_without_a_scanner_files_pass_and_that_is_known(asked):
    found = asked(None)
    assert (found.finding, found.lets_through) == (Finding.NOT_SET, True)
    assert not is_set()

"""Read files one by one, each in a process of its own, and say what became of it and what it cost.

Run as `python -m tests.factories.measured FOLDER`; prints JSON, for each file name {message, rows, megabytes, seconds}:
the refusal or "", the rows read, by how much the process grew meanwhile, and seconds of the processor.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from compliance.errors import Refusal
from compliance.imports.rules.reading import recognise, rows

STRIDE = 1024  # ru_maxrss counts kibibytes


def read(path: Path) -> dict:
    """Recognise a file, read its rows and measure both."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    count, message = 0, ""
    with path.open("rb") as stream:
        try:
            for _ in rows(stream, recognise(stream, path.name)):
                count += 1
        except Refusal as refusal:
            message = refusal.message
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {
        "message": message,
        "rows": count,
        "megabytes": grown / STRIDE,
        "seconds": time.process_time() - started,
    }


def apart(path: Path) -> dict:
    """Read a file in a forked process, so that no file pays for another."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        os.write(into, json.dumps(read(path)).encode())
        os._exit(0)
    os.close(into)
    with os.fdopen(out) as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return json.loads(said) if said else {"message": "killed", "rows": 0, "megabytes": 0, "seconds": 0}


if __name__ == "__main__":
    found = {path.name: apart(path) for path in sorted(Path(sys.argv[1]).iterdir())}
    json.dump(found, sys.stdout)

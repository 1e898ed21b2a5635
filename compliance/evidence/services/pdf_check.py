"""Opens the PDF on standard input and ends with 0 when it is one that holds pages and no program. Runs on its own."""

import io
import resource
import sys
from typing import Any

import pikepdf

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
MOST_PAGES = 2000
MOST_OBJECTS = 500_000
DEEPEST = 20
UNREADABLE, ACTIVE, PAGES = 1, 2, 3
RUNS = frozenset(
    {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA", "/ImportData"}
)
NAMED = frozenset({"/S", "/Type", "/Subtype"})


def check(content: bytes) -> int:
    """Return 0, or why a PDF is not taken: 1 cannot be read, 2 holds what runs or a file, 3 too few or many pages."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not 1 <= len(pdf.pages) <= MOST_PAGES:
                return PAGES
            if len(pdf.objects) > MOST_OBJECTS:
                return UNREADABLE
            return ACTIVE if any(_runs(one) for one in pdf.objects) else 0
    except (pikepdf.PdfError, MemoryError, ValueError, RuntimeError, TypeError):
        return UNREADABLE


def _runs(one: Any, depth: int = 0) -> bool:
    """Say whether an object, or one written inside it, names something that a reader would run or open."""
    if getattr(one, "is_indirect", False) and depth:
        return False
    if depth > DEEPEST:
        return True
    if isinstance(one, pikepdf.Array):
        return any(_runs(item, depth + 1) for item in one)
    if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return any(
        key in RUNS
        or (key in NAMED and isinstance(value, pikepdf.Name) and str(value) in RUNS)
        or _runs(value, depth + 1)
        for key, value in one.items()
    )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.exit(check(sys.stdin.buffer.read()))

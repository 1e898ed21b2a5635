"""The guard of what is written: no cell that a spreadsheet program would run as a formula."""

from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GUARD = "'"


def guarded(value: Any) -> Any:
    """Return a cell's value; text that a spreadsheet program could take for a formula begins with an apostrophe.

    Text that begins with =, +, -, @, a tab or a line end, spaces before it aside, as OWASP's "CSV Injection" has it.
    Such text that already has apostrophes gets one more, so that `unguarded` always gives back what was written.
    Numbers are left as they are.
    """
    if isinstance(value, str) and _could_run(value):
        return f"{GUARD}{value}"
    return "" if value is None else value


def unguarded(text: str) -> str:
    """Return a text without the apostrophe that `guarded` put before it."""
    return text[1:] if text.startswith(GUARD) and _could_run(text[1:]) else text


def _could_run(text: str) -> bool:
    if text.startswith(GUARD):
        text = text.lstrip(GUARD)
    return text.startswith(_STARTS_A_FORMULA) or text.lstrip(" ").startswith(_STARTS_A_FORMULA)

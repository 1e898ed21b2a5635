"""How a file of evidence is called when it leaves the record: by its reference, never by a name that somebody gave."""

import re


def safe_name(reference: str, kind: str, suffix: str) -> str:
    """Return a name that every system takes: AB/1, photograph, jpg is AB-1_photograph.jpg."""
    ending = re.sub(r"[^a-z0-9]", "", suffix.lower())[:10] or "bin"
    return f"{plain_reference(reference)}_{kind}.{ending}"


def plain_reference(reference: str) -> str:
    """Return a reference as part of a file's name: AB/1 is AB-1."""
    return re.sub(r"[^A-Za-z0-9]+", "-", reference).strip("-")

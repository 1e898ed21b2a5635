"""What a journey reads and fills in that belongs to letters: the words of a PDF, and the letterhead."""

import io
import warnings

from pypdf import PdfReader

from tests.journeys.conftest import Officer


def pdf_text(content: bytes) -> str:
    """Return the words of a PDF, on one line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


def set_the_letterhead(admin: Officer, name: str, *, borough: str, address: str) -> None:
    """Fill in what every letter of a borough carries. `name` is the administrator's, signed in."""
    site = f"{borough.lower()}.example"
    admin.follow(name)
    admin.follow("Change the letterhead and times of your authority")
    admin.fill("Department", "Trading Standards")
    admin.fill("Address", address)
    admin.fill("Telephone", "020 7946 0100")
    admin.fill("E-mail address", f"trading.standards@{site}")
    admin.fill("Website", f"{site}/trading-standards")
    admin.fill("How to complain or appeal", "Write to the Head of Trading Standards at this address within 28 days.")
    admin.fill("Address of your enforcement policy", f"{site}/enforcement")
    admin.fill("Address of your privacy notice", f"{site}/privacy")
    admin.press("Save changes")
    admin.sees("Success")

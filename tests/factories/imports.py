"""Food hygiene registers for tests: small, invented, and in the form of the Food Standards Agency."""

from pathlib import Path

import pytest

from compliance.imports.rules import RETAILER_TYPES

FHRS = Path(__file__).parents[3] / "shared" / "data" / "fhrs"
SHOP, SUPERMARKET = sorted(RETAILER_TYPES)
TAKEAWAY = "Takeaway/sandwich shop"


def business(fhrs_id="1", name="Invented Hardware", extra="", **fields) -> str:
    """Return the XML of one business; a field given as None is left out."""
    said = {
        "FHRSID": fhrs_id,
        "LocalAuthorityBusinessID": f"A{(fhrs_id or '').strip()}",
        "BusinessName": name,
        "BusinessType": SHOP,
        "AddressLine2": "1 Invented Street",
        "PostCode": "E8 1AA",
        "LocalAuthorityCode": "512",
        "LocalAuthorityName": "Hackney",
        **fields,
    }
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in said.items() if text is not None)
    return f"<EstablishmentDetail>{inside}{extra}</EstablishmentDetail>"


def document(
    *businesses: str, head="<?xml version='1.0'?>", extracted="2020-08-08", declared: int | None = None
) -> bytes:
    """Return a register of these businesses."""
    count = len(businesses) if declared is None else declared
    return (
        f"{head}<FHRSEstablishment><Header><ExtractDate>{extracted}</ExtractDate>"
        f"<ItemCount>{count}</ItemCount></Header>"
        f"<EstablishmentCollection>{''.join(businesses)}</EstablishmentCollection></FHRSEstablishment>"
    ).encode()


def shops(how_many: int, **fields) -> list[str]:
    """Return this many shops, each with its own number and name."""
    return [business(str(number), f"Invented Shop {number}", **fields) for number in range(1, how_many + 1)]


def real(name: str) -> Path:
    """Return where a real register is, or skip the test loudly."""
    path = FHRS / name
    if not path.exists():
        pytest.skip(f"SHARED DATA ABSENT: {path} is not here, so the known answers were not checked")
    return path

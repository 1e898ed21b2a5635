"""Exhibits for tests, made as officers make them: by the services. Every one is invented."""

from datetime import UTC, datetime

from compliance import files
from compliance.evidence import services
from compliance.evidence.rules import ExhibitKind, Hand, NewExhibit, NewItem, NewTransfer, Purpose

AT = datetime(2026, 10, 1, 14, 32, tzinfo=UTC)


def photograph(session, actor, purchase_id, content=b"an invented photograph", **changed):
    """Keep some bytes, and produce them as a photograph."""
    digest = files.keep(content)
    facts = {
        "kind": ExhibitKind.PHOTOGRAPH,
        "description": "The display with the knives",
        "sha256": digest,
        "size": len(content),
        "media_type": "image/jpeg",
        "suffix": "jpg",
        "produced_at": AT,
        "shown_sha256": files.keep(b"shown: " + content),
        "browser_sha256": digest,
        "original_name": "IMG_0001.jpg",
        "produced_where": "At the counter",
    }
    return services.produce_exhibit(session, actor, purchase_id, NewExhibit(**facts | changed))


def item(session, actor, purchase_id, **changed):
    """Produce a sealed knife that came from V07."""
    facts = {
        "description": "A kitchen knife with a blade of 20 cm",
        "received_from": "V07",
        "produced_at": AT,
        "produced_where": "Outside the shop",
        "place": "Car of the officer",
        "packaging": "Knife tube",
        "seal": "S1001",
    }
    return services.produce_item(session, actor, purchase_id, NewItem(**facts | changed))


def transfer(**changed):
    """Return a transfer into the evidence store an hour after production."""
    facts = {
        "to": Hand(name="Store keeper"),
        "at": datetime(2026, 10, 1, 15, 32, tzinfo=UTC),
        "place": "Evidence store, shelf 3",
        "purpose": Purpose.STORED,
        "receipt": "Signed in book 4, page 12",
    }
    return NewTransfer(**facts | changed)

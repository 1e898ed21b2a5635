"""Food hygiene registers for tests: small, invented, and in the form of the Food Standards Agency."""

import io
from pathlib import Path

import pytest

from compliance.imports import queries, services
from compliance.imports.rules import RETAILER_TYPES, ImportKind, ImportReport, Options
from compliance.imports.rules.guessing import guess
from compliance.imports.rules.reading import read_recognised

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


def drive(session, steps) -> list:
    """Do the work of a piecewise job as the worker does: commit at every yield and at the end; return the progress."""
    shown = []
    for progress in steps:
        shown.append(progress)
        session.rollback() if progress.release else session.commit()
    session.commit()
    return shown


def whole(session, steps) -> None:
    """Do the work of a job that is all or nothing as the worker does: commit once, at the end."""
    for progress in steps:
        if progress.release:
            session.rollback()
    session.commit()


def uploaded(session, actor, content: bytes, file_name="register.xml", *, kind=ImportKind.REGISTER):
    """Return the run of a file that was brought in."""
    return services.upload(session, actor, stream=io.BytesIO(content), file_name=file_name, kind=kind)


def checked(session, actor, content: bytes, file_name="register.xml", *, mapping=None, **options):
    """Return the run of a file that was brought in, matched (as it is guessed, unless told) and checked."""
    run = uploaded(session, actor, content, file_name)
    mapping = mapping or guess(run.kind, read_recognised(run.recognised).table)
    services.map_columns(session, actor, run.id, mapping, Options(**options), version=run.version)
    drive(session, services.check(session, actor, run.id))
    return queries.get_run(session, actor, run.id)


def carried_out(session, actor, run) -> ImportReport:
    """Accept what was looked over, carry it out, and return what was done."""
    services.accept(session, actor, run.id, plan_hash=run.plan_hash)
    session.commit()
    whole(session, services.commit(session, actor, run.id))
    return queries.report_of(session, actor, run.id)


def import_register(session, actor, content: bytes, file_name="register.xml", *, mapping=None, **options):
    """Bring a file in by all its steps, and return what was done."""
    return carried_out(session, actor, checked(session, actor, content, file_name, mapping=mapping, **options))


def undone(session, actor, run_id, reason="Imported by mistake") -> None:
    """Undo an import as the worker does."""
    services.ask_undo(session, actor, run_id, reason=reason)
    session.commit()
    whole(session, services.undo(session, actor, run_id))

"""Commands for places: loading postcodes, and looking one up."""

import time
from collections.abc import Callable
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from compliance.database import read_only, session
from compliance.errors import Refusal
from compliance.places import queries, services
from compliance.places.rules import SOURCE_LABELS, write_postcode
from compliance.places.services import Loaded

group = AppGroup("places", help="Postcodes, wards and districts.")

TELL_EVERY = 250_000


@group.command("load")
@click.argument("file", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--again", is_flag=True, help="Load it although these very bytes were loaded before.")
@click.option("--quiet", is_flag=True, help="Say nothing when there was nothing to do.")
@with_appcontext
def load(file: Path | None, *, again: bool, quiet: bool) -> None:
    """Load London's postcodes, which come with the product, or a national FILE: all or nothing.

    FILE is Code-Point Open: the zip as Ordnance Survey releases it, or a CSV (also gzip or xz) with the headings
    postcode, lat and lon or easting and northing, lad_code... and ward_code.... It replaces the national file loaded
    before. London's own postcodes stay as they are, whichever comes first. Exits with 1 when it cannot be read.
    """
    begun = time.monotonic()
    try:
        if file is None:
            done = services.load_london(session(), _teller(), again=again)
        else:
            done = services.load_national(session(), file, _teller(), again=again)
    except Refusal as refusal:
        session().rollback()
        raise click.ClickException(f"{refusal.message}.") from refusal
    session().commit()
    if not (quiet and done.already):
        click.echo(_words(done, time.monotonic() - begun))


def _teller() -> Callable[[int], None]:
    """Return what tells the person at the terminal how far it is, now and then."""
    told = 0

    def tell(rows: int) -> None:
        nonlocal told
        if rows - told >= TELL_EVERY:
            told = rows
            click.echo(f"{rows:,} rows read", err=True)

    return tell


def _words(done: Loaded, seconds: float) -> str:
    if done.already:
        return f"{done.file_name} is loaded already: {done.loaded:,} postcodes. Nothing was done (--again loads it)."
    parts = [f"{done.loaded:,} postcodes of {done.file_name} loaded in {seconds:.0f} s"]
    if done.before:
        parts.append(f"in place of {done.before:,}")
    if done.kept:
        parts.append(f"{done.kept:,} left as London’s own file has them")
    if done.without_position:
        parts.append(f"{done.without_position:,} left out for want of a position")
    return "; ".join(parts) + "."


@group.command("find")
@click.argument("postcode")
@with_appcontext
def find(postcode: str) -> None:
    """Say where a postcode is: position, ward and district. Exits with 1 when it is not known."""
    read_only(True)
    place = queries.find_place(session(), write_postcode(postcode))
    if place is None:
        raise click.ClickException(f"{postcode} is not known. `flask places files` lists what is loaded.")
    ward = f"{place.ward_name} {place.ward_code}".strip() or "not known"
    district = f"{place.district_name} {place.district_code}".strip() or "not known"
    click.echo(f"{place.postcode}  {place.latitude:.5f}, {place.longitude:.5f}  ward {ward}  district {district}")


@group.command("files")
@with_appcontext
def files() -> None:
    """List the files of postcodes that are loaded."""
    read_only(True)
    found = queries.list_files(session())
    if not found:
        click.echo("No postcodes are loaded: flask places load")
    for one in found:
        click.echo(
            f"{SOURCE_LABELS[one.source]}: {one.file_name}, {one.postcodes:,} postcodes, {one.loaded_at:%d %B %Y}"
        )

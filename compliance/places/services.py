"""Loading places: wards and districts that come with the product, and a file of postcodes, all or nothing."""

import csv
import hashlib
import json
import lzma
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from compliance import clock
from compliance.audit import services as audit
from compliance.database import refresh_statistics
from compliance.errors import Refusal
from compliance.places.models import District, PlaceFile, Postcode, Ward
from compliance.places.queries import DATA
from compliance.places.rules import PlaceRow, Source, Tally, read_postcodes

LONDON = DATA / "london-postcodes.csv.xz"
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `already`: these very bytes were loaded before, so nothing was done.

    `kept` are postcodes of the national file that stayed as London's own file has them.
    """

    source: Source
    file_name: str
    already: bool = False
    read: int = 0
    loaded: int = 0
    kept: int = 0
    without_position: int = 0
    before: int = 0


def load_london(session: Session, tell: Callable[[int], None] | None = None, *, again: bool = False) -> Loaded:
    """Load London's postcodes, wards and the names of districts that come with the product; `tell` hears the rows."""
    return _load(session, Source.LONDON, LONDON, tell, again=again)


def load_national(
    session: Session, file: Path, tell: Callable[[int], None] | None = None, *, again: bool = False
) -> Loaded:
    """Load Code-Point Open in place of the national file loaded before; `tell` hears how many rows are done.

    A postcode that London's own file has stays as it is there, whichever was loaded first: its ward is one whose
    boundary the map has. Raises Refusal when the file is none, is damaged, or has no postcode with a position.
    """
    return _load(session, Source.NATIONAL, file, tell, again=again)


def _load(session: Session, source: Source, file: Path, tell: Callable[[int], None] | None, *, again: bool) -> Loaded:
    with file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        known = session.get(PlaceFile, source)
        if known is not None and known.sha256 == sha256 and not again:
            return Loaded(source, file.name, already=True, loaded=known.postcodes)
        stream.seek(0)
        if source is Source.LONDON:
            _areas(session)
        loaded = _postcodes(session, source, stream, file.name, tell)
    if not loaded.loaded + loaded.kept:
        raise Refusal("The file has no postcode with a position. Nothing was loaded")
    session.merge(
        PlaceFile(
            source=source, file_name=file.name[:255], sha256=sha256, postcodes=loaded.loaded, loaded_at=clock.now()
        )
    )
    session.flush()
    refresh_statistics(session)
    audit.record_system(
        session, "places.loaded", "places", source.value, file=file.name, sha256=sha256, postcodes=loaded.loaded
    )
    return loaded


def _postcodes(
    session: Session, source: Source, stream: IO[bytes], name: str, tell: Callable[[int], None] | None
) -> Loaded:
    """Replace what this source had before by what its file has now."""
    of_source = col(Postcode.source) == source
    before = _count(session, of_source)
    session.execute(sa.delete(Postcode).where(of_source))
    tally = Tally()
    rows = read_postcodes(stream, tally)
    while batch := list(islice(rows, AT_ONCE)):
        _write(session, Postcode, [_values(row, source) for row in batch], replacing=source is Source.LONDON)
        if tell:
            tell(tally.read)
    loaded = _count(session, of_source)
    given = tally.read - tally.without_position
    return Loaded(
        source=source,
        file_name=name,
        read=tally.read,
        loaded=loaded,
        kept=given - loaded,
        without_position=tally.without_position,
        before=before,
    )


def _count(session: Session, condition: Any) -> int:
    found: int = session.execute(sa.select(sa.func.count()).select_from(Postcode).where(condition)).scalar_one()
    return found


def _values(row: PlaceRow, source: Source) -> dict[str, Any]:
    return {
        "postcode": row.postcode,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "ward_code": row.ward_code,
        "district_code": row.district_code,
        "source": source,
    }


def _write(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, replacing: bool) -> None:
    """Insert rows, leaving one whose key is taken alone or, `replacing`, putting the new one in its place.

    PostgreSQL is handed each column as an array, which it takes about ten times faster than row by row.
    """
    made: Any = sa.inspect(table).local_table
    names = [column.name for column in made.columns]
    keys = [column.name for column in made.primary_key]
    statement: Any
    if session.get_bind().dialect.name == "postgresql":
        arrays = [sa.bindparam(column.name, type_=postgresql.ARRAY(column.type)) for column in made.columns]
        statement = postgresql.insert(made).from_select(names, sa.select(*(sa.func.unnest(one) for one in arrays)))
        values: Any = {name: [row[name] for row in rows] for name in names}
    else:
        statement, values = sqlite.insert(made), rows
    if replacing:
        new = {name: statement.excluded[name] for name in names if name not in keys}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing()
    session.execute(statement, values)


def _areas(session: Session) -> None:
    """Write down the names of wards and districts that come with the product, over what stood there."""
    _write(session, District, list(_districts()), replacing=True)
    _write(session, Ward, list(_wards()), replacing=True)


def _districts() -> Iterator[dict[str, str]]:
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {"code": row["code"], "name": row["name"]}


def _wards() -> Iterator[dict[str, str]]:
    with lzma.open(DATA / "london-wards-2018.geojson.xz", "rt", encoding="utf-8") as file:
        for feature in json.load(file)["features"]:
            yield {key: feature["properties"][key] for key in ("code", "name", "district_code")}

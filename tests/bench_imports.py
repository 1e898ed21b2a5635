"""Speed of an import as ratios against the bare driver's bulk insert of the same rows. Called by tests/bench.py."""

import csv
import gc
import io
import statistics
import time
from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlmodel import Session

from compliance.database import db
from compliance.imports import queries, services
from compliance.imports.rules import ImportKind, Options
from compliance.imports.rules.guessing import guess
from compliance.imports.rules.reading import read_recognised
from compliance.imports.services.kinds import importer_of
from compliance.permissions import Actor

HEADINGS = (
    "FHRSID",
    "BusinessName",
    "BusinessType",
    "AddressLine1",
    "AddressLine2",
    "PostCode",
    "Latitude",
    "Longitude",
)
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
Line = tuple[str, float, float, str, float, str, bool]


def table(count: int) -> bytes:
    """Return a list of this many invented shops as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    for n in range(count):
        postcode = f"N{n % 22 + 1} {n // 22 % 9 + 1}{_LETTERS[n // 198 % 20]}{_LETTERS[n // 3960 % 20]}"
        place = (f"{n} High Street", "London", postcode, f"{51.5 + n / 1e6:.6f}", "-0.05")
        writer.writerow((str(n + 1), f"Imported {n}", "Retailers - other", *place))
    return text.getvalue().encode()


def bench_imports(session: Session, actor: Actor, count: int) -> Iterator[Line]:
    """Yield rows a second of the check, and the write phase and the whole commit against the driver's bulk insert."""
    run = services.upload(
        session, actor, stream=io.BytesIO(table(count)), file_name="bench.csv", kind=ImportKind.REGISTER
    )
    mapping = guess(run.kind, read_recognised(run.recognised or {}).table)
    services.map_columns(session, actor, run.id, mapping, Options(), version=run.version)
    session.commit()
    began = time.perf_counter()
    for progress in services.check(session, actor, run.id):
        session.rollback() if progress.release else session.commit()
    session.commit()
    checked = count / (time.perf_counter() - began)
    run = queries.get_run(session, actor, run.id)
    services.accept(session, actor, run.id, plan_hash=run.plan_hash)
    session.commit()

    def work() -> None:
        for _progress in importer_of(run.kind).write(session, actor, run):
            pass

    def write() -> None:
        work()
        session.rollback()

    def commit() -> None:
        for progress in services.commit(session, actor, run.id):
            if progress.release:
                session.rollback()
        session.rollback()

    written = _written(session, work)

    def insert() -> None:
        driver = session.connection().connection.driver_connection
        for statement, parameters in written:
            driver.executemany(statement, parameters)
        session.rollback()

    ours, peer, ratio = _pair(write, insert)
    yield (f"import: write phase of {count} premises", ours * 1e3, peer * 1e3, "ms", ratio, "at most 2", ratio <= 2)
    ours, peer, ratio = _pair(commit, insert)
    yield (f"import: whole commit of {count} premises", ours * 1e3, peer * 1e3, "ms", ratio, "at most 3", ratio <= 3)
    fast = count / peer
    yield ("import: check against the driver's insert", checked, fast, "rows/s", fast / checked, "told", True)
    services.fail(session, actor, run.id, "measured")
    services.abandon(session, actor, run.id)
    session.commit()


def _written(session: Session, work: Callable[[], None]) -> list[tuple[str, list[object]]]:
    """Return what some work writes into the register, as the driver's own bulk inserts."""
    written: list[tuple[str, list[object]]] = []

    def remember(_connection: object, _cursor: object, statement: str, parameters: object, *rest: object) -> None:
        if rest[-1] and isinstance(parameters, list) and statement.startswith("INSERT INTO outlets"):
            written.append((statement, parameters))

    sa.event.listen(db.engine, "before_cursor_execute", remember)
    work()
    sa.event.remove(db.engine, "before_cursor_execute", remember)
    driver = session.connection().connection.driver_connection
    numbers = driver.execute(
        "SELECT id, authority_id, outlet_id, scheme, value, words FROM outlet_references"
    ).fetchall()
    insert = (
        "INSERT INTO outlet_references (id, authority_id, outlet_id, scheme, value, words) VALUES (?, ?, ?, ?, ?, ?)"
    )
    written.append((insert, numbers))
    session.rollback()
    return written


def _pair(ours: Callable[[], None], peer: Callable[[], None], rounds: int = 3) -> tuple[float, float, float]:
    ours(), peer()
    gc.collect()
    gc.freeze()  # what this report itself holds is no part of what it measures
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        ours()
        middle = time.perf_counter()
        peer()
        times.append((middle - began, time.perf_counter() - middle))
    ratio = statistics.median(a / b for a, b in times)
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times), ratio

"""Speed and memory as ratios against a peer in the same run. `make bench`; sizes with BENCH_SCALE (1 is small).

Each figure is the median of several rounds, ours and the peer's in turn, so that a machine that drifts drifts for both.
"""

import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

FOLDER = Path(tempfile.mkdtemp(prefix="bench-"))
os.environ["COMPLIANCE_DATABASE_URL"] = f"sqlite:///{FOLDER / 'bench.sqlite3'}"
os.environ["COMPLIANCE_FILES"] = str(FOLDER / "files")
os.environ.setdefault("COMPLIANCE_SECRET_KEY", "bench-" + "x" * 40)
os.environ.setdefault("COMPLIANCE_VAULT_KEY", Fernet.generate_key().decode())
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from compliance import clock, pdf
from compliance.accounts import queries as accounts
from compliance.accounts import services as account_services
from compliance.accounts.rules import OfficerDetails
from compliance.app import create_app
from compliance.database import db, new_id, read_only, session
from compliance.dates import months_before
from compliance.escalations import queries as escalations
from compliance.escalations.queries.histories import candidates, read_candidates
from compliance.escalations.rules import Entry
from compliance.letters.rules import Kind
from compliance.permissions import Actor, Permission, Role
from compliance.purchases.models import Purchase
from compliance.retailers import queries as retailers
from compliance.retailers.models import Entity, Operator, Outlet
from compliance.retailers.queries import OutletFilter
from tests import bench_duplicates as planted
from tests.bench_imports import bench_imports
from tests.bench_letters import documents

SCALE = float(os.environ.get("BENCH_SCALE", "1"))
ROUNDS = 5
PREMISES = int(20_000 * SCALE)
TESTS = int(60_000 * SCALE)
LETTERS = 40


@dataclass(frozen=True)
class Figure:
    """One line of the report: ours and the peer's median, and the goal as a ratio ours to peer (or peer to ours)."""

    what: str
    ours: float
    peer: float
    unit: str
    ratio: float
    goal: str
    met: bool


def pair(ours: Callable[[], object], peer: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Return the median seconds of ours and of the peer, taken in turn, and the median of the ratios."""
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
    first = statistics.median(a for a, _ in times)
    second = statistics.median(b for _, b in times)
    return first, second, statistics.median(a / b for a, b in times)


def actor_of_bench() -> Actor:
    """Return a manager of an authority of its own, signed in as nobody else."""
    administrator = accounts.command_line_actor(session(), "hackney", Permission.MANAGE_OFFICERS)
    officer = account_services.add_officer(
        session(),
        administrator,
        OfficerDetails(name="Bench", role=Role.MANAGER),
        email="bench@example.org",
        password="one two three four",
        must_change_password=False,
    )
    session().commit()
    authority = accounts.find_authority(session(), "hackney")
    return accounts.actor_of(session(), officer, authority)


def fill(actor: Actor) -> None:
    """Put synthetic premises, operators and test purchases in, with the Core."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    entities = [new_id() for _ in range(PREMISES)]
    outlets = [new_id() for _ in range(PREMISES)]
    today = clock.today()
    own = {"authority_id": actor.authority_id}
    write = session().execute
    write(
        sa.insert(Entity),
        [
            {"id": one, "kind": "company", "name": f"Company {n} Limited", "recorded_at": now, **own}
            for n, one in enumerate(entities)
        ],
    )
    write(
        sa.insert(Outlet),
        [
            {
                "id": one, "reference": f"B-{n}", "kind": "premises", "name": f"Shop {n}", "sort_name": f"shop {n:07d}",
                "postcode": f"E8 {n % 9 + 1}AB", "status": "trading", "recorded_at": now, **own,
            }
            for n, one in enumerate(outlets)
        ],
    )  # fmt: skip
    write(
        sa.insert(Operator),
        [
            {
                "outlet_id": outlet, "entity_id": entity, "from_on": date(2015, 1, 1), "how_known": "companies_house",
                "confirmed_at": now, **own,
            }
            for outlet, entity in zip(outlets, entities, strict=True)
        ],
    )  # fmt: skip
    write(
        sa.insert(Purchase),
        [
            {
                "reference": f"T-{n}", "outlet_id": outlets[n % PREMISES], "type": "underage",
                "buyer_basis": "under_18", "channel": "till",
                "outcome": "sold_unchallenged" if n * 2654435761 % 100 < 8 else "refused_no_id",
                "tested_on": today - timedelta(days=n * 7919 % 1997), "officer_id": actor.officer_id,
                "volunteer_code": "V01", "age_years": 15, "age_months": 3, "category_code": "kitchen_knife",
                "recorded_on": today, "recorded_at": now, **own,
            }
            for n in range(TESTS)
        ],
    )  # fmt: skip
    session().commit()
    session().execute(sa.text("ANALYZE"))
    session().commit()


def bench_repeat_list(actor: Actor) -> Iterator[Figure]:
    """The repeat-offender list: narrowing against a raw scan of the partial index, and explained against narrowed."""
    today = clock.today()
    policy = escalations.policy_on(session(), actor.authority_id, today)
    scan = sa.text(
        "SELECT outlet_id, count(DISTINCT tested_on) FROM purchases WHERE counts_as_sale AND authority_id = :a "
        "AND tested_on BETWEEN :b AND :c GROUP BY outlet_id HAVING count(DISTINCT tested_on) >= 2"
    )
    window = months_before(today, policy.window_months)
    arguments = {"a": actor.authority_id.hex, "b": window.isoformat(), "c": today.isoformat()}

    def narrow() -> object:
        return session().execute(candidates(actor, policy, today)).all()

    def read() -> object:
        return read_candidates(session(), actor, policy, today)

    def explain() -> list[Entry]:
        return escalations.list_repeat_offenders(session(), actor, today)

    def raw() -> object:
        return session().execute(scan, arguments).all()

    sellers = len(explain())
    ours, peer, ratio = pair(narrow, raw)
    yield Figure(
        "repeat list: narrowing against a raw scan", ours * 1e3, peer * 1e3, "ms", ratio, "at most 6", ratio <= 6
    )
    ours, peer, ratio = pair(explain, read)
    yield Figure(
        f"repeat list: explained ({sellers} sellers)", ours * 1e3, peer * 1e3, "ms", ratio, "at most 3", ratio <= 3
    )


def bench_list_page(actor: Actor) -> Iterator[Figure]:
    """A page of the register at the beginning against one deep inside."""
    last = retailers.list_outlets(session(), actor, OutletFilter(), limit=50)
    deep = last
    for _ in range(min(60, PREMISES // 60)):
        if deep.after is None:
            break
        deep = retailers.list_outlets(session(), actor, OutletFilter(), after=deep.after, limit=50)
    ours, peer, ratio = pair(
        lambda: retailers.list_outlets(session(), actor, OutletFilter(), after=deep.after, limit=50),
        lambda: retailers.list_outlets(session(), actor, OutletFilter(), limit=50),
        rounds=15,
    )
    yield Figure("list: deep page against the first", ours * 1e3, peer * 1e3, "ms", ratio, "at most 2", ratio <= 2)


def bench_import(actor: Actor) -> Iterator[Figure]:
    """Checking and carrying out an import of outlets against the bare driver's executemany of the very same rows."""
    importer = accounts.command_line_actor(session(), "hackney", Permission.IMPORT_RETAILERS)
    for line in bench_imports(session(), importer, int(10_000 * SCALE)):
        yield Figure(*line)


def bench_letters(what: str, kinds: list[Kind]) -> Iterator[Figure]:
    """Letters a second from two workers against our own naive loop and, where installed, LibreOffice."""
    sample = documents(8, kinds)
    command = [sys.executable, str(Path(__file__).with_name("bench_letters.py")), str(LETTERS)]
    workers = [
        subprocess.Popen([*command, first, *kinds], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for first in ("0", "1")
    ]
    memory: list[int] = []

    def ours() -> None:
        for worker in workers:
            worker.stdin.write("go\n")
            worker.stdin.flush()
        memory.extend(int(worker.stdout.readline()) for worker in workers)

    def naive() -> None:
        for document in sample:
            sheets = [
                weasyprint.CSS(filename=str(pdf.STATIC / sheet), font_config=FontConfiguration())
                for sheet in document.stylesheets
            ]
            body = pdf.fill(document.template, document.facts)
            html = f'<html lang="en-GB"><title>{document.title}</title><body>{body}</body></html>'
            page = weasyprint.HTML(string=html, base_url=str(pdf.STATIC))
            page.write_pdf(stylesheets=sheets, pdf_variant="pdf/ua-1")

    first, second, _ = pair(ours, naive, rounds=3)
    for worker in workers:
        worker.stdin.close()
        worker.wait()
    mine, theirs = LETTERS / first, len(sample) / second
    ratio = mine / theirs
    yield Figure(f"{what}: two workers, a naive loop", mine, theirs, "a second", ratio, "at least 3", ratio >= 3)
    peak = max(memory) / 1024
    yield Figure(f"{what}: peak memory of a worker", peak, 90, "MB", peak / 90, "at most 1", peak <= 90)
    office = shutil.which("soffice")
    if office is not None:
        yield from _against_libreoffice(office, what, documents(10, kinds), mine / 2)


def _against_libreoffice(office: str, what: str, letters: list[pdf.Document], mine: float) -> Iterator[Figure]:
    folder = FOLDER / f"office-{what[:3]}"
    folder.mkdir()
    pages = []
    for number, document in enumerate(letters):
        page = folder / f"letter{number}.html"
        page.write_text(f"<html><body>{pdf.fill(document.template, document.facts)}</body></html>")
        pages.append(str(page))
    command = [office, "--headless", "--convert-to", "pdf:writer_web_pdf_Export", "--outdir", str(folder), *pages]
    subprocess.run(command, check=True, capture_output=True)
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    theirs = len(pages) / (time.perf_counter() - began)
    yield Figure(
        f"{what}: a worker, LibreOffice", mine, theirs, "a second", mine / theirs, "at least 2.5", mine / theirs >= 2.5
    )


def bench_duplicates() -> Iterator[Figure]:
    """Likely duplicates among 50,000 real rows: how many of the planted are found, how many wrongly, how fast."""
    if not planted.UK.exists():
        print("The shared data is not beside the checkout, so duplicates are left out.\n")
        return
    croydon = accounts.command_line_actor(session(), "croydon", Permission.IMPORT_RETAILERS)
    quality = planted.measure(session(), croydon)
    session().rollback()
    for line in planted.lines(quality):
        yield Figure(*line)


@contextmanager
def database() -> Iterator[Actor]:
    """A migrated database with synthetic rows, and a manager to ask with."""
    app = create_app()
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    with app.app_context():
        read_only(False)
        actor = actor_of_bench()
        fill(actor)
        yield actor
        db.session.close()


def main() -> None:
    """Print the report."""
    print(f"{PREMISES} premises, {TESTS} test purchases, SQLite; the median of several rounds in turn.\n")
    figures: list[Figure] = []
    if shutil.which("soffice") is None:
        print("LibreOffice is not installed, so it is left out (apt-get install libreoffice-writer).\n")
    figures += bench_letters("one-page letters", [Kind.PASS_NOTICE])
    figures += bench_letters("letters of every kind", list(Kind))
    with database() as actor:
        figures += [*bench_repeat_list(actor), *bench_list_page(actor), *bench_import(actor), *bench_duplicates()]
    width = max(len(figure.what) for figure in figures)
    print(f"{'':{width}}  {'ours':>10}  {'peer':>10}  {'':9} {'ratio':>7}  goal")
    for figure in figures:
        print(
            f"{figure.what:{width}}  {figure.ours:10.2f}  {figure.peer:10.2f}  {figure.unit:9} {figure.ratio:7.2f}  "
            f"{figure.goal}: {'met' if figure.met else 'not met'}"
        )
    shutil.rmtree(FOLDER, ignore_errors=True)
    bench_search()


def bench_search() -> None:
    """Print what finding and listing cost at 500,000 premises, on SQLite and, where it is installed, on PostgreSQL."""
    search = [sys.executable, str(Path(__file__).with_name("bench_search.py"))]
    on_postgresql = ["bash", str(Path(__file__).resolve().parents[1] / ".ci" / "with-postgresql"), *search]
    for command in (search, on_postgresql):
        print(flush=True)
        subprocess.run(command, check=False)


if __name__ == "__main__":
    main()

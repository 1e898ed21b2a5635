"""Finding and listing among 500,000 premises, on SQLite or on the PostgreSQL of COMPLIANCE_TEST_DATABASE_URL.

`.venv/bin/python tests/bench_search.py`, or with `bash .ci/with-postgresql` before it; BENCH_SCALE makes it smaller.
Each page is asked for in turn with a peer: the same question put to the bare driver without an index over the words (a
LIKE through the area), or the bare index of the order; so that a machine that drifts drifts for both.
"""

import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

from cryptography.fernet import Fernet

FOLDER = Path(tempfile.mkdtemp(prefix="bench-search-"))
os.environ["COMPLIANCE_DATABASE_URL"] = os.environ.get(
    "COMPLIANCE_TEST_DATABASE_URL", f"sqlite:///{FOLDER / 'search.sqlite3'}"
)
os.environ["COMPLIANCE_FILES"] = str(FOLDER / "files")
os.environ.setdefault("COMPLIANCE_SECRET_KEY", "bench-" + "x" * 40)
os.environ.setdefault("COMPLIANCE_VAULT_KEY", Fernet.generate_key().decode())
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa

from compliance.accounts.models import Authority
from compliance.app import create_app
from compliance.database import db, new_id, read_only, refresh_statistics, session
from compliance.permissions import Role
from compliance.retailers.models import Outlet
from compliance.retailers.rules import sort_name
from tests.factories.accounts import OfficerFactory, OfficerSessionFactory

Asked = Callable[[], object]

PREMISES = int(500_000 * float(os.environ.get("BENCH_SCALE", "1")))
ROUNDS = 12
FIRST = [
    "Abbey", "Albion", "Anchor", "Archway", "Barley", "Beacon", "Bishop", "Bramble", "Bridge", "Canal", "Castle",
    "Cedar", "Chapel", "Cobble", "Copper", "Corner", "Crescent", "Crown", "Dalston", "Eagle", "Emerald", "Falcon",
    "Forge", "Garden", "Granary", "Harbour", "Hawthorn", "Heron", "Ivory", "Jubilee", "Kestrel", "King", "Lantern",
    "Laurel", "Maple", "Meadow", "Mermaid", "Nako", "Nelson", "Orchard", "Palace", "Parade", "Phoenix", "Queen",
    "Ravens", "Regal", "Rowan", "Saffron", "Sterling", "Swan", "Thistle", "Tudor", "Union", "Victoria", "Willow",
    "York",
]  # fmt: skip
SECOND = [
    "Bakery", "Bazaar", "Budgens", "Butchers", "Cafe", "Catering", "Cash", "Cookshop", "Cutlery", "DIY", "Express",
    "Food", "Fresh", "Grocers", "Hardware", "Home", "Kitchen", "Local", "Market", "Mini", "News", "Off", "Outdoor",
    "Pharmacy", "Pound", "Restaurant", "Stores", "Supermarket", "Superstore", "Takeaway", "Tools", "Variety",
    "Wines",
]  # fmt: skip
SYLLABLES = ["ba", "ca", "de", "fin", "gor", "hal", "in", "jo", "kel", "lan", "mor", "nes", "or", "pel", "qua", "ros"]
STREETS = ["High Street", "Station Road", "Church Lane", "Mill Road", "Park Avenue", "Ridley Road", "The Parade"]
DISTRICTS = ["E8", "E9", "N16", "SE1", "CR0"]
SEARCHES = {
    "postcode": ["E8 2AB", "E9 3CD", "N16 5EF"],
    "part of a postcode": ["E8", "N16 5", "E9 3"],
    "few hits": ["balanfinor", "kelmorjoba", "quanesros"],
    "part of a word": ["lanfin", "morjo", "nesros"],
    "a chain": ["nako", "kestrel", "heron tools"],
    "common word": ["high street", "restaurant", "stores"],
    "misspelt": ["Nacko", "Kestral Tolls", "balanfniorde"],
    "nothing like it": ["xylophone", "zzyzx", "qwertyuiop"],
}


def fill() -> dict[str, UUID]:
    """Put the premises in, over every borough in turn, and return the authorities by code."""
    owners = {one.code: one.id for one in session().execute(sa.select(Authority)).scalars()}
    boroughs = [owners[code] for code in sorted(owners) if code != "metropolitan-police"]
    chance, now = random.Random(1), datetime(2026, 1, 1, tzinfo=UTC)  # noqa: S311 - invented names
    for start in range(0, PREMISES, 10_000):
        rows = []
        for n in range(start, min(start + 10_000, PREMISES)):
            begins = "".join(chance.choices(SYLLABLES, k=4)) if n % 3 else chance.choice(FIRST)
            name = f"{begins.title()} {chance.choice(SECOND)}"
            letters = f"{chance.choice('ABDEFGHJ')}{chance.choice('ABDEFGHJ')}"
            rows.append(
                {
                    "id": new_id(),
                    "authority_id": boroughs[n % len(boroughs)],
                    "reference": f"B-{n}",
                    "kind": "premises",
                    "name": name,
                    "sort_name": sort_name(name),
                    "business_type": "Retailers - other",
                    "address_1": f"{n % 300 + 1} {chance.choice(STREETS)}",
                    "address_2": "London",
                    "postcode": f"{chance.choice(DISTRICTS)} {chance.randrange(1, 10)}{letters}",
                    "status": "trading",
                    "recorded_at": now,
                }
            )
        session().execute(sa.insert(Outlet), rows)
    session().commit()
    refresh_statistics(session())
    session().commit()
    return owners


def per_cent(times: Sequence[float], part: int) -> float:
    """Return the time in milliseconds that so many in a hundred of the answers needed at most."""
    return statistics.quantiles(times, n=100, method="inclusive")[part - 1] * 1e3


def in_turn(
    ours: Sequence[Callable[[], object]], peer: Sequence[Callable[[], object]]
) -> tuple[list[float], list[float]]:
    """Return the seconds of each of ours and each of the peer's, asked for in turn, once warm."""
    mine, theirs = [], []
    for number in range(ROUNDS + 1):
        for one, other in zip(ours, peer, strict=True):
            began = time.perf_counter()
            one()
            middle = time.perf_counter()
            other()
            if number:
                mine.append(middle - began)
                theirs.append(time.perf_counter() - middle)
    return mine, theirs


def report(who: str, what: str, mine: Sequence[float], theirs: Sequence[float], peer: str) -> None:
    """Print one line: ours, the peer's, and the ratio of the medians."""
    first, second = per_cent(mine, 50), per_cent(theirs, 50)
    print(
        f"{who:16} {what:20} {first:8.1f} {per_cent(mine, 95):8.1f}   {peer:24} {second:8.1f} "
        f"{per_cent(theirs, 95):8.1f}   {first / second:6.2f}"
    )


def bench(client: object, who: str, area: Sequence[UUID]) -> None:
    """Print what the pages cost one officer, whose area is these authorities."""
    dialect = db.engine.dialect.name
    owners = [one.hex if dialect == "sqlite" else one for one in area]
    among = sa.bindparam("area", expanding=True)

    def page(**asked: str) -> Callable[[], object]:
        address = f"/retailers/?{urlencode({'view': 'all', **asked})}"
        return lambda: client.get(address)

    def scan(words: str) -> Callable[[], object]:
        like = "sort_name || ' ' || address_1 || ' ' || coalesce(postcode, '')"
        statement = sa.text(
            f"SELECT id, name FROM outlets WHERE authority_id IN :area AND lower({like}) LIKE :words "  # noqa: S608
            "ORDER BY sort_name, id LIMIT 51"
        ).bindparams(among)
        arguments = {"area": owners, "words": f"%{words.lower()}%"}
        return lambda: session().execute(statement, arguments).all()

    def walk(place: str) -> Callable[[], object]:
        statement = sa.text("SELECT id, name FROM outlets WHERE sort_name > :place ORDER BY sort_name, id LIMIT 51")
        return lambda: session().execute(statement, {"place": place}).all()

    for what, words in SEARCHES.items():
        report(
            who, what, *in_turn([page(q=one) for one in words], [scan(one) for one in words]), "LIKE through the area"
        )
    names = sa.text("SELECT id FROM outlets WHERE authority_id IN :area ORDER BY sort_name, id LIMIT 1 OFFSET :deep")
    some = sa.text("SELECT count(*) FROM outlets WHERE authority_id IN :area").bindparams(among)
    many = session().execute(some, {"area": owners}).scalar_one()
    deep = session().execute(names.bindparams(among), {"area": owners, "deep": int(many * 0.9)}).scalar_one()
    first, behind = page(), page(after=str(UUID(str(deep))))
    report(who, "first page", *in_turn([first], [walk("")]), "bare index of the order")
    report(who, "page at nine tenths", *in_turn([behind], [first]), "our first page")
    for order in ("postcode", "newest"):
        report(who, f"first by {order}", *in_turn([page(sort=order)], [first]), "our first page")


def signed_in(app: object, authority_id: UUID, role: Role) -> object:
    """Return a client of an officer."""
    officer = OfficerFactory(authority_id=authority_id, role=role)
    OfficerSessionFactory(officer_id=officer.id, token=str(officer.id))
    session().commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(officer.id)
    return client


def main() -> None:
    """Print the report."""
    app = create_app(WTF_CSRF_ENABLED=False)
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    with app.app_context():
        read_only(False)
        began = time.perf_counter()
        owners = fill()
        taken = time.perf_counter() - began
        print(
            f"{PREMISES:,} premises in 33 boroughs, {db.engine.dialect.name}; put in with their index in {taken:.0f} s."
        )
        print(f"{'through the page, ms':37} {'p50':>8} {'p95':>8}   {'peer':24} {'p50':>8} {'p95':>8}   {'ratio':>6}")
        officer = signed_in(app, owners["hackney"], Role.OFFICER)
        planner = signed_in(app, owners["metropolitan-police"], Role.POLICE_PLANNER)
        kept_out = {owners["city-of-london"], owners["metropolitan-police"]}
        bench(officer, "officer", [owners["hackney"]])
        bench(planner, "police planner", [one for one in owners.values() if one not in kept_out])
        db.session.close()
    shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main()

"""No volunteer's name or day of birth anywhere but the vault: planted ones are looked for wherever words can go.

Every page and file that any role can open, every kept file, every column of every table, all that was logged, and
every e-mail. Archives are unpacked and the words of PDFs read out, so that nothing hides in a format.
"""

import io
import logging
import re
import warnings
import zipfile
from datetime import date
from itertools import zip_longest

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlmodel import select

from compliance import clock, mailing
from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority, Officer
from compliance.demo import services as demo
from compliance.demo.rules import BOROUGH_CODE, FORCE_CODE
from compliance.evidence.models import Exhibit
from compliance.permissions import GRANTS, Role
from compliance.purchases.models import Purchase
from compliance.spreadsheets import Kind, write
from compliance.volunteers import services as volunteers
from compliance.volunteers.models import Volunteer
from compliance.volunteers.rules import Identity, NewVolunteer
from compliance.web import PUBLIC, guard_of
from tests.architecture.test_isolation import TABLES, WORDS

BORN = date(2011, 3, 7)
PLANTED = ("Quillfeather", "Zebediah", "Grimthorpe-Vane", "Hepzibah", "07700 900461", "Thistledown Academy")
DAYS = ("2011-03-07", "07/03/2011", "7/3/2011", "7 March 2011", "7 Mar 2011", "20110307", "07.03.2011")
NEEDLES = re.compile("|".join(re.escape(one) for one in (*PLANTED, *DAYS)), re.IGNORECASE)
FORMATS = (*(str(kind) for kind in Kind), "pdf", "json", "zip")


def plant(session, owner):
    """Have each volunteer of the demonstration bear a name, a guardian and a day of birth that nothing else bears."""
    keeper = session.exec(select(Officer).where(Officer.authority_id == owner.id, Officer.role == Role.MANAGER)).first()
    actor = accounts.actor_of(session, keeper, owner)
    identity = Identity(
        name=f"{PLANTED[1]} {PLANTED[0]}",
        contact=PLANTED[4],
        guardian=f"{PLANTED[3]} {PLANTED[2]}",
        guardian_contact=PLANTED[4],
        recognised_at=PLANTED[5],
    )
    found = session.exec(select(Volunteer).where(Volunteer.authority_id == owner.id)).all()
    for volunteer in found:
        new = NewVolunteer(code=volunteer.code, identity=identity, born_on=BORN)
        volunteers.replace_identity(session, actor, volunteer.id, new, "A planted name, to be looked for")
    return len(found)


def words_of(content: bytes) -> str:
    """Return all that can be read in a file: as it stands, unpacked, and as the words of its pages."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{words_of(archive.read(name))}" for name in archive.namelist())
    if content.startswith(b"%PDF") and len(content) > 500:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(content))
            pages = [page.extract_text() for page in reader.pages]
            return "\n".join([*pages, str(dict(reader.metadata or {}))])
    return content.decode("utf-8", "replace")


def everybody(session, owner, sign_in):
    """Return a client for each role of the borough, and the planner of its force."""
    found = {}
    for role in Role:
        officer = session.exec(
            select(Officer).where(Officer.authority_id == owner.id, Officer.role == role, Officer.active)
        ).first()
        if officer is not None:
            found[role] = sign_in(accounts.actor_of(session, officer, owner))
    force = session.exec(select(Authority).where(Authority.code == FORCE_CODE)).one()
    planner = session.exec(select(Officer).where(Officer.role == Role.POLICE_PLANNER)).one()
    return found | {Role.POLICE_PLANNER: sign_in(accounts.actor_of(session, planner, force))}


def records(session, owner):
    """Return, for each path argument, a few records of the borough or its force: the first and the last of each."""
    force = session.exec(select(Authority).where(Authority.code == FORCE_CODE)).one()
    found = {}
    for name, table in TABLES.items():
        mine = select(table.id).where(table.authority_id.in_([owner.id, force.id])).order_by(table.id)
        rows = session.exec(mine).all()
        found[name] = [rows[0], rows[-1]] if rows else []
    wanted = select(Purchase.id, Purchase.type).where(Purchase.authority_id == owner.id).order_by(Purchase.id)
    shown = set(session.exec(select(Exhibit.purchase_id)).all())
    fullest = sorted(session.exec(wanted).all(), key=lambda row: row[0] in shown)
    by_kind = {type_: purchase_id for purchase_id, type_ in fullest}
    return found | {"purchase_id": list(by_kind.values())}


def every_address(app, found):
    """Yield (endpoint, path) for every route that can be read, and for each format of those that hand out a file."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static":
            continue
        words = WORDS | {"name": "provisions", "number": 1, "kind": "pass_notice"}
        if rule.endpoint.startswith("offences."):
            words |= {"key": "cja_1988_s141a"}
        names = sorted(rule.arguments - set(rule.defaults or {}) - set(words))
        rows = [found.get(name, []) for name in names]
        for chosen in zip_longest(*rows, fillvalue=None) if names else [()]:
            if not all(rows):
                continue
            full = {name: one or row[-1] for name, one, row in zip(names, chosen, rows, strict=True)}
            full |= {name: word for name, word in words.items() if name in rule.arguments}
            path = adapter.build(rule.endpoint, {**full, **(rule.defaults or {})}, method="GET")
            yield rule.endpoint, path
            if "export" in rule.endpoint:
                yield from ((rule.endpoint, f"{path}?format={kind}") for kind in FORMATS)


def may_open(app, role, endpoint):
    guard = guard_of(app, endpoint)
    return guard is PUBLIC or guard is None or guard.permission in GRANTS[role]


def columns(session):
    """Yield (table, row as text) for every row of the database."""
    for table in sa.inspect(session.get_bind()).get_table_names():
        for row in session.execute(sa.select(sa.text("*")).select_from(sa.table(table))):
            yield table, " ".join(str(value) for value in row)


@pytest.fixture
def posted(monkeypatch):
    """Everything that is handed to the mail server."""
    letters = []
    monkeypatch.setattr(mailing, "is_set_up", lambda: True)
    monkeypatch.setattr(mailing, "send", lambda *words, **named: letters.append((words, named)))
    return letters


@pytest.fixture
def borough(session):
    """The borough of the demonstration, with all its records and letters."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("the same pages and files are searched on SQLite")
    demo.load(session, clock.today(), production=False)
    return session.exec(select(Authority).where(Authority.code == BOROUGH_CODE)).one()


def test_a_planted_name_is_found_nowhere_but_in_the_vault(app, session, borough, sign_in, files, posted, caplog):
    with caplog.at_level(logging.INFO):
        assert plant(session, borough) >= 3
        session.commit()
        found = records(session, borough)
        clients = everybody(session, borough, sign_in)
        opened = set()
        for endpoint, path in every_address(app, found):
            for role, client in clients.items():
                if not may_open(app, role, endpoint) or (role is not Role.MANAGER and (endpoint, path) in opened):
                    continue
                answer = client.get(path, buffered=True)
                if answer.status_code == 200:
                    opened.add((endpoint, path))
                hit = NEEDLES.search(words_of(answer.get_data()) + str(answer.headers))
                assert hit is None, f"{path} ({endpoint}) tells the {role} “{hit[0]}”"
    assert len({endpoint for endpoint, _path in opened}) > 150
    for table, row in columns(session):
        assert NEEDLES.search(row) is None, f"{table} holds {NEEDLES.search(row)[0]}"
    for path in files.rglob("*"):
        assert not path.is_file() or NEEDLES.search(words_of(path.read_bytes())) is None, f"a kept file tells: {path}"
    assert NEEDLES.search(caplog.text) is None
    assert NEEDLES.search(repr(posted)) is None


@pytest.mark.parametrize("made", ["zip in a zip", "spreadsheet", "plain"])
def test_the_search_would_find_one(made):
    planted = f"seen with {PLANTED[0]}".encode()
    if made == "spreadsheet":
        with write(Kind.XLSX, ["x"], [[PLANTED[0]]], title="x") as file:
            planted = file.read()
    if made == "zip in a zip":
        for _ in range(2):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("inside", planted)
            planted = packed.getvalue()
    assert NEEDLES.search(words_of(planted))

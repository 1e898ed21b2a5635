"""No volunteer's name or day of birth anywhere but the vault: planted ones are looked for wherever words can go.

Every page and file that any role can open, every kept file, every column of every table, all that was logged, and
every e-mail. Archives are unpacked and the words of PDFs read out, so that nothing hides in a format.
"""

import io
import logging
import re
import warnings
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest
from unittest import mock
from uuid import UUID

import pytest
import sqlalchemy as sa
from pypdf import PdfReader
from sqlmodel import select

from compliance import clock, jobs, mailing
from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority, Officer
from compliance.demo import services as demo
from compliance.demo.rules import BOROUGH_CODE, FORCE_CODE
from compliance.evidence import services as evidence
from compliance.evidence.models import Exhibit
from compliance.evidence.rules.copies import NewCopy
from compliance.permissions import GRANTS, Permission, Role
from compliance.purchases.services import digests
from compliance.purchases.services.copies import make_copy
from compliance.spreadsheets import Kind, write
from compliance.visits.models import Visit
from compliance.visits.services.mails import NewMail, email_report
from compliance.visits.services.reports import issue_report
from compliance.volunteers import services as volunteers
from compliance.volunteers.models import Volunteer
from compliance.volunteers.rules import Identity, NewVolunteer
from compliance.web import PUBLIC, guard_of
from tests.architecture.test_isolation import TABLES, WORDS

BORN = date(2011, 3, 7)
PLANTED = ("Quillfeather", "Zebediah", "Grimthorpe-Vane", "Hepzibah", "07700 900461", "Thistledown Academy")
DAYS = ("2011-03-07", "07/03/2011", "7/3/2011", "7 March 2011", "7 Mar 2011", "20110307", "07.03.2011")
NEEDLES = re.compile("|".join(re.escape(one) for one in (*PLANTED, *DAYS)), re.IGNORECASE)
TWICE = 2
FORMATS = (*(str(kind) for kind in Kind), "pdf", "json", "zip")


SOMEBODY = Identity(
    name=f"{PLANTED[1]} {PLANTED[0]}",
    contact=PLANTED[4],
    guardian=f"{PLANTED[3]} {PLANTED[2]}",
    guardian_contact=PLANTED[4],
    recognised_at=PLANTED[5],
)


def plant(session, actor):
    """Have each volunteer of the demonstration, who bears a planted name already, be born on a planted day too."""
    found = session.exec(select(Volunteer).where(Volunteer.authority_id == actor.authority_id)).all()
    for volunteer in found:
        new = NewVolunteer(code=volunteer.code, identity=SOMEBODY, born_on=BORN)
        volunteers.replace_identity(session, actor, volunteer.id, new, "A planted name, to be looked for")
    return len(found)


def manager_of(session, owner):
    keeper = session.exec(select(Officer).where(Officer.authority_id == owner.id, Officer.role == Role.MANAGER)).first()
    return accounts.actor_of(session, keeper, owner)


def work_on(session, manager):
    """Make what the demonstration has none of: a copy of evidence, a hold, a report of a visit, and e-mails."""
    shown = session.exec(
        select(Exhibit.purchase_id).where(Exhibit.authority_id == manager.authority_id).order_by(Exhibit.id)
    ).first()
    make_copy(session, manager, shown, NewCopy(to_whom="Counsel", reason="Disclosure"))
    evidence.set_hold(session, manager, shown, reason="An appeal")
    visit = session.exec(select(Visit.id).where(Visit.authority_id == manager.authority_id)).first()
    report = issue_report(session, manager, visit)
    email_report(session, manager, report.id, NewMail(address="shop@example.org"))
    command = accounts.command_line_actor(session, manager.authority_code, Permission.VIEW_PURCHASES)
    digests.make_digests(session, command, clock.today())
    session.commit()
    jobs.run_now(session)


@cache
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
    """Return a client for each role of the borough, the manager’s first, and for the planner of its force.

    What a page must be is asked of the manager’s alone: that it tells no name, of all.
    """
    found = {}
    for role in sorted(Role, key=lambda role: role is not Role.MANAGER):
        officer = session.exec(
            select(Officer).where(Officer.authority_id == owner.id, Officer.role == role, Officer.active)
        ).first()
        if officer is not None:
            found[role] = sign_in(accounts.actor_of(session, officer, owner))
    force = session.exec(select(Authority).where(Authority.code == FORCE_CODE)).one()
    planner = session.exec(select(Officer).where(Officer.role == Role.POLICE_PLANNER)).one()
    found |= {Role.POLICE_PLANNER: sign_in(accounts.actor_of(session, planner, force))}
    for role, client in found.items():
        client.checks_pages = role is Role.MANAGER
    return found


@dataclass(frozen=True)
class Record:
    """A record whose pages are opened: its identifier, and those of what it belongs to, by argument of a route."""

    id: UUID
    owners: dict[str, UUID]

    @classmethod
    def of(cls, row):
        return cls(row.id, {name: getattr(row, name) for name in TABLES if getattr(row, name, None) is not None})


def records(session, owner):
    """Return, for each path argument, a few records of the borough or its force: first, last, and one of each kind."""
    force = session.exec(select(Authority).where(Authority.code == FORCE_CODE)).one()
    shown = set(session.exec(select(Exhibit.purchase_id)).all())
    found = {}
    for name, table in TABLES.items():
        mine = select(table).where(table.authority_id.in_([owner.id, force.id])).order_by(table.id)
        rows = session.exec(mine).all()
        if name == "purchase_id":  # the fullest of each kind
            rows = sorted((row for row in rows if row.authority_id == owner.id), key=lambda row: row.id in shown)
            rows = {row.type: row for row in rows}.values()
        elif name == "letter_id":
            rows = {(row.kind, row.issued_on is None): row for row in rows}.values()
        elif rows:
            rows = [rows[0], rows[-1]]
        found[name] = [Record.of(row) for row in rows]
    return found


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
        if not all(rows):
            continue
        for chosen in zip_longest(*rows) if names else [()]:
            each = {name: one or row[-1] for name, one, row in zip(names, chosen, rows, strict=True)}
            full = {name: one.id for name, one in each.items()}
            for one in each.values():  # a dispute with the test that it is about
                full |= {name: owner for name, owner in one.owners.items() if name in full}
            full |= {name: word for name, word in words.items() if name in rule.arguments}
            path = adapter.build(rule.endpoint, {**full, **(rule.defaults or {})}, method="GET")
            yield rule.endpoint, path
            if "export" in rule.endpoint:
                yield from ((rule.endpoint, f"{path}?format={kind}") for kind in FORMATS)
    for one in found["purchase_id"]:
        about = f"outlet_id={one.owners['outlet_id']}&purchase_id={one.id}"
        yield "letters.new", f"/letters/new?{about}"
        yield "letters.draft", f"/letters/draft?{about}&kind=pass_notice"


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
    monkeypatch.setattr(mailing, "send", lambda *words, **named: letters.append([*words, *named.values()]))
    return letters


def words_of_mail(parts):
    """Return all that can be read in an e-mail, what is attached to it too."""
    attached = [one for part in parts if isinstance(part, list) for one in part]
    return "\n".join([repr(parts), *(words_of(one.content) for one in attached)])


@pytest.fixture
def borough(session):
    """The borough of the demonstration, whose volunteers bear planted names from the first, with some letters."""
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("the same pages and files are searched on SQLite")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo.people, "Identity", lambda **_invented: SOMEBODY)
        patched.setattr(demo.paperwork, "write_letters", _few_letters(demo.paperwork.write_letters))
        demo.load(session, clock.today(), production=False)
    return session.exec(select(Authority).where(Authority.code == BOROUGH_CODE)).one()


def _few_letters(write_all):
    """Have a letter written about the last of each kind of result, not about all: the same templates print them."""

    def write_few(session, cast, purchases, disputed, visited):
        recent = [one for one in purchases if one.id not in disputed]
        by_result = {(one.type, one.channel, one.outcome): one for one in recent}
        few = [one for one in recent if one in by_result.values()]
        issued = write_all(session, cast, [*few, *purchases[-demo.paperwork.OWED :]], disputed, visited[:1])
        with mock.patch.object(demo.paperwork.letters, "issue_letter"):
            demo.paperwork._invitation(session, cast, visited[1], clock.today())
        return issued

    return write_few


def test_a_planted_name_is_found_nowhere_but_in_the_vault(app, session, borough, sign_in, files, posted, caplog):
    with caplog.at_level(logging.INFO):
        manager = manager_of(session, borough)
        assert plant(session, manager) >= 3
        session.commit()
        work_on(session, manager)
        found = records(session, borough)
        clients = everybody(session, borough, sign_in)
        opened = Counter()
        for endpoint, path in every_address(app, found):
            for role, client in clients.items():
                if opened[endpoint, path] >= TWICE or not may_open(app, role, endpoint):
                    continue
                answer = client.get(path, buffered=True)
                if answer.status_code == 200:  # a page may look otherwise to somebody else, a file does not
                    opened[endpoint, path] += 1 if answer.mimetype == "text/html" else TWICE
                hit = NEEDLES.search(words_of(answer.get_data()) + str(answer.headers))
                assert hit is None, f"{path} ({endpoint}) tells the {role} “{hit[0]}”"
    seen = {endpoint for (endpoint, _path), times in opened.items() if times}
    assert len(seen) > 240, sorted({rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods} - seen)
    for table, row in columns(session):
        assert NEEDLES.search(row) is None, f"{table} holds {NEEDLES.search(row)[0]}"
    for path in files.rglob("*"):
        assert not path.is_file() or NEEDLES.search(words_of(path.read_bytes())) is None, f"a kept file tells: {path}"
    assert NEEDLES.search(caplog.text) is None
    assert NEEDLES.search("\n".join(map(words_of_mail, posted))) is None
    assert len(posted) >= 2, "a report of a visit, and clocks near their last day"


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

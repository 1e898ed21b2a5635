"""Another authority's record is not found: every route and method, with the identifiers of an invented borough."""

from datetime import date
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import select

from compliance import clock
from compliance.accounts.models import Authority, Officer, SavedView
from compliance.agreements.models import Agreement, AgreementEvent, AgreementScan, AgreementText
from compliance.database import db
from compliance.demo import services as demo
from compliance.demo.rules import BOROUGH_CODE, FORCE_CODE, businesses
from compliance.escalations.models import PrintedList
from compliance.evidence.models import Disclosure, EvidenceHold, Exhibit, Upload
from compliance.files import keep
from compliance.imports.models import ImportRun, SavedMapping
from compliance.imports.rules import ImportKind
from compliance.letters import services as letters
from compliance.letters.models import Letter, PrintRun, Serving
from compliance.letters.rules import Kind
from compliance.operations.models import Operation, OperationTarget, TeamMember
from compliance.permissions import GRANTS, Role
from compliance.purchases.models import Account, Dispute, Purchase, Statement, Voiding
from compliance.retailers.models import (
    Arrangement,
    Contact,
    Entity,
    Licence,
    Move,
    NotTheSame,
    Operator,
    Outlet,
    TradingName,
)
from compliance.training.models import (
    Attendance,
    Certificate,
    Course,
    Invitation,
    Module,
    ModuleCompletion,
    RefusalWithdrawal,
    TrainingSession,
)
from compliance.visits.models import Photograph, ReportGiven, Visit, VisitAction, VisitChecklist, VisitReport
from compliance.volunteers.models import Volunteer
from compliance.web import PUBLIC, guard_of
from tests.keeping import rolled_back

TABLES = {
    "account_id": Account,
    "action_id": VisitAction,
    "agreement_id": Agreement,
    "arrangement_id": Arrangement,
    "attendance_id": Attendance,
    "certificate_id": Certificate,
    "checklist_id": VisitChecklist,
    "completion_id": ModuleCompletion,
    "contact_id": Contact,
    "course_id": Course,
    "disclosure_id": Disclosure,
    "dispute_id": Dispute,
    "entity_id": Entity,
    "event_id": AgreementEvent,
    "exhibit_id": Exhibit,
    "hold_id": EvidenceHold,
    "invitation_id": Invitation,
    "letter_id": Letter,
    "licence_id": Licence,
    "list_id": PrintedList,
    "mapping_id": SavedMapping,
    "member_id": TeamMember,
    "move_id": Move,
    "name_id": TradingName,
    "officer_id": Officer,
    "operation_id": Operation,
    "operator_id": Operator,
    "other_id": Outlet,
    "outlet_id": Outlet,
    "pair_id": NotTheSame,
    "photograph_id": Photograph,
    "print_run_id": PrintRun,
    "purchase_id": Purchase,
    "report_given_id": ReportGiven,
    "run_id": ImportRun,
    "scan_id": AgreementScan,
    "serving_id": Serving,
    "session_id": TrainingSession,
    "statement_id": Statement,
    "target_id": OperationTarget,
    "text_id": AgreementText,
    "upload_id": Upload,
    "view_id": SavedView,
    "visit_id": Visit,
    "visit_report_id": VisitReport,
    "voiding_id": Voiding,
    "volunteer_id": Volunteer,
    "withdrawal_id": RefusalWithdrawal,
}
WORDS = {"key": "product", "role": "seller", "stage": "listing"}
"""Arguments of routes that name a part of a record by a word."""
SHARED = {
    # What a police planner sees of the authorities of their force's area: premises and test outcomes.
    "retailers.show",
    "retailers.details",
    "retailers.entity",
    "retailers.operators",
    "purchases.show",
    "purchases.outlet",
}


pytestmark = pytest.mark.xdist_group("isolation")


@pytest.fixture(scope="module")
def loaded(app):
    """A connection that holds the demonstration and one of each record beside it, for all the tests of this file."""
    with app.app_context(), db.engine.connect() as connection, rolled_back(connection) as session:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(demo.paperwork, "write_letters", _one_letter)
            demo.load(session, clock.today(), production=False)
        _one_of_each_record(session)
        yield connection


@pytest.fixture
def session(app, loaded):
    """A session that begins with the demonstration, and leaves it as it was."""
    with app.app_context(), rolled_back(loaded) as session:
        yield session


@pytest.fixture
def borough(session):
    return session.exec(select(Authority).where(Authority.code == BOROUGH_CODE)).one()


def _one_of_each_record(session):
    owner = session.exec(select(Authority).where(Authority.code == BOROUGH_CODE)).one()
    digest = keep(b"%PDF-1.7 an invented list")
    session.add(
        PrintedList(
            authority_id=owner.id,
            reference="DEM-RL-2026-0001",
            as_at=date(2026, 1, 1),
            sha256=digest,
            printed_at=clock.now(),
            format="pdf",
            **_other_columns(PrintedList, "as_at", "sha256", "printed_at", "format"),
        )
    )
    session.add(
        ImportRun(
            authority_id=owner.id,
            reference="DEM-IMP-2026-0001",
            file_name="x.xml",
            sha256=digest,
            source="fhrs",
            run_at=clock.now(),
            **_other_columns(ImportRun, "file_name", "sha256", "source", "run_at"),
        )
    )
    session.add(
        SavedMapping(
            authority_id=owner.id,
            kind=ImportKind.REGISTER,
            name="Licensing",
            name_key="licensing",
            mapping={"kind": "register"},
            saved_at=clock.now(),
        )
    )
    _told_apart_and_split(session, owner)
    _certified(session, owner, digest)
    _learned(session, owner)
    _scanned(session, owner, digest)
    colleague = session.exec(select(Officer).where(Officer.authority_id == owner.id)).first()
    printed = {"sha256": digest, "pages": 1, "started_at": clock.now(), "ended_at": clock.now()}
    session.add(PrintRun(authority_id=owner.id, reference="DEM-PR-2026-9001", officer_id=colleague.id, **printed))
    session.add(
        SavedView(
            authority_id=owner.id,
            officer_id=colleague.id,
            page="retailers.index",
            name="Larkmere",
            name_key="larkmere",
            query="q=Larkmere",
            shared=True,
            saved_at=clock.now(),
        )
    )
    _documents_of_a_visit(session, owner, digest)
    _account_and_statement(session, owner)
    _evidence(session, owner, digest)
    session.commit()


def _documents_of_a_visit(session, owner, digest):
    visit = session.exec(select(Visit).where(Visit.authority_id == owner.id)).first()
    mine = {"authority_id": owner.id}
    kept = {"sha256": digest, "shown_sha256": digest, "visit_id": visit.id}
    session.add(Photograph(**mine, **kept, caption="x", suffix="jpg", size=1, width=1, height=1, added_at=clock.now()))
    today = {"visit_version": 1, "facts": {}, "issued_on": date(2026, 1, 1), "issued_at": clock.now()}
    pages = {"pages": 1, "large_pages": 1, "sha256": digest, "large_sha256": digest, "template_version": "1"}
    report = VisitReport(**mine, **today, **pages, visit_id=visit.id, reference="DEM-VR-2026-9001")
    session.add(report)
    session.flush()
    recorded = {"given_on": date(2026, 1, 1), "recorded_on": date(2026, 1, 1), "recorded_at": clock.now()}
    session.add(ReportGiven(**mine, **recorded, report_id=report.id, how="handed", to_whom="x"))
    asked = {"text": "Lock the knives away", "basis": "law", "recorded_at": clock.now()}
    session.add(VisitAction(**mine, **asked, visit_id=visit.id, number=99))
    set_at = {"in_force_from": date(2026, 1, 1), "set_at": clock.now()}
    session.add(VisitChecklist(**mine, **set_at, title="x", length=1))


def _account_and_statement(session, owner):
    purchase = session.exec(select(Purchase).where(Purchase.authority_id == owner.id)).first()
    mine = {"authority_id": owner.id, "purchase_id": purchase.id, "officer_id": purchase.officer_id, "words": "x"}
    made = {"started_at": clock.now(), "saved_at": clock.now()}
    if session.exec(select(Account).where(Account.authority_id == owner.id)).first() is None:
        account = Account(**mine, **made)
        session.add(account)
        session.flush()
        account.signed_at, account.signed_sha256, account.signed_document = clock.now(), "x" * 64, "{}"
        session.flush()
        session.add(Statement(**mine, **made, number=1))


def _evidence(session, owner, digest):
    mine = {"authority_id": owner.id}
    purchase = session.exec(select(Purchase).where(Purchase.authority_id == owner.id)).first()
    about = mine | {"purchase_id": purchase.id}
    names = {"reference": "ZZ/9001", "initials": "ZZ", "number": 9001, "facts_sha256": digest}
    made = {"produced_by_id": purchase.officer_id, "produced_by": "x", "recorded_at": clock.now()}
    produced = {"description": "x", "produced_at": purchase.recorded_at, "seal": "x"}
    session.add(Exhibit(**about, **names, **made, **produced, kind="item"))
    session.add(EvidenceHold(**about, reason="x", set_at=clock.now()))
    begun = {"size": 1, "state": "open", "begun_at": clock.now(), "expires_at": clock.now()}
    session.add(Upload(**about, **begun, officer_id=purchase.officer_id))
    handed = {"to_whom": "x", "reason": "x", "manifest_sha256": digest, "files": 0, "size": 0, "made_at": clock.now()}
    session.add(Disclosure(**about, **handed))


def _scanned(session, owner, digest):
    event = session.exec(select(AgreementEvent).where(AgreementEvent.authority_id == owner.id)).first()
    kept = {"sha256": digest, "media_type": "application/pdf", "size": 1, "added_at": clock.now()}
    session.add(AgreementScan(authority_id=owner.id, agreement_id=event.agreement_id, event_id=event.id, **kept))


def _told_apart_and_split(session, owner):
    first, second = session.scalars(select(Outlet.id).where(Outlet.authority_id == owner.id).limit(2)).all()
    told = {"authority_id": owner.id, "reason": "Two doors"}
    session.add(NotTheSame(**told, first_id=first, second_id=second, said_at=clock.now()))
    session.add(Move(**told, kind="split", from_id=first, to_id=second, before={}, after={}, moved_at=clock.now()))


def _learned(session, owner):
    """Have somebody complete a module of e-learning, and a refusal withdrawn."""
    mine = {"authority_id": owner.id}
    course = Course(**mine, kind="e_learning", name="x", minutes=50, recorded_at=clock.now())
    session.add(course)
    session.flush()
    module = Module(course_id=course.id, position=1, name="x", asked_from_on=date(2026, 1, 1))
    session.add(module)
    session.flush()
    theirs = mine | {"outlet_id": session.scalars(select(Outlet.id).where(Outlet.authority_id == owner.id)).first()}
    recorded = {"recorded_on": clock.today(), "recorded_at": clock.now()}
    done = {"module_id": module.id, "person": "x", "completed_on": clock.today(), "check_passed": True}
    session.add(ModuleCompletion(**theirs, **recorded, **done, how_shown="said"))
    session.add(RefusalWithdrawal(**theirs, **recorded, withdrawn_on=clock.today(), reason="x"))


def _certified(session, owner, digest):
    place = session.scalars(select(Attendance.id).where(Attendance.authority_id == owner.id).limit(1)).one()
    if session.scalars(select(Certificate.id).where(Certificate.attendance_id == place)).first() is None:
        days = {"passed_on": date(2026, 1, 1), "issued_on": date(2026, 1, 1), "refresh_due_on": date(2027, 1, 1)}
        kept = {"sha256": digest, "large_sha256": digest, "facts": {}, "issued_at": clock.now()}
        names = {"reference": "DEM-TC-2026-9999", "code": "0000-0000-0000"}
        session.add(Certificate(authority_id=owner.id, attendance_id=place, **days, **kept, **names))


def _other_columns(table, *given):
    """Return a harmless value for each column that must have one, has no default and is not given."""
    values = {sa.Integer: 0, sa.String: "", sa.Text: "", sa.Boolean: False, sa.JSON: [], sa.Uuid: UUID(int=1)}
    return {
        column.name: next(value for kind, value in values.items() if isinstance(column.type, kind))
        for column in table.__table__.columns
        if column.name not in {"id", "authority_id", "reference", *given}
        and not column.nullable
        and column.default is None
    }


def _one_letter(session, cast, purchases, disputed, visits):
    from compliance.demo.services import paperwork

    letter = paperwork._invitation(session, cast, visits[0], clock.today())
    serving = paperwork.NewServing(how=paperwork.ServedBy.FIRST_CLASS, served_on=clock.today())
    letters.serve_letter(session, cast[paperwork.Person.CLERK], letter.id, serving)
    return 1


def identifiers(session, owner):
    """Return one identifier of the borough for each path argument there is."""
    force = session.exec(select(Authority).where(Authority.code == FORCE_CODE)).one()
    found = {}
    for name, table in TABLES.items():
        row = session.exec(
            select(table).where(sa.or_(table.authority_id == owner.id, table.authority_id == force.id)).limit(1)
        ).first()
        assert row is not None, f"the demonstration has no {name}"
        found[name] = row.id
    return found


def addresses(app, found):
    """Yield (endpoint, method, path) for every route that names a record."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        guard = guard_of(app, rule.endpoint) if rule.endpoint != "static" else None
        if guard is None or guard is PUBLIC or not rule.arguments:
            continue
        if rule.endpoint.startswith("offences."):
            continue  # the law is every authority's
        arguments = {name: found.get(name) for name in rule.arguments - {"kind", *WORDS, *(rule.defaults or {})}}
        assert None not in arguments.values(), f"{rule.endpoint} has an argument the test does not know"
        arguments |= {name: word for name, word in WORDS.items() if name in rule.arguments}
        if "kind" in rule.arguments:
            arguments["kind"] = Kind.PASS_NOTICE
            arguments["purchase_id"] = found["purchase_id"]
        for method in sorted(rule.methods & {"GET", "POST"}):
            path = adapter.build(rule.endpoint, {**arguments, **(rule.defaults or {})}, method=method)
            yield rule.endpoint, method, path


def role_for(permission):
    return next(role for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.OFFICER) if permission in GRANTS[role])


def test_another_authoritys_record_is_not_found_by_any_route(app, session, borough, act, sign_in):
    found = identifiers(session, borough)
    clients = {role: sign_in(act(role)) for role in (Role.MANAGER, Role.ADMINISTRATOR, Role.OFFICER)}
    tried = 0
    for endpoint, method, path in addresses(app, found):
        client = clients[role_for(guard_of(app, endpoint).permission)]
        for headers in ({}, {"Accept": "application/json"}):
            answer = client.open(path, method=method, headers=headers)
            assert answer.status_code == 404, f"{method} {path} ({endpoint}) answered {answer.status_code}"
        tried += 1
    assert tried > 60
    for path in (f"/letters/new?purchase_id={found['purchase_id']}", f"/letters/new?visit_id={found['visit_id']}"):
        assert clients[Role.MANAGER].get(path).status_code == 404


def test_no_list_or_search_shows_another_authoritys_records(app, session, borough, act, sign_in):
    client = sign_in(act(Role.MANAGER))
    administrator = sign_in(act(Role.ADMINISTRATOR))
    names = {business.name for business in businesses()} | {"Asha Penhallow", "Operation Lantern", "Larkmere"}
    for rule in app.url_map.iter_rules():
        guard = guard_of(app, rule.endpoint) if rule.endpoint != "static" else None
        if guard is None or guard is PUBLIC or rule.arguments or "GET" not in rule.methods:
            continue
        who = client if guard.permission in GRANTS[Role.MANAGER] else administrator
        for query in ("", "?search=Larkmere&q=Larkmere", "?search=E21&postcode=E21"):
            text = who.get(rule.rule + query).get_data(as_text=True)
            shown = {name for name in names if name.replace("&", "&amp;") in text.replace('value="Larkmere"', "")}
            assert not shown - {"Larkmere"}, f"{rule.rule} shows {shown}"


def test_a_planner_of_the_force_sees_premises_and_outcomes_and_nothing_else(app, session, borough, sign_in):
    from compliance.accounts import queries as accounts

    found = identifiers(session, borough)
    officer = session.exec(select(Officer).where(Officer.role == Role.POLICE_PLANNER)).one()
    force = session.exec(select(Authority).where(Authority.code == FORCE_CODE)).one()
    planner = sign_in(accounts.actor_of(session, officer, force))
    outlet = session.exec(select(Outlet).where(Outlet.authority_id == borough.id)).first()
    assert planner.get(f"/retailers/{outlet.id}").status_code == 200
    assert planner.get(f"/purchases/{found['purchase_id']}").status_code == 200
    for endpoint, method, path in addresses(app, found | {"volunteer_id": UUID(int=7)}):
        if endpoint.startswith("operations.") or (endpoint in SHARED and method == "GET"):
            continue
        answer = planner.open(path, method=method)
        assert answer.status_code in {403, 404}, f"{method} {path} ({endpoint}) answered {answer.status_code}"


def test_a_planner_of_another_force_sees_nothing_of_it(app, session, borough, act, sign_in):
    found = identifiers(session, borough)
    planner = sign_in(act(Role.POLICE_PLANNER, "metropolitan-police"))
    for endpoint, method, path in addresses(app, found):
        answer = planner.open(path, method=method)
        assert answer.status_code in {403, 404}, f"{method} {path} ({endpoint}) answered {answer.status_code}"

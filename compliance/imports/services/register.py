"""Import a register, all or nothing."""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import PureWindowsPath
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from compliance import clock, files
from compliance.accounts.models import Authority
from compliance.audit import services as audit
from compliance.database import next_reference, refresh_statistics
from compliance.errors import Refusal
from compliance.imports import queries, rules
from compliance.imports.models import ImportRow, ImportRun
from compliance.imports.rules import FHRS_SCHEME, ImportReport, Known, Plan, Register, Row
from compliance.imports.services.outcomes import outcome_rows
from compliance.permissions import Actor, Permission
from compliance.retailers import queries as retailers
from compliance.retailers import services as retailer_services
from compliance.retailers.rules import ImportedChange, ImportedOutlet, Scheme
from compliance.settings import settings

MANY = 1000
"""Added outlets after which the planner of the database should count again."""
WRITTEN_AT_ONCE = 5000
"""Rows of one statement: more cost memory and win nothing."""


def import_register(
    session: Session,
    actor: Actor,
    content: bytes,
    file_name: str,
    *,
    all_types: bool = False,
    allow_older: bool = False,
    allow_missing: bool = False,
) -> ImportReport:
    """Bring the outlets of the actor's authority up to a FHRS XML register, and return what was done.

    Only the two retailer types are taken in unless `all_types`. Premises that the file lacks are marked missing from
    the day of its extract, never deleted; the mark goes when they are back. What an officer corrected stays. An
    imported outlet has no operator until an officer confirms one. The bytes are kept before the first row. Imports of
    one authority wait for each other.

    All or nothing. Raises Refusal beside `register` for a file that cannot be read or belongs to another authority;
    beside `allow_older` for an extract older than the last one, unless `allow_older`; beside `allow_missing` for a file
    that lacks a great part of what is known, unless `allow_missing`. Raises Forbidden.
    """
    actor.require(Permission.IMPORT_RETAILERS)
    try:
        register = _read(session, actor, content)
    except Refusal as refusal:
        raise Refusal(refusal.message, "register") from refusal
    last = queries.find_last_extract(session, actor)
    rules.check_extract(register.extract_date, last=last, today=clock.today(), allow_older=allow_older)
    types = None if all_types else rules.RETAILER_TYPES
    plan = rules.plan(register, _known(session, actor), types=types)
    rules.check_losses(plan, allow_missing=allow_missing)
    file = _File(_own_name(file_name), files.keep(content), all_types=all_types)
    try:
        with session.begin_nested():
            report = _carry_out(session, actor, file, register, plan)
    except Refusal as refusal:
        raise Refusal(refusal.message, "register") from refusal
    except IntegrityError as error:
        if "unique" not in str(error.orig).lower():
            raise
        raise Refusal(
            "Somebody else added some of these premises at the same moment. Nothing has been imported. Import the file "
            "again",
            "register",
        ) from error
    if len(plan.added) > MANY:
        refresh_statistics(session)
    return report


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sha256: str
    all_types: bool


def _own_name(file_name: str) -> str:
    """Return the name of a file without its folders, on one line and of a length that fits."""
    return PureWindowsPath(rules.clean(file_name)).name[-200:] or "register.xml"


def _read(session: Session, actor: Actor, content: bytes) -> Register:
    """Return the register, once it is known to be that of the actor's authority, which is held from then on."""
    limit = settings().upload_megabytes
    if len(content) > limit * 1024 * 1024:
        raise Refusal(f"The file is larger than {limit} MB, the most that is accepted. Nothing has been imported")
    register = rules.read_fhrs(io.BytesIO(content))
    authority = _hold(session, actor)
    if authority.fhrs_code is None:
        raise Refusal(
            f"{authority.name} has no FHRS code, so no food hygiene register is its own. Sign in as an officer of the "
            "authority whose register it is: an administrator adds one with flask accounts add"
        )
    rules.check_authority(register, authority.fhrs_code, authority.name)
    return register


def _hold(session: Session, actor: Actor) -> Authority:
    """Return the actor's authority, held so that a second import waits (on SQLite every writing transaction does)."""
    statement = select(Authority).where(Authority.id == actor.authority_id).with_for_update(key_share=True)
    return session.exec(statement).one()


def _known(session: Session, actor: Actor) -> list[Known]:
    return [
        Known(
            outlet_id=str(outlet.outlet_id),
            fhrs_id=outlet.reference,
            said=outlet.words or outlet,
            held=outlet,
            version=outlet.version,
            is_noted=outlet.words is not None,
            is_missing=outlet.missing_since_on is not None,
        )
        for outlet in retailers.list_by_reference(session, actor, Scheme.FHRS)
    ]


def _carry_out(session: Session, actor: Actor, file: _File, register: Register, plan: Plan) -> ImportReport:
    """Write the plan: the run, the outlets, what happened to each, and the run's audit entry."""
    counts = rules.count(plan)
    run = ImportRun(
        authority_id=actor.authority_id,
        reference=next_reference(session, actor, "IMP", clock.today().year),
        file_name=file.name,
        sha256=file.sha256,
        source=FHRS_SCHEME,
        extracted_on=register.extract_date,
        all_types=file.all_types,
        businesses=len(register.rows) + len(register.rejected),
        declared=register.declared_count,
        run_at=clock.now(),
        run_by_id=actor.officer_id,
        **asdict(counts),
    )
    session.add(run)
    session.flush()
    ids = _write_outlets(session, actor, run, plan)
    outcomes = outcome_rows(run, plan, ids)
    while rows := list(islice(outcomes, WRITTEN_AT_ONCE)):
        session.execute(sa.insert(ImportRow.__table__), rows)  # type: ignore[attr-defined]
    report = ImportReport(
        run_id=run.id,
        reference=run.reference,
        file_name=run.file_name,
        sha256=run.sha256,
        extracted_on=run.extracted_on,
        all_types=run.all_types,
        businesses=run.businesses,
        declared=run.declared,
        counts=counts,
        kept=plan.kept(),
        rejected=plan.rejected,
    )
    detail = report.as_json() | {"kept": counts.kept, "rejected": counts.rejected}
    audit.record(session, actor, "register.imported", "import_run", run.id, detail=detail)
    return report


def _write_outlets(session: Session, actor: Actor, run: ImportRun, plan: Plan) -> list[UUID]:
    """Bring the register up to the plan; return the identifiers of the added outlets in the order of the plan."""
    told = {"source": run.source, "run": run.reference}
    numbers = _council_numbers(session, actor, plan)
    added = [_imported(row, numbers) for row in plan.added]
    ids = retailer_services.add_imported_outlets(session, actor, added, **told)
    if altered := _altered(plan):
        retailer_services.change_imported_outlets(session, actor, altered, **told)
    retailer_services.note_words(session, actor, [_imported(row) for row in plan.unnoted], source=run.source)
    if plan.returned:
        retailer_services.clear_missing(session, actor, _ids(plan.returned), **told)
    if plan.missing:
        on = run.extracted_on or clock.today()
        retailer_services.mark_missing(session, actor, _ids(plan.missing), on=on, **told)
    return ids


def _altered(plan: Plan) -> dict[UUID, ImportedChange]:
    """Return what the register says now of each outlet that it changed or moved, and where the outlet follows it."""
    altered: dict[UUID, ImportedChange] = {}
    for each in plan.altered():
        key = UUID(each.known.outlet_id)
        follows = frozenset(decision.part for decision in each.decisions if decision.officer is None)
        if key in altered:
            follows |= altered[key].follows
        altered[key] = ImportedChange(_imported(each.row), follows, each.known.version)
    return altered


def _ids(premises: Iterable[Known]) -> list[UUID]:
    return [UUID(each.outlet_id) for each in premises]


def _council_numbers(session: Session, actor: Actor, plan: Plan) -> frozenset[str]:
    """Return the council's own numbers that name one outlet only: registers give some of them to two premises."""
    given = Counter(row.business_id for row in plan.added if row.business_id)
    taken = (
        {outlet.reference for outlet in retailers.list_by_reference(session, actor, Scheme.COUNCIL)} if given else ()
    )
    return frozenset(number for number, times in given.items() if times == 1 and number not in taken)


def _imported(row: Row, numbers: frozenset[str] = frozenset()) -> ImportedOutlet:
    references = {Scheme.FHRS: row.fhrs_id}
    if row.business_id in numbers:
        references[Scheme.COUNCIL] = row.business_id
    return ImportedOutlet(
        name=row.name,
        business_type=row.business_type,
        address_lines=row.address_lines,
        postcode=row.postcode,
        postcode_given=row.postcode_given,
        latitude=row.latitude,
        longitude=row.longitude,
        references=references,
    )

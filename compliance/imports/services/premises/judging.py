"""Judge a piece of rows of premises: fit or not, known or not, and what each would change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance.accounts import queries as accounts
from compliance.database import new_id
from compliance.imports import rules
from compliance.imports.models import ImportRun
from compliance.imports.rules import FileRow, Known, Rejected, Row, RowOutcome, Scope, Staged
from compliance.imports.rules.guessing import day_column
from compliance.imports.rules.keeping import position
from compliance.imports.rules.mapping import read_mapping
from compliance.imports.services.importers import EXTRACTED, Tally
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.queries import Placed
from compliance.retailers.rules import (
    LIKENESS_LABELS,
    Candidate,
    KnownOutlet,
    Likely,
    OutletKind,
    Particulars,
    Scheme,
    comparable_telephone,
    sort_name,
)

_MOST_CANDIDATES = 5


def scope_of_run(session: Session, run: ImportRun) -> Scope:
    """Return how a run's file is read."""
    mapping, options = read_mapping(run.mapping or {}), rules.read_options(run.options)
    own_code = accounts.get_authority(session, run.authority_id).fhrs_code
    scope = rules.scope_of(mapping, options, run.format, own_code)
    return replace(scope, day_column=day_column((run.recognised or {}).get("columns", ())))


def judge(session: Session, actor: Actor, run: ImportRun, rows: Sequence[FileRow], tally: Tally) -> list[Staged]:
    """Return what is planned for a piece of rows; those of other authorities in a table are counted, and left out.

    A row is known by its number. One that is not known by it is compared with what is on the register: if it says the
    same name, postcode and address it is that premises; if it may be one, the clerk is asked; else it is added. Two
    rows with numbers of one register are never asked about: their register tells them apart. Where the rows say
    the day of their extract, the tally has the latest of the rows that are fit and not of other authorities.
    """
    scope = scope_of_run(session, run)
    fit, found = _read(rows, scope, tally)
    if scope.day_column:
        _tally_day((file_row.cells.get(scope.day_column, "") for _, file_row in fit), tally)
    known = _known(session, actor, [row for row, _ in fit], found)
    for staged in found:
        if (there := known.get((rules.FHRS_SCHEME, staged.external_id))) is not None:
            staged.outlet_id = UUID(there.outlet_id)
    fresh = []
    for row, file_row in fit:
        there = known.get(row.identity)
        if there is None and row.own_reference:
            found.append(_rejected(_unknown_reference(row, scope), file_row))
        elif there is not None:
            found += _of_known(row, there, scope)
        elif rules.is_taken(row, None, scope):
            fresh.append((row, file_row))
    found += _of_fresh(session, actor, fresh)
    return [one for one in found if one.outcome is not RowOutcome.REJECTED or _is_told(one, scope)]


def _read(rows: Iterable[FileRow], scope: Scope, tally: Tally) -> tuple[list[tuple[Row, FileRow]], list[Staged]]:
    """Return the rows that are fit, each beside itself in the file, and those that are rejected."""
    fit: list[tuple[Row, FileRow]] = []
    rejected: list[Staged] = []
    for file_row in rows:
        elsewhere = scope.is_elsewhere(file_row.fields.get("authority_code", ""))
        if elsewhere and not scope.is_register:
            tally["elsewhere"] = tally.get("elsewhere", 0) + 1
            continue
        row = rules.read_row(file_row.number, file_row.fields, scope)
        if isinstance(row, Row) and elsewhere:
            row = _of_another(row, file_row, scope)
        if isinstance(row, Rejected):
            rejected.append(_rejected(row, file_row))
        else:
            fit.append((row, file_row))
    return fit, rejected


def _tally_day(said: Iterable[str], tally: Tally) -> None:
    """Keep the latest day that these cells and those before them say, as its number."""
    days = [day.toordinal() for text in set(said) if (day := rules.read_day(text)) is not None]
    if days:
        tally[EXTRACTED] = max(tally.get(EXTRACTED, 0), *days)


def _of_another(row: Row, file_row: FileRow, scope: Scope) -> Rejected:
    whose = file_row.fields.get("authority_name") or "another authority"
    reason = f"This row belongs to {whose} (FHRS code {row.authority_code})"
    column = scope.column("authority_code", "LocalAuthorityCode")
    return Rejected(row.number, row.fhrs_id, row.name, row.business_type, column, reason)


def _unknown_reference(row: Row, scope: Scope) -> Rejected:
    reason = f"No retailer on the register has the reference {row.own_reference}. Leave it blank to add a new one"
    return Rejected(
        row.number, row.own_reference, row.name, row.business_type, scope.column("reference", "Reference"), reason
    )


def _rejected(row: Rejected, file_row: FileRow) -> Staged:
    return Staged(
        number=row.number,
        outcome=RowOutcome.REJECTED,
        key=f"row {row.number:09d}",
        name=row.name,
        external_id=row.fhrs_id,
        said={"business_type": row.business_type},
        cells=dict(file_row.cells),
        field=row.field[:60],
        reason=row.reason,
    )


def _is_told(staged: Staged, scope: Scope) -> bool:
    """Return whether a rejected row is kept: not when it is of a type out of scope, unless its premises is known.

    It is not told of then, but its premises is in the file.
    """
    business_type = (staged.said or {}).get("business_type", "")
    staged.said = None
    if not business_type or scope.takes(business_type):
        return True
    staged.outcome = RowOutcome.SEEN
    return staged.outlet_id is not None


def _known(
    session: Session, actor: Actor, rows: Iterable[Row], rejected: Iterable[Staged]
) -> dict[tuple[str, str], Known]:
    wanted: dict[str, set[str]] = {}
    for scheme, value in [row.identity for row in rows]:
        wanted.setdefault(scheme, set()).add(value)
    wanted.setdefault(rules.FHRS_SCHEME, set()).update(row.external_id for row in rejected if row.external_id)
    found = {}
    for scheme, values in wanted.items():
        if not scheme or not values:
            continue
        whose = None if scheme == rules.OWN else Scheme(scheme)
        for outlet in retailers.list_known(session, actor, whose, values):
            found[scheme, outlet.reference] = _as_known(outlet, scheme)
    return found


def _as_known(outlet: KnownOutlet, scheme: str) -> Known:
    return Known(
        outlet_id=str(outlet.outlet_id),
        fhrs_id=outlet.reference,
        said=outlet.words or outlet,
        held=outlet,
        version=outlet.version,
        is_noted=outlet.words is not None,
        is_missing=outlet.missing_since_on is not None,
        scheme=scheme,
    )


def _of_known(row: Row, known: Known, scope: Scope) -> Iterator[Staged]:
    """Yield what becomes of premises that are known: the row's own outcome first, then what it does besides."""

    def staged(outcome: RowOutcome, **more: Any) -> Staged:
        return Staged(
            number=row.number,
            outcome=outcome,
            key=row.key,
            name=row.name,
            external_id=row.identity[1][:60],
            authority_code=row.authority_code,
            outlet_id=UUID(known.outlet_id),
            outlet_version=known.version,
            **more,
        )

    if not rules.is_taken(row, known, scope):
        yield staged(RowOutcome.SEEN)
        return
    compared = rules.compare(row, known, scope)
    row, notes = compared.row, "; ".join(row.notes)
    said = row.as_json()
    follows = sorted(part.value for part in compared.follows)
    if compared.fields:
        yield staged(
            RowOutcome.CHANGED,
            said=said | {"follows": follows},
            before={each.field: each.before for each in compared.fields},
            after={each.field: each.after for each in compared.fields},
            kept=_kept(compared.decisions),
            reason=notes,
        )
    else:
        is_to_note = not known.is_noted and known.scheme == scope.source and not compared.moves
        yield staged(RowOutcome.UNCHANGED, said=said if is_to_note else None)
    if compared.moves:
        yield staged(
            RowOutcome.MOVED,
            said=said | ({} if compared.fields else {"follows": follows}),
            before={"position": _position(known.said)},
            after={"position": _position(row)},
            kept=_kept(compared.moves),
            reason=notes,
        )
    if known.is_missing:
        one = staged(RowOutcome.RETURNED)
        one.name = known.held.name
        yield one


def _kept(decisions: Iterable[rules.Decision]) -> dict[str, str] | None:
    return {each.part.value: each.officer for each in decisions if each.officer is not None} or None


def _position(of: Particulars | Row) -> str:
    at = position(of)
    return "" if at is None else f"{at[0]:.5f}, {at[1]:.5f}"


def _of_fresh(session: Session, actor: Actor, rows: Sequence[tuple[Row, FileRow]]) -> Iterator[Staged]:
    """Yield what becomes of rows whose number is not known: found on the register, in doubt, or added."""
    by_scheme: dict[str, list[tuple[Row, FileRow]]] = {}
    for row, file_row in rows:
        by_scheme.setdefault(row.identity[0], []).append((row, file_row))
    for name, part in by_scheme.items():
        scheme = Scheme(name) if name else None
        if scheme is not None and not retailers.has_any_without(session, actor, scheme):
            yield from (_added(row) for row, _ in part)
            continue
        same = _same(session, actor, [row for row, _ in part], scheme)
        rest = [(row, file_row) for row, file_row in part if row.number not in same]
        likely = retailers.list_likely(
            session, actor, [_candidate(row) for row, _ in rest], most=_MOST_CANDIDATES, without_scheme=scheme
        )
        for row, file_row in part:
            if row.number in same:
                yield _matched(row, file_row, same[row.number], scheme)
        for at, (row, file_row) in enumerate(rest):
            yield _doubtful(row, file_row, likely[at]) if at in likely else _added(row)


def _same(session: Session, actor: Actor, rows: Sequence[Row], scheme: Scheme | None) -> Mapping[int, Sequence[Placed]]:
    """Return the outlets that say just what a row says: the same name, postcode and whole address, each folded."""
    placed = retailers.list_placed(
        session,
        actor,
        postcodes={row.postcode for row in rows if row.postcode},
        sort_names={sort_name(row.name) for row in rows if not row.postcode},
        without_scheme=scheme,
    )
    found: dict[int, list[Placed]] = {}
    for row in rows:
        match = row.match
        for outlet in placed.get(match[0], ()):
            where = outlet.postcode or sort_name(outlet.postcode_given) or outlet.domain or ""
            if match == (outlet.sort_name, where, sort_name(" ".join(outlet.address_lines))):
                found.setdefault(row.number, []).append(outlet)
    return found


def _candidate(row: Row) -> Candidate:
    telephone = comparable_telephone(row.extras.get("telephone", ""))
    is_online = bool(row.extras.get("domain") or row.extras.get("marketplace"))
    return Candidate(
        name=row.name,
        address_lines=row.address_lines,
        postcode=row.postcode,
        kind=OutletKind.ONLINE_SHOP if is_online else OutletKind.PREMISES,
        latitude=row.latitude,
        longitude=row.longitude,
        telephones=frozenset({telephone} if telephone else ()),
        uprn=row.extras.get("uprn"),
        domain=row.extras.get("domain"),
        marketplace=row.extras.get("marketplace", ""),
        marketplace_seller=row.extras.get("marketplace_seller", ""),
        company_numbers=frozenset({row.company_number} if row.company_number else ()),
    )


def _fresh(row: Row, outcome: RowOutcome, **more: Any) -> Staged:
    return Staged(
        number=row.number,
        outcome=outcome,
        key=row.key,
        name=row.name,
        external_id=row.identity[1][:60],
        other_id=row.business_id if row.identity[0] == rules.FHRS_SCHEME else "",
        authority_code=row.authority_code,
        said=row.as_json(),
        reason="; ".join(row.notes),
        **more,
    )


def _added(row: Row) -> Staged:
    return _fresh(row, RowOutcome.ADDED, outlet_id=new_id())


def _matched(row: Row, file_row: FileRow, same: Sequence[Placed], scheme: Scheme | None) -> Staged:
    """Return a row that says what an outlet says: it is that one, unless more than one outlet says so."""
    if len(same) > 1:
        candidates = [
            {"outlet_id": str(one.outlet_id), "reasons": ["The same name, postcode and address"], "score": 100}
            for one in same[:_MOST_CANDIDATES]
        ]
        return _fresh(row, RowOutcome.DOUBTFUL, outlet_id=new_id(), candidates=candidates, cells=dict(file_row.cells))
    outcome = RowOutcome.UNCHANGED if scheme is None else RowOutcome.MATCHED
    found = _fresh(row, outcome, outlet_id=same[0].outlet_id, outlet_version=same[0].version)
    if scheme is None:
        found.said = None
    return found


def _doubtful(row: Row, file_row: FileRow, likely: Sequence[Likely]) -> Staged:
    candidates = [
        {
            "outlet_id": str(one.outlet_id),
            "reasons": [LIKENESS_LABELS[reason] for reason in one.reasons],
            "score": one.score,
        }
        for one in likely
    ]
    return _fresh(row, RowOutcome.DOUBTFUL, outlet_id=new_id(), candidates=candidates, cells=dict(file_row.cells))

"""Finding outlets by what was typed, on either engine: the one module that knows which engine it is.

Words are found in a table that the database keeps (`OutletWords`), under an index of trigrams. A search that finds few
is answered from that index; one that finds many, from the order of the list, where the next fifty stand together.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session, col

from compliance.database import in_area
from compliance.errors import Refusal
from compliance.permissions import Actor
from compliance.retailers.models import Entity, Operator, Outlet, OutletWords, Reference
from compliance.retailers.rules import (
    Scheme,
    check_company_number,
    check_uprn,
    normalise_postcode,
    postcode_beginning,
)
from compliance.retailers.rules.searching import TRIGRAM, Term, list_alike, read_terms

_REFERENCE = re.compile(r"[a-z]{2,6}(-[a-z0-9]+){2,}", re.IGNORECASE)
"""What is written like a reference, such as HAC-R-2026-0001: one that nobody has is not another one misspelt."""
FEW = 5_000
LARGE = 20_000
CANDIDATES = 3_000
ALIKE = 20

_INDEX = sa.table("outlet_words_index", sa.column("rowid", sa.Integer()))
_INDEXED = sa.table("outlet_words_index_docsize", sa.column("id", sa.Integer()))
_ID, _WORDS = col(OutletWords.outlet_id), col(OutletWords.words)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds: as the condition of an outlet, for a list in its order; `ids` as a query, for counting.

    `ids` is None where the condition serves for counting too.
    """

    condition: Any
    ids: Any = None


def found_by(session: Session, actor: Actor, search: str) -> Found:
    """Return what finds outlets by `search`, which holds something.

    Every word of it is part of the outlet's words: names, address, postcode, web address or seller, or the name of an
    entity that operates or operated it. One or two letters begin a word, one digit is a number of its own. Or it is a
    reference (ours or anybody's; of an outlet that was merged away, it finds the one that stands), a company number or
    a UPRN. The first part of a postcode is looked for as that, and as words of their own.
    """
    if postcode := normalise_postcode(search):
        return Found(col(Outlet.postcode) == postcode)
    terms, exact = read_terms(search), _exactly(actor, search)
    beginning = postcode_beginning(search)
    begins = [_begins(beginning)] if beginning else []
    others = [
        *(sa.select(col(Outlet.id)).where(one, in_area(actor, col(Outlet.authority_id))) for one in begins),
        exact,
    ]
    if not terms:
        return Found(col(Outlet.id).in_(exact))
    whole = beginning is not None
    hits, rough = _hits(session, terms, whole=whole), _rough(session, terms, whole=whole)
    if rough is not None and all(_is_few(session, one) for one in (rough, *others[:-1])):
        return Found(col(Outlet.id).in_(_all_of([hits, *others])))
    held = _has_words(session, terms, whole=whole)
    besides = sa.or_(*begins, col(Outlet.id).in_(exact))
    if not _is_large(session, actor):
        return Found(sa.or_(held, besides))
    rest = sa.select(col(Outlet.id)).where(besides, ~held, in_area(actor, col(Outlet.authority_id)))
    return Found(sa.or_(held, besides), sa.union_all(hits, rest))


def spelt_nearly(session: Session, actor: Actor, search: str, among: Any) -> list[UUID]:
    """Return the outlets of the actor's authority or force area that are spelt nearly as `search`, the best first.

    Those whose present name is, or where there is none, those with a word that is. `among` is the condition of the
    other filters. About one letter in five may be wrong, left out, doubled or swapped. At most 20 outlets. One query.
    """
    terms = [term for term in read_terms(search) if term.can_be_misspelt]
    if not terms or normalise_postcode(search) or _REFERENCE.fullmatch(search.strip()):
        return []
    longest = sorted(terms, key=lambda term: -len(term.text))[:2]
    statement = (
        sa.select(col(Outlet.id), col(Outlet.sort_name), _WORDS)
        .join(OutletWords, col(Outlet.id) == _ID)
        .where(_near(session, longest), in_area(actor, col(OutletWords.authority_id)), among)
        .limit(CANDIDATES)
    )
    found = session.execute(statement).all()
    alike = list_alike(terms, [row.sort_name for row in found]) or list_alike(terms, [row.words for row in found])
    ordered = sorted(alike, key=lambda one: (-one[1], found[one[0]].sort_name, found[one[0]].id))
    return [found[place].id for place, _score in ordered[:ALIKE]]


class Unindexed(FunctionElement[Any]):
    """A column by which SQLite is not to look rows up, so that it walks the order that is asked for instead."""

    inherit_cache = True
    name = "unindexed"

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@compiles(Unindexed)
def _as_it_is(element: Unindexed, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(Unindexed, "sqlite")
def _without_index(element: Unindexed, compiler: Any, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _is_few(session: Session, statement: Any) -> bool:
    some = statement.limit(FEW + 1).subquery()
    return bool(session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() <= FEW)


def _is_large(session: Session, actor: Actor) -> bool:
    """Whether the actor's area has so many outlets that looking at each takes longer than asking the index."""
    some = sa.select(col(Outlet.id)).where(is_within(actor, col(Outlet.authority_id))).limit(LARGE + 1).subquery()
    return bool(session.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() > LARGE)


def _all_of(queries: Sequence[Any]) -> Any:
    """Return every outlet that one of some queries finds, found once and not again for each row of a list."""
    found = sa.union_all(*queries).cte("found").prefix_with("MATERIALIZED")
    return sa.select(found.c[0])


def _begins(beginning: str) -> Any:
    """Return the condition that a postcode begins so, as a range of the index."""
    return sa.and_(
        col(Outlet.postcode) >= beginning, col(Outlet.postcode) < beginning[:-1] + chr(ord(beginning[-1]) + 1)
    )


def _exactly(actor: Actor, search: str) -> Any:
    """Return the query of the outlets with this very reference, company number or UPRN; never one merged away."""
    mine = in_area(actor, col(Outlet.authority_id))
    known = in_area(actor, col(Reference.authority_id))
    asked = [
        sa.select(col(Outlet.id)).where(mine, col(Outlet.reference) == search.upper()),
        sa.select(col(Reference.outlet_id)).where(
            known, col(Reference.scheme).in_(list(Scheme)), col(Reference.value) == search
        ),
    ]
    with suppress(Refusal):
        asked.append(sa.select(col(Outlet.id)).where(mine, col(Outlet.uprn) == check_uprn(search)))
    with suppress(Refusal):
        asked.append(
            sa.select(col(Operator.outlet_id))
            .join(Entity, col(Entity.id) == col(Operator.entity_id))
            .where(
                in_area(actor, col(Entity.authority_id)),
                col(Entity.company_number) == check_company_number(search).value,
            )
        )
    named = sa.union_all(*asked).subquery()
    first = sa.select(col(Outlet.id), col(Outlet.merged_into_id)).where(col(Outlet.id).in_(sa.select(named.c[0])))
    chain = first.cte("survivors", recursive=True)
    into = aliased(Outlet)
    chain = chain.union(
        sa.select(col(into.id), col(into.merged_into_id)).join(chain, col(into.id) == chain.c.merged_into_id)
    )
    return sa.select(chain.c.id).where(chain.c.merged_into_id.is_(None))


def _contains(session: Session, piece: str) -> Any:
    if _is_sqlite(session):
        return sa.func.instr(_WORDS, piece) > 0
    return _contain(piece)


def _holds(session: Session, term: Term, *, whole: bool) -> Any:
    pieces = term.whole if whole else term.pieces
    return sa.or_(*(_contains(session, piece) for piece in pieces))


def _has_words(session: Session, terms: Sequence[Term], *, whole: bool = False) -> Any:
    """Return the condition that an outlet's own row of words holds every term: for walking a list in its order."""
    holds = [_holds(session, term, whole=whole) for term in terms]
    return sa.exists().where(col(Outlet.id) == _ID, *holds).correlate(Outlet)


def _hits(session: Session, terms: Sequence[Term], *, whole: bool = False) -> Any:
    """Return the query of the outlets whose words hold every term, from the index."""
    statement = sa.select(_ID).where(*(_holds(session, term, whole=whole) for term in terms))
    asked = _as_match(terms, whole=whole)
    return statement.where(_match(asked)) if _is_sqlite(session) and asked else statement


def _rough(session: Session, terms: Sequence[Term], *, whole: bool = False) -> Any:
    """Return a query that finds at least what `_hits` does, at less cost, for counting; None where nothing narrows."""
    asked = _as_match(terms, whole=whole)
    if _is_sqlite(session) and asked:
        return sa.select(_INDEX.c.rowid).where(_matches(asked))
    return _hits(session, terms, whole=whole) if asked else None


def _matches(asked: str) -> Any:
    return sa.literal_column("outlet_words_index").op("MATCH")(asked)


def _match(asked: str) -> Any:
    """Return the condition that a row has these trigrams, or is too new to be in the index (see the models)."""
    number = col(OutletWords.id)
    done = sa.select(sa.func.coalesce(sa.func.max(_INDEXED.c.id), 0)).scalar_subquery()
    return sa.or_(number.in_(sa.select(_INDEX.c.rowid).where(_matches(asked))), number > done)


def _quoted(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'


def _as_match(terms: Sequence[Term], *, whole: bool) -> str:
    """Return terms as FTS5 is asked for them: every trigram of each; the words themselves are looked at afterwards."""
    every = [[_trigrams(piece) for piece in (term.whole if whole else term.pieces)] for term in terms]
    either = [" OR ".join(f"({one})" for one in pieces) for pieces in every if all(pieces)]
    return " AND ".join(f"({one})" for one in either)


def _trigrams(piece: str) -> str:
    return " AND ".join(_quoted(piece[at : at + TRIGRAM]) for at in range(len(piece) - TRIGRAM + 1))


def _near(session: Session, terms: Sequence[Term]) -> Any:
    """Return the condition that words share some trigrams with each term, as they do when it is misspelt."""
    groups = [list(combinations(term.trigrams, term.shared)) for term in terms]
    if _is_sqlite(session):
        each = (" OR ".join("(" + " AND ".join(map(_quoted, group)) + ")" for group in some) for some in groups)
        return _match(" AND ".join(f"({one})" for one in each))
    return sa.and_(*(sa.or_(*(sa.and_(*map(_contain, group)) for group in some)) for some in groups))


def _contain(piece: str) -> Any:
    return _WORDS.contains(piece, autoescape=True)


def is_within(actor: Actor, column: Any) -> Any:
    """Return the condition of the actor's authority or force area for a list that is walked in its order."""
    if not actor.area:
        return cast("Any", column == actor.authority_id)
    return Unindexed(column).in_({actor.authority_id, *actor.area})

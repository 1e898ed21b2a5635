"""The repeat-offender list, and where one outlet stands: the pure rule's decisions, and what stands beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from compliance.agreements import queries as agreements
from compliance.escalations.queries.histories import Histories, Row, Seller, read_candidates, read_outlet
from compliance.escalations.queries.policies import policy_on
from compliance.escalations.rules import (
    NOT_CONFIRMED,
    Beside,
    Decision,
    Entry,
    Item,
    Per,
    Place,
    Policy,
    Reason,
    decide,
    in_order,
)
from compliance.offences import queries as offences
from compliance.offences.rules import Category, OffenceVersion, category_at
from compliance.permissions import Actor
from compliance.purchases.rules import Kind, SaleLaw, sale_law
from compliance.retailers import queries as retailers
from compliance.retailers.queries import OutletName
from compliance.retailers.rules import operator_on
from compliance.training import queries as training


def list_repeat_offenders(session: Session, actor: Actor, as_at: date) -> list[Entry]:
    """Return the repeat sellers of the actor's authority as at a day (inclusive), by its policy of that day.

    Highest rung first, every purchase of each either counted or left out with the reason. The number of queries does
    not depend on how many there are. SQL only narrows; `rules.decide` decides. Nobody is named by this list.
    """
    policy = policy_on(session, actor.authority_id, as_at)
    histories = read_candidates(session, actor, policy, as_at)
    judged = [(seller, _decide(seller, policy, as_at)) for seller in histories.sellers(policy.per)]
    repeat = [(seller, decision) for seller, decision in judged if decision.is_repeat]
    return in_order(_entries(session, actor, histories, repeat, as_at))


def judge_outlet(session: Session, actor: Actor, outlet_id: UUID, as_at: date) -> list[Entry]:
    """Return where everybody who sold at an outlet stands as at a day, on the list or not, whoever runs it now first.

    Raises NotFound for an outlet of another authority. An outlet without any purchase gives one entry, with none.
    """
    retailers.get_own_outlet(session, actor, outlet_id)
    policy = policy_on(session, actor.authority_id, as_at)
    histories = read_outlet(session, actor, outlet_id, policy)
    now = operator_on(histories.periods.get(outlet_id, ()), as_at)
    here = {row.past.operator for row in histories.rows.get(outlet_id, ())}
    wanted = {str(now.entity_id) if now else None, *here}
    sellers = {
        _name(seller): seller
        for seller in histories.sellers(policy.per)
        if _name(seller) in wanted and seller.outlet_id in {None, outlet_id}
    }
    if (str(now.entity_id) if now else None) not in sellers:
        sellers[str(now.entity_id) if now else None] = Seller(now, outlet_id, tuple(histories.rows.get(outlet_id, ())))
    judged = [(seller, _decide(seller, policy, as_at)) for seller in sellers.values()]
    entries = in_order(_entries(session, actor, histories, judged, as_at, at=outlet_id))
    return sorted(entries, key=lambda entry: not entry.operates_now)


def _name(seller: Seller) -> str | None:
    return str(seller.operator.entity_id) if seller.operator else None


def _decide(seller: Seller, policy: Policy, as_at: date) -> Decision:
    return decide(
        (row.past for row in seller.rows),
        policy,
        as_at=as_at,
        operator=_name(seller),
        outlet=str(seller.outlet_id) if policy.per is Per.PREMISES else None,
    )


Tables = tuple[Sequence[OffenceVersion], Sequence[Category]]
"""The tables of the law and of the kinds of product, as the whole list is judged by them."""


def _entries(
    session: Session,
    actor: Actor,
    histories: Histories,
    judged: Sequence[tuple[Seller, Decision]],
    as_at: date,
    *,
    at: UUID | None = None,
) -> list[Entry]:
    """Return the entries of what was judged. Six queries, whatever their number; none for none."""
    if not judged:
        return []
    outlets = {row.outlet_id for seller, _ in judged for row in seller.rows} | ({at} if at else set())
    names = retailers.names_of(session, actor, outlets)
    tables = offences.list_versions(session), offences.list_category_versions(session)
    entries = [
        _entry(seller, decision, _where(seller, decision, at), histories, names, tables) for seller, decision in judged
    ]
    beside = _beside(session, actor, {entry.place.id for entry in entries if entry.operates_now}, as_at)
    return [replace(entry, beside=beside[entry.place.id]) if entry.operates_now else entry for entry in entries]


def _where(seller: Seller, decision: Decision, at: UUID | None) -> UUID:
    """Return the outlet that stands for a seller: the one asked about, its own, or that of its latest sale."""
    outlet_id = at or seller.outlet_id
    return outlet_id or UUID(decision.counted[-1].outlet)


def _entry(
    seller: Seller,
    decision: Decision,
    outlet_id: UUID,
    histories: Histories,
    names: Mapping[UUID, OutletName],
    tables: Tables,
) -> Entry:
    rows = {row.past.reference: row for row in seller.rows}
    now = operator_on(histories.periods.get(outlet_id, ()), decision.as_at)

    def item(reference: str, reason: Reason | None = None) -> Item:
        row = rows[reference]
        law = None if reason else _law(row, tables, decision.as_at)
        place = _place(names[row.outlet_id])
        operator = row.operator.entity_name if row.operator else NOT_CONFIRMED
        return Item(row.past, row.id, place, operator, reason, law, row.is_disputed)

    return Entry(
        place=_place(names[outlet_id]),
        operator_id=seller.operator.entity_id if seller.operator else None,
        operator=seller.operator.entity_name if seller.operator else None,
        operates_now=(now.entity_id if now else None) == (seller.operator.entity_id if seller.operator else None),
        operator_now=now.entity_name if now else "",
        decision=decision,
        counted=tuple(item(purchase.reference) for purchase in decision.counted),
        left_out=tuple(item(left.purchase.reference, left.reason) for left in decision.left_out),
    )


def _place(name: OutletName) -> Place:
    return Place(name.outlet_id, name.reference, name.name, name.where)


def _law(row: Row, tables: Tables, as_at: date) -> SaleLaw:
    """Return the law of a sale that counted. An online sale's clock starts on the day of the order, the earliest."""
    past = row.past
    versions, kinds = tables
    return sale_law(
        Kind(past.type, past.buyer_basis, past.outcome),
        category_at(kinds, row.category_code, past.on),
        tested_on=past.on,
        overturned=past.overturned,
        versions=versions,
        today=as_at,
    )


def _beside(session: Session, actor: Actor, outlet_ids: Iterable[UUID], as_at: date) -> Mapping[UUID, Beside]:
    """Return what stands beside each outlet on the day: training refused, an agreement held."""
    wanted = set(outlet_ids)
    if not wanted:
        return {}
    taught = training.standings(session, actor, wanted, as_at)
    signed = agreements.standings(session, actor, wanted, as_at)
    return {
        outlet_id: Beside(
            training_refused=taught[outlet_id].refused,
            training=taught[outlet_id].refusal or taught[outlet_id].because,
            agreement_held=signed[outlet_id].in_force,
            agreement=signed[outlet_id].working[-1],
        )
        for outlet_id in wanted
    }

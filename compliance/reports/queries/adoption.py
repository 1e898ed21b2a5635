"""How far agreements and training have got among the retailers that sell knives, as at a day."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from compliance.agreements import queries as agreements
from compliance.permissions import Actor
from compliance.reports.queries.sellers import list_sellers
from compliance.reports.rules import Adopted, By, Member, adopted, adopted_by, was_trading
from compliance.training import queries as training


@dataclass(frozen=True, slots=True)
class Adoption:
    """The lines of the table, the line for all of them, and how many sellers do not count as they did not trade."""

    by: By
    rows: tuple[Adopted, ...]
    total: Adopted
    not_trading: int


def measure_adoption(session: Session, actor: Actor, day: date, by: By) -> Adoption:
    """Return how many retailers that sell knives had an agreement in force, were trained or refused on `day`.

    Who counts: on the register of the authority, not merged into another, trading on that day, and known to sell
    knives. How each stood is what the rules of agreements and of training say. The number of queries grows with each
    500 sellers, not with the lines.
    """
    sellers = list_sellers(session, actor, day)
    counted = [one for one in sellers if was_trading(one, day)]
    ids = [one.outlet_id for one in counted]
    trained = training.standings(session, actor, ids, day)
    signed = agreements.standings(session, actor, ids, day)
    members = [
        Member(
            one,
            agreement=signed[one.outlet_id].in_force,
            trained=trained[one.outlet_id].trained,
            refused=trained[one.outlet_id].refused,
        )
        for one in counted
    ]
    return Adoption(by, tuple(adopted_by(members, by)), adopted("All of them", members), len(sellers) - len(counted))

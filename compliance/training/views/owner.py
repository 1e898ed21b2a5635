"""For whom an invitation or a place is, as its pages show it: an outlet or a delivery company."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from compliance.database import session
from compliance.errors import NotFound
from compliance.retailers import queries as retailers
from compliance.web import actor


@dataclass(frozen=True, slots=True)
class Owner:
    """The name and place of an outlet or entity, and the address of its training page."""

    name: str
    where: str
    url: str
    outlet_id: UUID | None = None
    entity_id: UUID | None = None


def of_outlet(outlet_id: UUID) -> Owner:
    """Return the outlet of the actor's authority, by its present page. Raises NotFound."""
    found = retailers.get_identity(session(), actor(), outlet_id)
    return Owner(found.name, found.where, url_for("training.outlet", outlet_id=found.outlet_id), found.outlet_id)


def of_entity(entity_id: UUID) -> Owner:
    """Return the entity of the actor's authority. Raises NotFound."""
    found = retailers.get_entity(session(), actor(), entity_id)
    return Owner(found.name, "", url_for("training.entity", entity_id=entity_id), entity_id=entity_id)


def owner_of(row: Any) -> Owner:
    """Return for whom a row is. Raises NotFound."""
    if row.outlet_id is not None:
        return of_outlet(row.outlet_id)
    if row.entity_id is None:
        raise NotFound
    return of_entity(row.entity_id)

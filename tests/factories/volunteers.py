"""Volunteers for tests. Made by the service, so that what is in the vault is encrypted as it is in use."""

from datetime import date

from sqlmodel import Session

from compliance.permissions import Actor, Role
from compliance.volunteers import services
from compliance.volunteers.models import Volunteer
from compliance.volunteers.rules import Identity, NewVolunteer


def register(
    session: Session,
    actor: Actor,
    code: str = "V07",
    *,
    born_on: date = date(2010, 3, 14),
    name: str = "Invented Person",
    **identity: str,
) -> Volunteer:
    """Register a volunteer in the actor's authority, by whoever keeps its vault."""
    keeper = _as_keeper(actor)
    person = NewVolunteer(code=code, identity=Identity(name=name, **identity), born_on=born_on)
    return services.register_volunteer(session, keeper, person)


def _as_keeper(actor: Actor) -> Actor:
    from dataclasses import replace

    return replace(actor, role=Role.MANAGER)

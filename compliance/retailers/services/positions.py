"""What officers do with the position of an outlet: correct it, or leave it to the postcode."""

from uuid import UUID

from sqlmodel import Session

from compliance.audit import services as audit
from compliance.permissions import Actor, Permission
from compliance.retailers import queries
from compliance.retailers.services.outlets import check_reason


def correct_position(
    session: Session,
    actor: Actor,
    outlet_id: UUID,
    position: tuple[float, float] | None,
    *,
    version: int,
    reason: str,
) -> bool:
    """Correct where an outlet is: latitude and longitude in degrees (WGS84), or None, then it is at its postcode.

    What stood before is kept; an import leaves an officer's position alone. Returns whether anything differed. Raises
    Refusal (no reason; changed meanwhile), NotFound, Forbidden.
    """
    actor.require(Permission.EDIT_RETAILERS)
    outlet = queries.get_own_outlet(session, actor, outlet_id)
    check_reason(reason)
    latitude, longitude = position or (None, None)
    return audit.correct(
        session,
        actor,
        outlet,
        {"latitude": latitude, "longitude": longitude},
        action="outlet.position_corrected",
        subject_kind="outlet",
        version=version,
        outlet_id=outlet.id,
        reason=reason,
    )

"""Saving the filters and the order of a list under a name."""

from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries, rules
from compliance.accounts.models import SavedView
from compliance.accounts.rules import ViewDetails
from compliance.audit import services as audit
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Actor, Permission


def save_view(session: Session, actor: Actor, details: ViewDetails) -> SavedView:
    """Keep a view of a list for the officer; one they have of that list under that name is replaced.

    Raises Refusal for a name that is none, a list that has no views, nothing to save, and more than 30 views of a list.
    """
    actor.require(Permission.USE_ACCOUNT)
    details = rules.check_view(details)
    own = queries.list_own_views(session, actor, details.page)
    view = next((one for one in own if one.name_key == rules.view_key(details.name)), None)
    if view is None:
        if len(own) >= rules.MOST_VIEWS:
            raise Refusal(f"You have {rules.MOST_VIEWS} views of this list. Remove one first", "name")
        view = SavedView(
            authority_id=actor.authority_id,
            officer_id=_officer(actor),
            page=details.page,
            name=details.name,
            name_key=rules.view_key(details.name),
            query=details.query,
            shared=details.shared,
            saved_at=clock.now(),
        )
        session.add(view)
    view.name, view.query, view.shared, view.saved_at = details.name, details.query, details.shared, clock.now()
    session.flush()
    detail = {"page": view.page, "name": view.name, "query": view.query, "shared": view.shared}
    audit.record(session, actor, "view.saved", "view", view.id, detail=detail)
    return view


def change_view(
    session: Session, actor: Actor, view_id: UUID, *, name: str, shared: bool, is_default: bool
) -> SavedView:
    """Give one's own view another name, share it with the authority or not, and open its list with it or not.

    Raises NotFound for another officer's view; Refusal for a name that is none or that another view of the list has.
    """
    actor.require(Permission.USE_ACCOUNT)
    view = queries.get_own_view(session, actor, view_id)
    details = rules.check_view(ViewDetails(name, view.page, view.query, shared))
    key = rules.view_key(details.name)
    others = [one for one in queries.list_own_views(session, actor, view.page) if one.id != view.id]
    if any(one.name_key == key for one in others):
        raise Refusal("You have a view of this list under that name", "name")
    if is_default:
        for other in others:
            other.is_default = False
        session.flush()
    before = {"name": view.name, "shared": view.shared, "is_default": view.is_default}
    view.name, view.name_key, view.shared, view.is_default = details.name, key, shared, is_default
    session.flush()
    after = {"name": view.name, "shared": view.shared, "is_default": view.is_default}
    audit.record(session, actor, "view.changed", "view", view.id, detail={"before": before, "after": after})
    return view


def remove_view(session: Session, actor: Actor, view_id: UUID) -> str:
    """Remove one's own view, and return its name. Raises NotFound for another officer's."""
    actor.require(Permission.USE_ACCOUNT)
    view = queries.get_own_view(session, actor, view_id)
    name = view.name
    detail = {"page": view.page, "name": name, "query": view.query}
    session.delete(view)
    session.flush()
    audit.record(session, actor, "view.removed", "view", view_id, detail=detail)
    return name


def _officer(actor: Actor) -> UUID:
    if actor.officer_id is None:
        raise Forbidden(Permission.USE_ACCOUNT)
    return actor.officer_id

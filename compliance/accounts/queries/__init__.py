"""Reads of authorities and officers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from compliance import clock
from compliance.accounts import rules
from compliance.accounts.models import Authority, ForceArea, Officer, OfficerSession, SavedView
from compliance.accounts.rules import AuthorityKind
from compliance.database import in_area, once, within
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission, Role


@dataclass(frozen=True, slots=True)
class SignedInOfficer:
    """What the edge needs of an officer at every request."""

    actor: Actor
    authority_name: str
    must_change_password: bool


def actor_of(session: Session, officer: Officer, authority: Authority) -> Actor:
    """Return the actor that an officer is, with the force area of a police planner."""
    area: frozenset[UUID] = frozenset()
    if officer.role is Role.POLICE_PLANNER and authority.kind is AuthorityKind.FORCE:
        covered = session.exec(select(ForceArea.authority_id).where(ForceArea.force_id == authority.id))
        area = frozenset(covered.all())
    return Actor(
        officer_id=officer.id,
        authority_id=authority.id,
        authority_code=authority.code,
        authority_prefix=authority.prefix,
        role=officer.role,
        name=officer.name,
        area=area,
    )


def find_signed_in(session: Session, token: str) -> SignedInOfficer | None:
    """Return the active officer whose session has this token and is not over, or None. One query."""
    statement = (
        select(Officer, Authority)
        .join(Authority, col(Authority.id) == col(Officer.authority_id))
        .join(OfficerSession, col(OfficerSession.officer_id) == col(Officer.id))
        .where(
            OfficerSession.token_hash == rules.hash_of_token(token),
            col(OfficerSession.ended_at).is_(None),
            OfficerSession.expires_at > clock.now(),
            col(Officer.active),
        )
    )
    found = session.exec(statement).one_or_none()
    if found is None:
        return None
    officer, authority = found
    return SignedInOfficer(
        actor=actor_of(session, officer, authority),
        authority_name=authority.name,
        must_change_password=officer.must_change_password,
    )


def get_asker(session: Session, officer_id: UUID) -> tuple[Actor, bool]:
    """Return the actor that an officer is now, and whether they are active: for work they asked for before.

    Raises NotFound.
    """
    officer = session.get(Officer, officer_id, populate_existing=True)
    if officer is None:
        raise NotFound
    return actor_of(session, officer, get_authority(session, officer.authority_id)), officer.active


def find_officer_by_email(session: Session, email: str, *, hold: bool = False) -> Officer | None:
    """Return the officer with this e-mail address, whatever its case, of any authority (for signing in only).

    With `hold` the row is held until the transaction is over, so that of many guesses at once each is counted.
    """
    statement = select(Officer).where(Officer.email == email.strip().lower())
    if hold:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.exec(statement).one_or_none()


def find_authority(session: Session, code: str) -> Authority | None:
    """Return the authority with this code, such as hackney, or None."""
    return session.exec(select(Authority).where(Authority.code == code)).one_or_none()


def get_authority(session: Session, authority_id: UUID) -> Authority:
    """Return an authority by its identifier. Authorities are no secret. Raises NotFound."""
    authority = once(session, (Authority, authority_id), lambda: session.get(Authority, authority_id))
    if authority is None:
        raise NotFound
    return authority


def list_authorities(session: Session) -> Sequence[Authority]:
    """Return every authority by name."""
    return session.exec(select(Authority).order_by(Authority.name, col(Authority.id))).all()


def list_area(session: Session, actor: Actor) -> Sequence[Authority]:
    """Return the actor's own authority and those their force covers, by name."""
    statement = select(Authority).where(in_area(actor, col(Authority.id)))
    return session.exec(statement.order_by(Authority.name, col(Authority.id))).all()


def list_officers(session: Session, actor: Actor, *, active_only: bool = False) -> Sequence[Officer]:
    """Return the officers of the actor's authority by name."""
    statement: Any = within(select(Officer), actor, col(Officer.authority_id))
    if active_only:
        statement = statement.where(col(Officer.active))
    found: Sequence[Officer] = session.exec(statement.order_by(Officer.name, col(Officer.id))).all()
    return found


def get_officer(session: Session, actor: Actor, officer_id: UUID) -> Officer:
    """Return an officer of the actor's authority. Raises NotFound."""
    found: Officer | None = session.exec(
        within(select(Officer).where(Officer.id == officer_id), actor, col(Officer.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def officer_names(session: Session, officer_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of officers by identifier, for records the actor may see. One query."""
    if not officer_ids:
        return {}
    found = session.exec(select(Officer.id, Officer.name).where(col(Officer.id).in_(officer_ids)))
    return dict(found.all())


def command_line_actor(session: Session, authority_code: str, *permissions: Permission) -> Actor:
    """Return the actor of a command run for an authority, allowed just `permissions`. Raises NotFound."""
    authority = find_authority(session, authority_code)
    if authority is None:
        raise NotFound(
            f"There is no authority with the code “{authority_code}”. `flask accounts authorities` lists them"
        )
    return Actor(
        officer_id=None,
        authority_id=authority.id,
        authority_code=authority.code,
        authority_prefix=authority.prefix,
        role=Role.VIEWER,
        name="Command line",
        extra=frozenset(permissions),
    )


@dataclass(frozen=True, slots=True)
class SavedViewRow:
    """A saved view as a list offers it; `is_own` says whether the officer may change it."""

    id: UUID
    page: str
    name: str
    query: str
    shared: bool
    is_own: bool
    is_default: bool
    officer_name: str


def list_views(session: Session, actor: Actor, page: str) -> list[SavedViewRow]:
    """Return the officer's own views of a list, and those that others of their authority share, by name. One query."""
    statement = (
        select(SavedView, Officer.name)
        .join(Officer, col(Officer.id) == col(SavedView.officer_id))
        .where(SavedView.page == page, (col(SavedView.officer_id) == actor.officer_id) | col(SavedView.shared))
        .order_by(SavedView.name_key, Officer.name, col(SavedView.id))
    )
    return [
        SavedViewRow(
            id=view.id,
            page=view.page,
            name=view.name,
            query=view.query,
            shared=view.shared,
            is_own=view.officer_id == actor.officer_id,
            is_default=view.is_default and view.officer_id == actor.officer_id,
            officer_name=name,
        )
        for view, name in session.exec(within(statement, actor, col(SavedView.authority_id)))
    ]


def list_own_views(session: Session, actor: Actor, page: str) -> Sequence[SavedView]:
    """Return the officer's own views of a list, by name."""
    found: Sequence[SavedView] = session.exec(
        _own_views(actor).where(SavedView.page == page).order_by(SavedView.name_key, col(SavedView.id))
    ).all()
    return found


def get_own_view(session: Session, actor: Actor, view_id: UUID) -> SavedView:
    """Return one of the officer's own views. Raises NotFound."""
    found: SavedView | None = session.exec(_own_views(actor).where(SavedView.id == view_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_default_view(session: Session, actor: Actor, page: str) -> SavedView | None:
    """Return the view that a list opens with for the officer, or None."""
    found: SavedView | None = session.exec(
        _own_views(actor).where(SavedView.page == page, col(SavedView.is_default))
    ).one_or_none()
    return found


def _own_views(actor: Actor) -> Any:
    return within(select(SavedView).where(SavedView.officer_id == actor.officer_id), actor, col(SavedView.authority_id))

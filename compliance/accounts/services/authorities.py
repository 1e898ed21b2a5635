"""Authorities beyond those that come ready, and the letterhead of each."""

from sqlmodel import Session

from compliance.accounts import queries, rules
from compliance.accounts.models import Authority, ForceArea
from compliance.accounts.rules import Letterhead
from compliance.accounts.services.crests import keep_crest
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission


def change_letterhead(
    session: Session, actor: Actor, letterhead: Letterhead, *, crest: bytes | None = None
) -> Authority:
    """Change what the authority's letters say of it, and their crest when a picture is given.

    Letters already issued stay as they are. Raises Refusal beside the field to mend.
    """
    actor.require(Permission.MANAGE_OFFICERS)
    authority = queries.get_authority(session, actor.authority_id)
    values = rules.check_letterhead(letterhead).values()
    if crest is not None:
        values["crest_sha256"] = keep_crest(crest)
    changes = audit.changed_fields(authority, values)
    for field, (_before, after) in changes.items():
        setattr(authority, field, after)
    if changes:
        session.add(authority)
        session.flush()
        audit.record(session, actor, "authority.changed", "authority", authority.id, changes=changes)
    return authority


def add_authority(
    session: Session, new: rules.NewAuthority, *, letterhead: Letterhead, demonstration: bool = False
) -> Authority:
    """Add an authority that did not come ready. Raises Refusal when its code is taken or its letterhead is no good."""
    letterhead = rules.check_letterhead(letterhead)
    if queries.find_authority(session, new.code) is not None:
        raise Refusal(f"There is an authority with the code “{new.code}” already", "code")
    authority = Authority(
        prefix=new.prefix,
        code=new.code,
        name=new.name,
        kind=new.kind,
        nation=rules.Nation.ENGLAND,
        ons_code=new.ons_code,
        fhrs_code=new.fhrs_code,
        demonstration=demonstration,
        **letterhead.values(),
    )
    session.add(authority)
    session.flush()
    audit.record_system(session, "authority.added", "authority", str(authority.id), code=new.code, name=new.name)
    return authority


def cover(session: Session, force: Authority, authority: Authority) -> None:
    """Say that a police force covers an authority: its planners see that authority's premises and test outcomes."""
    session.add(ForceArea(force_id=force.id, authority_id=authority.id))
    session.flush()
    audit.record_system(session, "authority.covered", "authority", str(authority.id), force=force.code)

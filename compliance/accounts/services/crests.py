"""The picture of an authority's crest: read with care, and made anew as a plain JPEG."""

from sqlmodel import Session

from compliance import files, pictures
from compliance.accounts import queries, rules
from compliance.accounts.models import Authority
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission

MEGABYTE = 1024 * 1024
CREST = pictures.Wanted(
    formats=("PNG", "JPEG"),
    pixels=rules.CREST_PIXELS,
    side=rules.CREST_SIDE,
    least=rules.CREST_LEAST_SIDE,
    sharp=True,
    noun="crest",
)


def keep_crest(content: bytes) -> str:
    """Make a picture anew as a JPEG on white, keep it, and return its SHA-256.

    Nothing of the file that was sent is kept but what it shows: no metadata, no profile, no bytes behind the picture.
    Raises Refusal beside `crest` for what is no PNG or JPEG, too large, too small, or damaged.
    """
    if len(content) > rules.CREST_MEGABYTES * MEGABYTE:
        raise Refusal(f"The picture must be smaller than {rules.CREST_MEGABYTES} MB", "crest")
    try:
        return files.keep(pictures.derive(content, CREST).jpeg)
    except Refusal as refusal:
        raise Refusal(refusal.message, "crest") from refusal


def remove_crest(session: Session, actor: Actor) -> Authority:
    """Take the crest off the letterhead: the name is set in type again. Letters already issued keep theirs."""
    actor.require(Permission.MANAGE_OFFICERS)
    authority = queries.get_authority(session, actor.authority_id)
    changes = audit.changed_fields(authority, {"crest_sha256": None})
    if changes:
        authority.crest_sha256 = None
        session.add(authority)
        session.flush()
        audit.record(session, actor, "authority.changed", "authority", authority.id, changes=changes)
    return authority

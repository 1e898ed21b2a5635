"""Writing the texts that are offered to traders."""

from sqlmodel import Session

from compliance import clock
from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementText
from compliance.agreements.rules import LONDON, UNKNOWN_NOTE, NewText
from compliance.audit import services as audit
from compliance.database import insert_if_absent, new_id
from compliance.errors import NotFound
from compliance.permissions import Actor, Permission


def write_text(session: Session, actor: Actor, new: NewText) -> AgreementText:
    """Write a version of a text, to be offered from its day on. What was signed before stays in the words of its own.

    Raises Refusal beside the field to mend (see `check_text`); Forbidden.
    """
    actor.require(Permission.SET_POLICY)
    begin_texts(session, actor)
    rules.check_text(new, taken=[text.version for text in queries.list_texts(session, actor)])
    text = AgreementText(
        authority_id=actor.authority_id,
        name=new.name.strip(),
        version=new.version.strip(),
        in_force_from=new.in_force_from,
        introduction=new.introduction.strip(),
        commitments=[one.strip() for one in new.commitments if one.strip()],
        covers_stores=new.covers_stores,
        covers_online=new.covers_online,
        covers_delivery=new.covers_delivery,
        source=new.source.strip(),
        note=new.note.strip(),
        written_at=clock.now(),
        written_by_id=actor.officer_id,
    )
    session.add(text)
    session.flush()
    audit.record(
        session,
        actor,
        "agreement_text.written",
        "agreement_text",
        text.id,
        detail={"version": text.version, "in_force_from": text.in_force_from, "commitments": len(text.commitments)},
    )
    return text


def begin_texts(session: Session, actor: Actor) -> None:
    """Give the actor's authority the text that every authority begins with, unless it has it."""
    if queries.find_text(session, actor, LONDON.version) is None:
        _insert(session, actor, LONDON)


def text_called(session: Session, actor: Actor, version: str) -> AgreementText:
    """Return the text whose version is called so, in any case of letters.

    One that the authority does not have, such as a past one that is brought in, is kept by its name, with a note that
    nobody has recorded what it says.
    """
    there = queries.find_text(session, actor, version)
    if there is not None:
        return there
    if version.strip().casefold() == LONDON.version.casefold():
        new = LONDON
    else:
        name = version.strip() or "Not named"
        new = NewText(name, name, LONDON.in_force_from, "", (), note=UNKNOWN_NOTE)
    _insert(session, actor, new)
    found = queries.find_text(session, actor, new.version)
    if found is None:
        raise NotFound
    return found


def _insert(session: Session, actor: Actor, new: NewText) -> None:
    """Insert a text unless there is one of its name: of two transactions that begin it at once, one does."""
    text_id = new_id()
    insert_if_absent(
        session,
        AgreementText,
        id=text_id,
        authority_id=actor.authority_id,
        name=new.name,
        version=new.version,
        in_force_from=new.in_force_from,
        introduction=new.introduction,
        commitments=list(new.commitments),
        covers_stores=new.covers_stores,
        covers_online=new.covers_online,
        covers_delivery=new.covers_delivery,
        source=new.source,
        note=new.note,
        written_at=clock.now(),
    )
    audit.record(session, actor, "agreement_text.begun", "agreement_text", text_id, detail={"version": new.version})

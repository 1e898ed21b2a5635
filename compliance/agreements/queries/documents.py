"""What the certificate and the window notice of an agreement say on a day, and what was printed of it before."""

from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementDocument
from compliance.agreements.queries.records import get_row, outlets_of_agreement
from compliance.agreements.rules import AgreementCertificate, DocumentKind
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.settings import settings


def certificate_of(session: Session, actor: Actor, agreement_id: UUID, day: date) -> AgreementCertificate:
    """Return what is certified of an agreement of the actor's own authority on `day`, in primitives.

    Raises Refusal when it is not in force on that day; NotFound.
    """
    row = get_row(session, actor, agreement_id, day)
    standing, agreement = row.standing, row.agreement
    rules.check_printable(standing)
    if standing.signed_on is None:
        raise NotFound
    covered = outlets_of_agreement(session, actor, agreement, day)
    authority = accounts.get_authority(session, agreement.authority_id)
    given = settings()
    entity_name = _operator(session, actor, agreement, day)
    return AgreementCertificate(
        number=agreement.reference,
        day=day,
        signatory=standing.signatory,
        capacity=standing.capacity,
        entity_name=entity_name,
        trading_name=covered[0].name if agreement.outlet_id is not None and covered else entity_name,
        places=rules.shown_places(
            [f"{place.name}, {place.where}" if agreement.entity_id else place.where for place in covered]
        ),
        text_name=row.text.name,
        text_version=row.text.version,
        commitments=tuple(row.text.commitments),
        scope=row.terms.scope,
        signed_on=standing.signed_on,
        review_on=standing.review_on,
        lapses_on=standing.lapses_on,
        last_day=standing.last_day,
        authority=authority.name,
        service=authority.department,
        crest=authority.crest_sha256 or "",
        verify_url=f"{given.public_url}/responsible-retailers/{authority.code}" if given.reachable else "",
    )


def _operator(session: Session, actor: Actor, agreement: Agreement, day: date) -> str:
    """Return with whom an agreement is: its entity, or who operates its outlet on the day; "" when nobody knows."""
    if agreement.entity_id is not None:
        return retailers.get_entity(session, actor, agreement.entity_id).name
    if agreement.outlet_id is None:
        return ""
    operator = retailers.operator_on(session, actor, agreement.outlet_id, day)
    return operator.entity_name if operator else ""


def find_document(session: Session, actor: Actor, agreement_id: UUID, kind: DocumentKind, day: date) -> str | None:
    """Return the SHA-256 of the document of a kind that was printed of what an agreement says on `day`, or None.

    Raises Refusal when the agreement is not in force that day; NotFound.
    """
    facts = certificate_of(session, actor, agreement_id, day)
    statement = select(AgreementDocument.sha256).where(
        AgreementDocument.agreement_id == agreement_id,
        AgreementDocument.kind == kind,
        AgreementDocument.facts_hash == facts.digest,
    )
    found: str | None = session.exec(within(statement, actor, col(AgreementDocument.authority_id))).one_or_none()
    return found

"""Printing the certificate and the window notice of an agreement in force: once for the same facts, then kept."""

from uuid import UUID

from sqlmodel import Session, select

from compliance import clock, files, pdf
from compliance.agreements import queries, rules
from compliance.agreements.models import AgreementDocument
from compliance.agreements.rules import AgreementCertificate, DocumentKind
from compliance.agreements.services.links import hold_agreement
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.pdf import Document
from compliance.permissions import Actor, Permission

TEMPLATES = {
    DocumentKind.CERTIFICATE: "agreements/certificate.html",
    DocumentKind.WINDOW_NOTICE: "agreements/notice.html",
}
STYLESHEETS = {
    DocumentKind.CERTIFICATE: ("css/certificate-page.css", "css/certificate.css"),
    DocumentKind.WINDOW_NOTICE: ("css/agreement-notice.css",),
}


def print_document(session: Session, actor: Actor, agreement_id: UUID, kind: DocumentKind) -> AgreementDocument:
    """Return a certificate or window notice of an agreement that is in force today, made and kept unless it stands.

    As long as it says the same, it is the same bytes. Raises Refusal when the agreement is not in force, or a letter of
    a name cannot be printed; NotFound; Forbidden.
    """
    actor.require(Permission.VIEW_AGREEMENTS)
    agreement = hold_agreement(session, actor, agreement_id)
    facts = queries.certificate_of(session, actor, agreement_id, clock.today())
    statement = select(AgreementDocument).where(
        AgreementDocument.agreement_id == agreement_id,
        AgreementDocument.kind == kind,
        AgreementDocument.facts_hash == facts.digest,
    )
    before = session.exec(statement).one_or_none()
    if before is not None:
        return before
    document = AgreementDocument(
        authority_id=actor.authority_id,
        agreement_id=agreement_id,
        kind=kind,
        facts=facts.as_json(),
        facts_hash=facts.digest,
        sha256=files.keep(render(kind, facts)),
        made_at=clock.now(),
        made_by_id=actor.officer_id,
    )
    session.add(document)
    session.flush()
    audit.record(
        session,
        actor,
        f"agreement_{kind.value}.made",
        "agreement",
        agreement_id,
        outlet_id=agreement.outlet_id,
        detail={"reference": agreement.reference, "sha256": document.sha256},
    )
    return document


def render(kind: DocumentKind, facts: AgreementCertificate) -> bytes:
    """Return the PDF of a certificate or notice. Raises Refusal for a letter that no typeface here can print."""
    title = f"{rules.DOCUMENT_LABELS[kind]} {facts.number}, {facts.trading_name}"
    crest = {facts.crest: files.read(facts.crest)} if facts.crest else {}
    made = pdf.render_document(
        Document(template=TEMPLATES[kind], facts=facts, title=title, stylesheets=STYLESHEETS[kind]), files=crest
    )
    if made.unprintable:
        raise Refusal(f"The document cannot be printed: no typeface has {' '.join(made.unprintable)}")
    return made.pdf

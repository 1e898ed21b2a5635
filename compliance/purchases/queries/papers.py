"""Accounts and statements as papers: PDF to print, DOCX to finish. Only what the actor may read."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from compliance import clock
from compliance.accounts import queries as officers
from compliance.documents import Paper, write_document
from compliance.errors import NotFound
from compliance.pdf import Document, render_document
from compliance.permissions import Actor
from compliance.purchases.queries.accounts import ReadableAccount, get_readable_account
from compliance.purchases.queries.standing import get_own_purchase
from compliance.purchases.queries.statements import get_own_statement, get_readable_statement
from compliance.purchases.rules import frozen
from compliance.purchases.rules import statements as rules

STYLESHEETS = ("css/printed-paper.css", "css/statement.css")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPaper:
    """What the paper of a signed account is made of."""

    reference: str
    authority: str
    account: ReadableAccount
    signed: str
    facts: tuple[tuple[str, str], ...]
    additions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPaper:
    """What the paper of a statement is made of. `sha256` and `finished` are empty for a draft."""

    reference: str
    name: str
    occupation: str
    heading: str
    authority: str
    declaration: str
    paragraphs: tuple[str, ...]
    number: int
    finished: str
    sha256: str
    draft: str


def print_account(session: Session, actor: Actor, purchase_id: UUID, account_id: UUID) -> tuple[str, bytes]:
    """Return a signed account that the actor may read as a file name and a PDF. Raises NotFound, also for any other."""
    purchase = get_own_purchase(session, actor, purchase_id)
    account = get_readable_account(session, actor, purchase_id, account_id)
    people = {UUID(str(one)) for name in ("officer_id", "second_officer_id") if (one := account.record.get(name))}
    names = {str(officer_id): name for officer_id, name in officers.officer_names(session, people).items()}
    facts = AccountPaper(
        reference=purchase.reference,
        authority=officers.get_authority(session, actor.authority_id).name,
        account=account,
        signed=moment(account.signed_at),
        facts=tuple(frozen.facts_in_words(account.record, names)),
        additions=tuple((moment(one.added_at), one.sha256) for one in account.additions),
    )
    title = f"Account of {account.officer_name}, {purchase.reference}"
    document = Document(template="purchases/account_printed.html", facts=facts, title=title, stylesheets=STYLESHEETS)
    return f"{purchase.reference} account of {_file_name(account.officer_name)}.pdf", render_document(document).pdf


def print_statement(session: Session, actor: Actor, purchase_id: UUID, statement_id: UUID) -> tuple[str, bytes]:
    """Return a statement as a file name and a PDF: the actor's own, or a finished one they may read. NotFound."""
    facts = _statement(session, actor, purchase_id, statement_id)
    document = Document(
        template="purchases/statement_printed.html",
        facts=facts,
        title=f"{facts.heading} of {facts.name}, {facts.reference}",
        stylesheets=STYLESHEETS,
    )
    return f"{_name(facts)}.pdf", render_document(document).pdf


def write_statement(session: Session, actor: Actor, purchase_id: UUID, statement_id: UUID) -> tuple[str, bytes]:
    """Return a statement as a file name and DOCX: the actor's own, or a finished one they may read. NotFound."""
    facts = _statement(session, actor, purchase_id, statement_id)
    paper = Paper(
        title=facts.heading,
        under_title=f"({facts.authority})",
        marks=facts.draft,
        facts=(
            ("Statement of", facts.name),
            ("Age if under 18", "Over 18"),
            ("Occupation", facts.occupation or "[your occupation]"),
            ("About", facts.reference),
        ),
        declaration=facts.declaration,
        paragraphs=facts.paragraphs,
        signature="Signature: ......................................   Date: ....................",
        footer=f"Statement of {facts.name}. Signature: ...................................... ",
    )
    return f"{_name(facts)}.docx", write_document(paper)


def _statement(session: Session, actor: Actor, purchase_id: UUID, statement_id: UUID) -> StatementPaper:
    purchase = get_own_purchase(session, actor, purchase_id)
    try:
        own = get_own_statement(session, actor, statement_id)
    except NotFound:
        own = None
    if own is not None and own.purchase_id == purchase_id and own.finished_at is None:
        officer = officers.get_officer(session, actor, own.officer_id)
        name, title, words, number = officer.name, officer.job_title, own.words, own.number
        finished, sha256, draft = "", "", rules.DRAFT
    else:
        found = get_readable_statement(session, actor, purchase_id, statement_id)
        name, title, words, number = found.officer_name, found.job_title, found.words, found.number
        finished, sha256, draft = moment(found.finished_at), found.sha256, ""
    return StatementPaper(
        reference=purchase.reference,
        name=name,
        occupation=title,
        heading=rules.HEADING,
        authority=rules.AUTHORITY,
        declaration=rules.DECLARATION,
        paragraphs=rules.paragraphs(words),
        number=number,
        finished=finished,
        sha256=sha256,
        draft=draft,
    )


def _name(facts: StatementPaper) -> str:
    return f"{facts.reference} statement {facts.number} of {_file_name(facts.name)}"


def _file_name(text: str) -> str:
    """Return a person's name as a name of a file may hold it."""
    return "".join(letter if letter.isalnum() or letter in " -" else " " for letter in text).strip()


def moment(at: datetime) -> str:
    """Return a moment as a paper writes it, on London's clock: 3 November 2026 at 14:05:09."""
    here = clock.london(at)
    return f"{here.day} {here:%B %Y} at {here:%H:%M:%S}"

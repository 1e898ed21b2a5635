"""From the record to a letter: facts gathered anew, the PDF made of them, and everything that is wrong with it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from compliance import files, pdf
from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority
from compliance.errors import NotFound, Refusal
from compliance.letters import rules
from compliance.letters.models import Letter
from compliance.letters.queries.record import get_letter
from compliance.letters.queries.subject import Subject, list_sessions, subject_of
from compliance.letters.rules import Kind
from compliance.letters.rules.drafting import (
    NOBODY_KNOWN,
    Decided,
    Offer,
    SendTo,
    address_lines,
    decided_from_dict,
    may_act_from,
    period,
    starts_words,
)
from compliance.permissions import Actor
from compliance.purchases.rules import HandOverResult
from compliance.retailers.queries.outlets import online


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter as it would be issued today: what it is about, its problems, and its facts and PDF if there are any."""

    subject: Subject
    facts: rules.Facts | None
    rendered: pdf.Rendered | None
    problems: tuple[Refusal, ...]


def prepare(
    session: Session, actor: Actor, letter: Letter, *, today: date, render: bool = True, draft: bool = True
) -> Prepared:
    """Return the letter of a draft, made anew from the record as if it were issued `today`, with all its problems.

    The law is that of the day of the sale, the recipient who operated the outlet on that day; whether the letter may be
    sent at all is judged again. With `draft`, the title of the PDF says that it is a draft.
    """
    subject = subject_of(session, actor, letter)
    try:
        rules.check_kind(letter.kind, subject.standing)
    except Refusal as refusal:
        return Prepared(subject, None, None, (refusal,))
    decided = decided_from_dict(letter.decided)
    facts = _gather(session, actor, letter, subject, decided, today)
    problems = [*_people_problems(subject, facts, decided), *rules.list_problems(facts)]
    if not render:
        return Prepared(subject, facts, None, tuple(problems))
    try:
        rendered = _render(facts, draft=draft)
    except Refusal as refusal:
        return Prepared(subject, facts, None, (*problems, refusal))
    return Prepared(subject, facts, rendered, (*problems, *_printed_problems(facts, rendered)))


def _people_problems(subject: Subject, facts: rules.Facts, decided: Decided) -> list[Refusal]:
    problems = []
    if subject.operator is None and len(facts.recipient.address) < 2:
        problems.append(Refusal("Nobody has confirmed who operates this shop, so no address is known.", "operator"))
    told = isinstance(facts, rules.FailNotice | rules.WrittenWarning) and facts.primary_authority is not None
    if told and decided.notified_on and not decided.not_stopped and not decided.exemption:
        problems.append(
            Refusal(
                "Tick that the Primary Authority has not told you to stop: the letter says so.", "primary_authority"
            )
        )
    return problems


def _printed_problems(facts: rules.Facts, rendered: pdf.Rendered) -> list[Refusal]:
    problems = [Refusal(one) for one in rules.zone_problems(rendered.marks, facts.recipient.lines)]
    checks: tuple[Any, ...] = (
        lambda: rules.check_letter(
            rendered.marks,
            facts.recipient.lines,
            pages=rendered.pages,
            size=len(rendered.pdf),
            unprintable=rendered.unprintable,
        ),
        lambda: rules.check_wording(facts, rendered.text),
    )
    known = {problem.message for problem in problems}
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            if refusal.message not in known:
                problems.append(refusal)
    return problems


def _render(facts: rules.Facts, *, draft: bool) -> pdf.Rendered:
    document = pdf.Document(
        template=rules.template_of(facts.kind),
        facts=facts,
        title=f"DRAFT: {facts.title}" if draft else facts.title,
        stylesheets=rules.stylesheets_of(large_print=facts.large_print),
    )
    crest = facts.letterhead.crest
    return pdf.render_document(document, files={crest: read_crest(crest)} if crest else None)


def read_crest(sha256: str) -> bytes:
    """Return the bytes of a crest. Raises Refusal when they are missing or have changed."""
    try:
        return files.read(sha256)
    except (NotFound, files.CorruptFileError) as error:
        raise Refusal(
            "The picture of the crest in the letterhead cannot be read. An administrator can upload it again.",
            "letterhead",
        ) from error


def _gather(
    session: Session, actor: Actor, letter: Letter, subject: Subject, decided: Decided, today: date
) -> rules.Facts:
    authority = accounts.get_authority(session, actor.authority_id)
    common: dict[str, Any] = {
        "reference": letter.reference,
        "dated_on": today,
        "letterhead": _letterhead(authority),
        "recipient": _recipient(subject, decided),
        "officer": _officer(session, actor, decided),
        "place": _place(subject),
        "keep_years": authority.keep_years,
        "large_print": decided.large_print,
        "replaces": _replaced(session, actor, letter),
    }
    if letter.kind is Kind.TRAINING_INVITATION:
        return rules.TrainingInvitation(
            **common,
            visited_on=subject.day,
            training=_training(session, actor, decided.offer, today),
            agreement=decided.agreement,
        )
    common["tested"] = _tested(subject, decided, today)
    if letter.kind is Kind.PASS_NOTICE:
        return rules.PassNotice(**common)
    primary_authority = _primary_authority(subject, decided)
    law = subject.law
    if letter.kind is Kind.FAIL_NOTICE:
        return rules.FailNotice(
            **common,
            advice=decided.advice,
            law=law if law and law.confirmed else None,
            training=_training(session, actor, decided.offer, today) if decided.offer else None,
            primary_authority=primary_authority if decided.notified_on or decided.exemption else None,
        )
    assert law is not None, "check_kind lets no warning through without the law"  # noqa: S101 - for the type checker
    return rules.WrittenWarning(
        **common,
        law=law,
        reason=decided.reason,
        duties=decided.duties,
        advice=decided.advice,
        training=_training(session, actor, decided.offer, today),
        discuss_by_on=decided.discuss_by_on or today,
        appeal_by_on=decided.appeal_by_on or today,
        primary_authority=primary_authority,
    )


def _replaced(session: Session, actor: Actor, letter: Letter) -> rules.Replaced | None:
    if letter.supersedes_id is None:
        return None
    former = get_letter(session, actor, letter.supersedes_id)
    assert former.issued_on is not None, "only an issued letter is superseded"  # noqa: S101 - for the type checker
    return rules.Replaced(reference=former.reference, dated_on=former.issued_on)


def _letterhead(authority: Authority) -> rules.Letterhead:
    route = " ".join(authority.complaint_route.split())
    return rules.Letterhead(
        authority=authority.name,
        service=authority.department,
        address=address_lines(authority.address, None),
        telephone=authority.telephone,
        email=authority.email,
        website=authority.website,
        complaints=route,
        appeals=route,
        enforcement_policy=authority.enforcement_policy.rstrip("."),
        privacy_notice=authority.privacy_notice.rstrip("."),
        crest=authority.crest_sha256 or "",
    )


def _recipient(subject: Subject, decided: Decided) -> rules.Recipient:
    outlet, operator = subject.outlet, subject.operator
    premises = tuple(line for line in (outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4) if line)
    premises = (*premises, outlet.postcode) if outlet.postcode else premises
    if operator is None:
        return rules.Recipient(name=NOBODY_KNOWN, address=(outlet.name, *premises), contact=decided.contact)
    registered = address_lines(operator.address, operator.postcode)
    alike = operator.entity_name.casefold() == outlet.name.casefold()
    use_registered = bool(registered) and (decided.send_to is SendTo.REGISTERED or not premises)
    return rules.Recipient(
        name=operator.entity_name,
        trading_as="" if alike else outlet.name,
        address=registered if use_registered else premises,
        contact=decided.contact,
    )


def _officer(session: Session, actor: Actor, decided: Decided) -> rules.Officer:
    officer = accounts.get_officer(session, actor, decided.officer_id)
    return rules.Officer(
        name=officer.name, job_title=officer.job_title, telephone=officer.telephone, email=officer.email
    )


def _place(subject: Subject) -> rules.Place:
    outlet = subject.outlet
    where = online(outlet.domain, outlet.marketplace, outlet.marketplace_seller)
    if subject.online and where:
        return rules.Place(name=outlet.name, address=where, online=True)
    lines = [line for line in (outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4) if line]
    address = ", ".join(lines)
    return rules.Place(
        name=outlet.name,
        address=f"{address} {outlet.postcode}".strip() if outlet.postcode else address,
        online=subject.online,
    )


def _tested(subject: Subject, decided: Decided, today: date) -> rules.Tested:
    assert subject.test is not None, "check_kind lets no result through without a test"  # noqa: S101
    purchase, hand_over = subject.test.purchase, subject.test.hand_over
    first_on, last_on = period(purchase.tested_on, decided.when, today)
    return rules.Tested(
        type=purchase.type,
        buyer_basis=purchase.buyer_basis,
        outcome=purchase.outcome,
        first_on=first_on,
        last_on=last_on,
        product=decided.product,
        hand_over=hand_over.result if hand_over else HandOverResult.NOT_YET,
    )


def _training(session: Session, actor: Actor, offer: Offer | None, today: date) -> rules.Training:
    if offer is None:
        return rules.Training(course="", minutes=0, cost_pence=0, examined=False, book_by_on=today)
    sessions = list_sessions(session, actor, after=today, ids=offer.session_ids) if offer.session_ids else []
    return rules.Training(
        course=offer.course,
        minutes=offer.minutes,
        cost_pence=offer.cost_pence,
        examined=offer.examined,
        book_by_on=offer.book_by_on,
        sessions=tuple(
            rules.Session(on=one.on, starts=starts_words(one.starts_at), venue=one.where) for one in sessions
        ),
    )


def _primary_authority(subject: Subject, decided: Decided) -> rules.PrimaryAuthority | None:
    name = subject.operator.primary_authority if subject.operator else ""
    if not name.strip():
        return None
    told = decided.notified_on
    primary = rules.PrimaryAuthority(name=name, notified_on=told, may_act_from_on=may_act_from(told) if told else None)
    return replace(primary, exemption=decided.exemption)

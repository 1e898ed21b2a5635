"""The facts of a letter, gathered anew from the record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from compliance.accounts import queries as accounts
from compliance.accounts.models import Authority
from compliance.letters import rules
from compliance.letters.models import Letter
from compliance.letters.queries.gathering_chain import OF_CHAIN, Gathering, training_of
from compliance.letters.queries.gathering_corrections import correction, dispute_decided
from compliance.letters.queries.record import get_letter
from compliance.letters.queries.subject import Subject
from compliance.letters.rules import Kind
from compliance.letters.rules.drafting import (
    NOBODY_KNOWN,
    Decided,
    SendTo,
    address_lines,
    may_act_from,
    period,
)
from compliance.permissions import Actor
from compliance.purchases.rules import HandOverResult
from compliance.retailers.queries.outlets import online


def gather(
    session: Session,
    actor: Actor,
    letter: Letter,
    subject: Subject,
    decided: Decided,
    today: date,
    signing: rules.Signing | None = None,
) -> rules.Facts:
    """Return the facts of a letter as they are `today`. `rules.check_kind` must have let it through.

    `signing` is the link to an agreement that is being sent, which nobody can read back from the record.
    """
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
    given = Gathering(session, actor, subject, decided, today, common, signing)
    if letter.kind in _OF_A_LETTER:
        return _OF_A_LETTER[letter.kind](given, letter)
    return _OF_KIND[letter.kind](given)


def _pass_notice(given: Gathering) -> rules.Facts:
    return rules.PassNotice(**given.common, tested=_tested(given))


def _fail_notice(given: Gathering) -> rules.Facts:
    decided, law = given.decided, given.subject.law
    return rules.FailNotice(
        **given.common,
        tested=_tested(given),
        advice=decided.advice,
        law=law if law and law.confirmed else None,
        training=training_of(given) if decided.offer else None,
        primary_authority=_primary_authority(given) if decided.notified_on or decided.exemption else None,
    )


def _written_warning(given: Gathering) -> rules.Facts:
    decided, law = given.decided, given.subject.law
    assert law is not None, "check_kind lets no warning through without the law"  # noqa: S101 - for the type checker
    return rules.WrittenWarning(
        **given.common,
        tested=_tested(given),
        law=law,
        reason=decided.reason,
        duties=decided.duties,
        advice=decided.advice,
        training=training_of(given),
        discuss_by_on=decided.discuss_by_on or given.today,
        appeal_by_on=decided.appeal_by_on or given.today,
        primary_authority=_primary_authority(given),
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
    if outlet is None:
        assert operator is not None, "a record without an outlet is an entity's"  # noqa: S101 - for the type checker
        lines = address_lines(operator.address, operator.postcode)
        return rules.Recipient(name=operator.entity_name, address=lines, contact=decided.contact)
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
    if outlet is None:
        assert subject.operator is not None, "a record without an outlet is an entity's"  # noqa: S101 - see above
        lines = address_lines(subject.operator.address, subject.operator.postcode)
        return rules.Place(name=subject.name, address=", ".join(lines))
    where = online(outlet.domain, outlet.marketplace, outlet.marketplace_seller)
    if subject.online and where:
        return rules.Place(name=outlet.name, address=where, online=True)
    parts = [line for line in (outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4) if line]
    address = ", ".join(parts)
    return rules.Place(
        name=outlet.name,
        address=f"{address} {outlet.postcode}".strip() if outlet.postcode else address,
        online=subject.online,
    )


def _tested(given: Gathering) -> rules.Tested:
    subject, decided = given.subject, given.decided
    assert subject.test is not None, "check_kind lets no result through without a test"  # noqa: S101
    purchase, hand_over = subject.test.purchase, subject.test.hand_over
    first_on, last_on = period(purchase.tested_on, decided.when, given.today)
    return rules.Tested(
        type=purchase.type,
        buyer_basis=purchase.buyer_basis,
        outcome=purchase.outcome,
        first_on=first_on,
        last_on=last_on,
        product=decided.product,
        hand_over=hand_over.result if hand_over else HandOverResult.NOT_YET,
    )


def _primary_authority(given: Gathering) -> rules.PrimaryAuthority | None:
    subject, decided = given.subject, given.decided
    name = subject.operator.primary_authority if subject.operator else ""
    if not name.strip():
        return None
    told = decided.notified_on
    primary = rules.PrimaryAuthority(name=name, notified_on=told, may_act_from_on=may_act_from(told) if told else None)
    return replace(primary, exemption=decided.exemption)


_OF_A_LETTER: dict[Kind, Callable[[Gathering, Letter], rules.Facts]] = {
    Kind.DISPUTE_DECISION: dispute_decided,
    Kind.CORRECTION: correction,
}
_OF_KIND: dict[Kind, Callable[[Gathering], rules.Facts]] = {
    Kind.PASS_NOTICE: _pass_notice,
    Kind.FAIL_NOTICE: _fail_notice,
    Kind.WRITTEN_WARNING: _written_warning,
    **OF_CHAIN,
}

"""From the record to a letter: facts gathered anew, the PDF made of them, and everything that is wrong with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from compliance import files, pdf
from compliance.errors import NotFound, Refusal
from compliance.letters import rules
from compliance.letters.models import Letter
from compliance.letters.queries.gathering import gather
from compliance.letters.queries.marks import list_gone_in_reason
from compliance.letters.queries.subject import Subject, subject_of
from compliance.letters.rules.drafting import Decided, decided_from_dict
from compliance.letters.rules.marks import REASONED_KINDS
from compliance.permissions import Actor
from compliance.settings import settings

_NO_ADDRESS = (
    "The address at which the public reaches this service is not set, so no link can be printed. Whoever runs the "
    "service can set it (COMPLIANCE_PUBLIC_URL). Until then the agreement can be signed on paper or on your phone."
)
_MOVED_ON = "The record has moved on since this draft was begun. Discard it, and draft a new letter."


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter as it would be issued today: what it is about, its problems, and its facts and PDF if there are any."""

    subject: Subject
    facts: rules.Facts | None
    rendered: pdf.Rendered | None
    problems: tuple[Refusal, ...]


def prepare(
    session: Session,
    actor: Actor,
    letter: Letter,
    *,
    today: date,
    render: bool = True,
    draft: bool = True,
    signing: rules.Signing | None = None,
) -> Prepared:
    """Return the letter of a draft, made anew from the record as if it were issued `today`, with all its problems.

    The law is that of the day of the sale, the recipient who operated the outlet on that day; whether the letter may be
    sent at all is judged again. With `draft`, the title of the PDF says that it is a draft. `signing` is the link that
    an offer of an agreement prints; without it the letter says that there is none yet.
    """
    subject = subject_of(session, actor, letter)
    try:
        rules.check_kind(letter.kind, subject.standing)
    except Refusal as refusal:
        return Prepared(subject, None, None, (refusal,))
    decided = decided_from_dict(letter.decided)
    if letter.kind in rules.OCCASIONS_OF and decided.occasion is not subject.standing.occasion:
        return Prepared(subject, None, None, (Refusal(_MOVED_ON, "kind"),))
    try:
        facts = gather(session, actor, letter, subject, decided, today, signing)
    except Refusal as refusal:
        return Prepared(subject, None, None, (refusal,))
    problems = [
        *_people_problems(subject, facts, decided),
        *_reason_problems(session, actor, letter, decided),
        *rules.list_problems(facts),
    ]
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
    if isinstance(facts, rules.AgreementOffer) and not settings().reachable:
        problems.append(Refusal(_NO_ADDRESS))
    told = isinstance(facts, rules.FailNotice | rules.WrittenWarning) and facts.primary_authority is not None
    if told and decided.notified_on and not decided.not_stopped and not decided.exemption:
        problems.append(
            Refusal(
                "Tick that the Primary Authority has not told you to stop: the letter says so.", "primary_authority"
            )
        )
    return problems


def _reason_problems(session: Session, actor: Actor, letter: Letter, decided: Decided) -> list[Refusal]:
    """Return a problem for each sale that the reason names although it counts no more, begun with before it did not."""
    if letter.kind not in REASONED_KINDS or not decided.reason.strip():
        return []
    return [
        Refusal(
            f"The reason names the test of {on.day} {on:%B %Y} ({reference}), whose result counts no more. Change the "
            "reason.",
            "reason",
        )
        for reference, on in list_gone_in_reason(session, actor, letter, decided.reason)
    ]


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

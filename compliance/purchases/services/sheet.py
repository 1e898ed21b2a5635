"""The record sheet of a test as a PDF/UA-1 file: filled in from the record, or blank to take along."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Session

from compliance import clock, pdf
from compliance.accounts import queries as accounts
from compliance.errors import NotFound, Refusal
from compliance.evidence import queries as evidence
from compliance.offences import queries as offences
from compliance.operations import queries as operations
from compliance.operations.rules import SURVEILLANCE_LABELS
from compliance.permissions import Actor, Permission
from compliance.purchases import queries
from compliance.purchases.models import Purchase
from compliance.purchases.queries import voidings
from compliance.purchases.rules import sheet as rules
from compliance.purchases.rules.reviews import REVIEW_LABELS
from compliance.purchases.rules.stage_sheet import printed_stage
from compliance.purchases.rules.stage_words import PARTY_OUTCOME_LABELS, PARTY_ROLE_LABELS
from compliance.retailers import queries as retailers

TEMPLATE = "purchases/sheet.html"
STYLESHEETS = ("css/printed-paper.css", "css/record-sheet.css")


def record_sheet(session: Session, actor: Actor, purchase_id: UUID) -> bytes:
    """Return the record sheet of a test of the actor's authority as a PDF.

    Of the volunteer it holds the code and how they looked, never a name. The officers' accounts stand in it only when
    all of them have signed (domain sections 2.4 and 6.9). A result that is void, disputed or overturned says so before
    anything else. Raises Refusal for letters that cannot be printed; Forbidden;
    NotFound.
    """
    actor.require(Permission.VIEW_PURCHASES)
    purchase = queries.get_own_purchase(session, actor, purchase_id)
    made_by = [one for one in (purchase.officer_id, purchase.second_officer_id) if one]
    people = {one for one in (*made_by, purchase.voided_by_id) if one}
    names = accounts.officer_names(session, people)
    category = offences.category_on(session, purchase.category_code, purchase.tested_on)
    parts = (
        _operation(session, actor, purchase.operation_id),
        _premises(session, actor, purchase.outlet_id, purchase.tested_on),
        *rules.parts_of(purchase.model_dump(), names, category=category.label),
        *_stages(session, actor, purchase),
    )
    signed = _accounts(session, actor, purchase)
    return _made(
        rules.Sheet(
            title=f"Record sheet {purchase.reference}",
            reference=purchase.reference,
            authority=accounts.get_authority(session, actor.authority_id).name,
            printed=_printed(actor),
            standing=_standing(session, actor, purchase),
            parts=parts,
            accounts=signed,
            accounts_note="" if signed else "Not signed by every officer of this test yet, so not printed.",
            exhibits=_exhibits(session, actor, purchase.id),
            reviews=_reviews(session, actor, purchase.id),
            signatures=tuple(names.get(one, "") for one in made_by),
        )
    )


def blank_sheet(session: Session, actor: Actor, outlet_id: UUID | None, operation_id: UUID | None = None) -> bytes:
    """Return a blank record sheet to fill in by hand, with the premises and the operation as far as they are given.

    Raises Forbidden; NotFound.
    """
    actor.require(Permission.VIEW_PURCHASES)
    known: dict[str, Any] = {}
    if operation_id is not None:
        known["volunteer_code"] = operations.get_operation(session, actor, operation_id).volunteer_code
    premises = (
        _premises(session, actor, outlet_id, clock.today())
        if outlet_id
        else rules.given("The premises", dict.fromkeys(("Premises", "Address", "Legal entity", "Reference"), ""))
    )
    return _made(
        rules.Sheet(
            title="Record sheet of a test purchase",
            reference="Blank record sheet",
            authority=accounts.get_authority(session, actor.authority_id).name,
            printed=_printed(actor),
            blank=True,
            parts=(_operation(session, actor, operation_id), premises, *rules.blank_parts(known)),
            signatures=("", ""),
        )
    )


def _made(sheet: rules.Sheet) -> bytes:
    made = pdf.render_document(
        pdf.Document(
            template=TEMPLATE,
            facts=sheet,
            title=f"{sheet.title}, {sheet.authority}",
            stylesheets=STYLESHEETS,
        )
    )
    if made.unprintable:
        raise Refusal(
            f"These characters cannot be printed: {' '.join(made.unprintable)}. Write them another way in the record"
        )
    return made.pdf


def _printed(actor: Actor) -> str:
    return f"Printed {clock.london(clock.now()):%d/%m/%Y %H:%M} for {actor.name}"


def _standing(session: Session, actor: Actor, purchase: Purchase) -> tuple[str, ...]:
    past = voidings.list_voidings(session, actor, purchase.id)
    waiting = next((one for one in past if one.decision is None), None)
    disputes = queries.list_disputes(session, actor, purchase.id)
    return rules.standing_of(
        proposed=(waiting.wanted, waiting.at_counter) if waiting else None,
        declined=voidings.is_declined(past, purchase.outcome),
        disputes=[
            rules.Raised(one.raised_on, one.decision, one.decided_on, withdrawn=one.withdrawn_on is not None)
            for one in sorted(disputes, key=lambda one: one.raised_on)
        ],
    )


def _stages(session: Session, actor: Actor, purchase: Purchase) -> list[rules.SheetPart]:
    """Return the stages of a test made online, each with its day, and its parties; nothing of a test in store."""
    parts = [
        rules.given(f"Stage: {stage.label}", rows)
        for stage in queries.stages_of(session, actor, purchase.id)
        if (rows := printed_stage(stage))
    ]
    parties = {
        PARTY_ROLE_LABELS[party.role]: ". ".join(
            word for word in (party.name, PARTY_OUTCOME_LABELS[party.outcome], party.outcome_reason) if word
        )
        for party in queries.parties_of(session, actor, purchase.id)
        if party.expected or party.recorded
    }
    return [*parts, rules.given("Parties", parties)] if parties else parts


def _operation(session: Session, actor: Actor, operation_id: UUID | None) -> rules.SheetPart:
    """Return the operation with its authorisation, or blank rows where there is none."""
    rows = dict.fromkeys(
        ("Operation", "Purpose and rationale", "Authorised by", "Surveillance (RIPA)", "Risk assessment"), ""
    )
    try:
        found = operations.get_operation(session, actor, operation_id) if operation_id else None
    except NotFound:
        found = None
    if found is not None:
        rows |= {
            "Operation": f"{found.reference} {found.name}",
            "Purpose and rationale": found.rationale,
            "Authorised by": found.authorised_by,
            "Surveillance (RIPA)": f"{SURVEILLANCE_LABELS[found.surveillance]}: {found.surveillance_note}",
            "Risk assessment": found.risk_assessment,
        }
    return rules.given("The operation", rows)


def _premises(session: Session, actor: Actor, outlet_id: UUID, day: date) -> rules.SheetPart:
    identity = retailers.get_identity(session, actor, outlet_id)
    operator = retailers.operator_on(session, actor, outlet_id, day)
    return rules.given(
        "The premises",
        {
            "Premises": identity.name,
            "Address": identity.where,
            "Legal entity on that day": operator.entity_name if operator else "Operator not confirmed",
            "Reference": identity.reference,
        },
    )


def _accounts(session: Session, actor: Actor, purchase: Purchase) -> tuple[rules.SheetAccount, ...]:
    if not queries.accounts_state(session, actor, purchase.id).all_signed:
        return ()
    return tuple(
        rules.SheetAccount(
            one.officer_name,
            f"Signed {clock.london(one.signed_at):%d/%m/%Y %H:%M}",
            one.words,
            tuple(f"{added.about}: {added.words} (added because: {added.reason})" for added in one.additions),
        )
        for one in queries.readable_accounts(session, actor, purchase.id)
    )


def _exhibits(session: Session, actor: Actor, purchase_id: UUID) -> tuple[rules.SheetExhibit, ...]:
    return tuple(
        rules.SheetExhibit(
            row.exhibit.reference,
            rules.exhibit_words(
                row.exhibit.description,
                trader=row.exhibit.dispute_id is not None,
                withdrawn=row.exhibit.withdrawn_reason if row.exhibit.withdrawn_at else None,
            ),
            row.standing.seal or ("Kept as a file" if row.exhibit.sha256 else "Not sealed"),
            row.standing.holder.name,
        )
        for row in evidence.list_exhibits(session, actor, purchase_id)
    )


def _reviews(session: Session, actor: Actor, purchase_id: UUID) -> tuple[str, ...]:
    if queries.accounts_state(session, actor, purchase_id).owes:
        return ()  # the reasons may tell what the other accounts say
    found = queries.list_reviews(session, actor, purchase_id)
    names = accounts.officer_names(session, {one.reviewer_id for one in found})
    return tuple(
        f"{REVIEW_LABELS[one.outcome]}, {names.get(one.reviewer_id, '')}, {clock.london(one.reviewed_at):%d/%m/%Y}"
        f"{': ' + one.reasons if one.reasons else ''}"
        for one in found
    )

"""What somebody reads before signing, and what officers see of signing, consent and what may be printed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from sqlmodel import Session, col, select

from compliance.accounts import queries as accounts
from compliance.agreements import rules
from compliance.agreements.models import Agreement, AgreementEvent, Consent, Signing, SigningLink
from compliance.agreements.queries.links import LinkRow, actor_of_link, is_open, list_links, may_be_signed, signed_how
from compliance.agreements.queries.records import get_agreement, get_row, terms_of
from compliance.agreements.queries.texts import text_of
from compliance.agreements.rules import LinkState, SignedHow
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor
from compliance.retailers import queries as retailers
from compliance.retailers.rules import EntityKind, OutletKind


@dataclass(frozen=True, slots=True)
class Offer:
    """What the person who signs is shown, and all of it: who they are to us, what they promise, and what it covers.

    `asks_premises`: to be named in public they must say that the address is of business premises.
    """

    agreement_id: UUID
    reference: str
    authority: str
    authority_code: str
    department: str
    telephone: str
    email: str
    name: str
    where: str
    text_name: str
    text_version: str
    introduction: str
    commitments: tuple[str, ...]
    covers: tuple[str, ...]
    entity_wide: bool
    asks_premises: bool


def get_offer(session: Session, actor: Actor, agreement_id: UUID) -> Offer:
    """Return what is shown of an agreement before it is signed. Raises NotFound."""
    agreement = get_agreement(session, actor, agreement_id)
    text = text_of(session, actor, agreement)
    authority = accounts.get_authority(session, agreement.authority_id)
    name, where, asks = _who(session, actor, agreement)
    return Offer(
        agreement_id=agreement.id,
        reference=agreement.reference,
        authority=authority.name,
        authority_code=authority.code,
        department=authority.department,
        telephone=authority.telephone,
        email=authority.email,
        name=name,
        where=where,
        text_name=text.name,
        text_version=text.version,
        introduction=text.introduction,
        commitments=tuple(text.commitments),
        covers=terms_of(agreement).scope,
        entity_wide=agreement.entity_id is not None,
        asks_premises=asks,
    )


def find_open_offer(session: Session, link_id: UUID) -> Offer | None:
    """Return what is shown to whoever opened a link with its code, or None when it cannot be used any more."""
    link = session.get(SigningLink, link_id)
    if link is None or not is_open(session, link):
        return None
    return get_offer(session, actor_of_link(session, link_id), link.agreement_id)


def is_signed_with(session: Session, link_id: UUID, marker: str) -> bool:
    """Say whether a link was used in the browser with this marker (its hash)."""
    link = session.get(SigningLink, link_id)
    return link is not None and link.used_at is not None and compare_digest(link.used_with, marker)


@dataclass(frozen=True, slots=True)
class SignedByLink:
    """What whoever signed by a link is shown of it."""

    offer: Offer
    signatory: str
    capacity: str
    signed_on: date
    last_day: date | None
    published: bool


def get_signed(session: Session, link_id: UUID) -> SignedByLink:
    """Return the signature that a link was used for. Raises NotFound."""
    actor = actor_of_link(session, link_id)
    statement = (
        select(AgreementEvent)
        .join(Signing, col(Signing.event_id) == col(AgreementEvent.id))
        .where(Signing.link_id == link_id)
    )
    event = session.exec(within(statement, actor, col(AgreementEvent.authority_id))).one_or_none()
    if event is None:
        raise NotFound
    return SignedByLink(
        offer=get_offer(session, actor, event.agreement_id),
        signatory=event.signatory,
        capacity=event.capacity,
        signed_on=event.on,
        last_day=event.lapses_on - timedelta(days=1) if event.lapses_on else None,
        published=any(one.withdrawn_at is None for one in list_consents(session, actor, event.agreement_id)),
    )


def _who(session: Session, actor: Actor, agreement: Agreement) -> tuple[str, str, bool]:
    """Return the name and the address of the retailer, and whether its address may be somebody's home."""
    if agreement.entity_id is not None:
        entity = retailers.get_entity(session, actor, agreement.entity_id)
        lines = [*entity.address.splitlines(), entity.postcode or ""]
        return entity.name, ", ".join(line.strip() for line in lines if line.strip()), _may_be_home(entity.kind)
    identity = retailers.get_identity(session, actor, outlet_of(agreement))
    operator = retailers.get_entity(session, actor, identity.entity_id) if identity.entity_id else None
    asks = identity.kind is OutletKind.PREMISES and _may_be_home(operator.kind if operator else None)
    return identity.name, identity.where, asks


def _may_be_home(kind: EntityKind | None) -> bool:
    return not rules.may_show_address(kind, is_online=False, premises_confirmed=False)


def outlet_of(agreement: Agreement) -> UUID:
    """Return the outlet of an agreement that is for one. Raises ValueError for an agreement of an entity."""
    if agreement.outlet_id is None:
        raise ValueError(agreement.reference)
    return agreement.outlet_id


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent to be named in public: who gave it, when and how, and whether it was withdrawn."""

    given_on: date
    given_by: str
    capacity: str
    how: SignedHow
    premises_confirmed: bool
    withdrawn_at: datetime | None
    recorded_by: str


@dataclass(frozen=True, slots=True)
class SigningBlock:
    """What an officer sees on the page of an agreement, of signing it and of what follows from that."""

    agreement_id: UUID
    open_to_sign: bool
    in_force: bool
    ever_signed: bool
    links: tuple[LinkRow, ...]
    how: dict[UUID, SignedHow]
    consents: tuple[ConsentRow, ...]
    asks_premises: bool

    @property
    def live(self) -> LinkRow | None:
        """The link that can be used, or None."""
        return next((link for link in self.links if link.state is LinkState.LIVE), None)

    @property
    def consent(self) -> ConsentRow | None:
        """The consent that stands, or None."""
        return next((consent for consent in self.consents if consent.withdrawn_at is None), None)


def get_signing_block(session: Session, actor: Actor, agreement_id: UUID, day: date) -> SigningBlock:
    """Return what an officer sees of the signing of an agreement on a day. Raises NotFound."""
    row = get_row(session, actor, agreement_id, day)
    return SigningBlock(
        agreement_id=agreement_id,
        open_to_sign=may_be_signed(session, actor, row.standing, day),
        in_force=row.standing.in_force,
        ever_signed=row.standing.ever_signed,
        links=tuple(list_links(session, actor, agreement_id)),
        how=signed_how(session, actor, agreement_id),
        consents=tuple(list_consents(session, actor, agreement_id)),
        asks_premises=_who(session, actor, row.agreement)[2],
    )


def list_consents(session: Session, actor: Actor, agreement_id: UUID) -> list[ConsentRow]:
    """Return the consents that were given for an agreement, the latest first."""
    statement = within(select(Consent).where(Consent.agreement_id == agreement_id), actor, col(Consent.authority_id))
    found = session.exec(statement.order_by(col(Consent.id).desc())).all()
    names = accounts.officer_names(session, {one.recorded_by_id for one in found if one.recorded_by_id})
    return [
        ConsentRow(
            given_on=one.given_on,
            given_by=one.given_by,
            capacity=one.capacity,
            how=one.how,
            premises_confirmed=one.premises_confirmed,
            withdrawn_at=one.withdrawn_at,
            recorded_by=names.get(one.recorded_by_id, ""),
        )
        for one in found
    ]

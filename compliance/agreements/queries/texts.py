"""Reads of the texts that an authority offers."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from compliance.agreements.models import Agreement, AgreementText
from compliance.database import within
from compliance.errors import NotFound
from compliance.permissions import Actor


def get_text(session: Session, actor: Actor, text_id: UUID) -> AgreementText:
    """Return a text of the actor's own authority. Raises NotFound."""
    found: AgreementText | None = session.exec(
        within(select(AgreementText).where(AgreementText.id == text_id), actor, col(AgreementText.authority_id))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def text_of(session: Session, actor: Actor, agreement: Agreement) -> AgreementText:
    """Return the text of an agreement of the actor's own authority, as it was offered. Raises NotFound."""
    return get_text(session, actor, agreement.text_id)


def find_text(session: Session, actor: Actor, version: str) -> AgreementText | None:
    """Return the text of the actor's own authority whose version is called so, in any case of letters, or None."""
    wanted = sa.func.lower(col(AgreementText.version)) == version.strip().lower()
    statement = select(AgreementText).where(wanted).order_by(col(AgreementText.id))
    found: AgreementText | None = session.exec(within(statement, actor, col(AgreementText.authority_id))).first()
    return found


def list_texts(session: Session, actor: Actor) -> Sequence[AgreementText]:
    """Return the texts of the actor's own authority, the one in force from the latest day first."""
    statement = within(select(AgreementText), actor, col(AgreementText.authority_id))
    found: Sequence[AgreementText] = session.exec(
        statement.order_by(col(AgreementText.in_force_from).desc(), col(AgreementText.id).desc())
    ).all()
    return found


def list_offered(session: Session, actor: Actor, day: date) -> list[AgreementText]:
    """Return the texts that may be offered on a day (from their first day on, with commitments), the latest first."""
    return [text for text in list_texts(session, actor) if text.in_force_from <= day and text.commitments]


def count_agreements_of_texts(session: Session, actor: Actor) -> dict[UUID, int]:
    """Return how many agreements name each text of the actor's own authority; a text that none names is left out."""
    statement = sa.select(col(Agreement.text_id), sa.func.count()).group_by(col(Agreement.text_id))
    rows = session.execute(within(statement, actor, col(Agreement.authority_id)))
    return {row[0]: row[1] for row in rows}

"""Certificates and window notices of agreements, as they were printed."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.agreements.rules import DocumentKind
from compliance.database import Owned, refuse, stored


class AgreementDocument(Owned, table=True):
    """A certificate or window notice: the facts it was made from, and its bytes under their SHA-256.

    As long as the facts are the same, the same bytes are handed out again.
    """

    __tablename__ = "agreement_documents"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "kind", "facts_hash"),)
    agreement_id: UUID = Field(foreign_key="agreements.id")
    kind: DocumentKind = stored(DocumentKind)
    facts: dict[str, Any] = Field(sa_type=sa.JSON)
    facts_hash: str = Field(max_length=64)
    sha256: str = Field(max_length=64)
    made_at: datetime
    made_by_id: UUID | None = Field(default=None, foreign_key="officers.id")


refuse(
    "agreement_documents",
    "agreement_documents_of_the_agreements_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM agreements o WHERE o.id = NEW.agreement_id AND o.authority_id <> NEW.authority_id)",
    "a document belongs to the authority of its agreement",
)
refuse(
    "agreement_documents",
    "agreement_documents_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a document stays as it was printed",
)

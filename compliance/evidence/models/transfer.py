"""The table of transfers: the chain of hands of each exhibit, numbered, hash-chained and only ever added to."""

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from compliance.database import Owned, refuse, refuse_truncate, stored
from compliance.evidence.models.exhibit import is_hash
from compliance.evidence.rules import Purpose

_ENDS = "IN ('destroyed', 'returned_to_owner')"


class ExhibitTransfer(Owned, table=True):
    """One exhibit going from one hand to another, or from one place to another. Number 1 is its production.

    Disposal is the last one: `to_name` is who destroyed it or got it back, with a witness, and `authorised_by_id` is
    neither who held it nor who produced it.
    """

    __tablename__ = "exhibit_transfers"
    __table_args__ = (
        sa.UniqueConstraint("exhibit_id", "number"),
        sa.Index("ix_exhibit_transfers_holder", "authority_id", "to_id", "exhibit_id"),
        sa.CheckConstraint("number >= 1", name="numbered_from_one"),
        sa.CheckConstraint("(number = 1) = (purpose = 'produced')", name="begins_with_production"),
        sa.CheckConstraint("trim(from_name) <> '' AND trim(to_name) <> ''", name="has_two_names"),
        sa.CheckConstraint("trim(place) <> ''", name="has_place"),
        sa.CheckConstraint("at <= recorded_at", name="not_in_the_future"),
        sa.CheckConstraint("seal_before = seal_after OR trim(seal_reason) <> ''", name="sealed_again_with_reason"),
        sa.CheckConstraint(
            f"purpose NOT {_ENDS} OR (trim(witnessed_by) <> '' AND trim(method) <> '' AND trim(note) <> '' "
            "AND authorised_by_id IS NOT NULL AND (from_id IS NULL OR from_id <> authorised_by_id))",
            name="disposed_of_by_two_and_authorised",
        ),
        sa.CheckConstraint(
            f"purpose {_ENDS} OR (authorised_by_id IS NULL AND witnessed_by = '' AND method = '')",
            name="only_disposal_is_authorised",
        ),
        sa.CheckConstraint(f"{is_hash('previous_hash')} AND {is_hash('hash')}", name="has_hashes"),
        {"sqlite_with_rowid": False},
    )
    exhibit_id: UUID = Field(foreign_key="exhibits.id")
    number: int
    from_id: UUID | None = Field(default=None, foreign_key="officers.id")
    from_name: str = Field(max_length=200)
    to_id: UUID | None = Field(default=None, foreign_key="officers.id")
    to_name: str = Field(max_length=200)
    at: datetime
    place: str = Field(max_length=200)
    purpose: Purpose = stored(Purpose)
    note: str = Field(default="", max_length=500)
    seal_before: str = Field(default="", max_length=60)
    seal_after: str = Field(default="", max_length=60)
    seal_reason: str = Field(default="", max_length=200)
    receipt: str = Field(default="", max_length=200)
    return_by: date | None = None
    method: str = Field(default="", max_length=200)
    witnessed_by: str = Field(default="", max_length=200)
    authorised_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    recorded_at: datetime
    recorded_by_id: UUID | None = Field(default=None, foreign_key="officers.id")
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


refuse(
    "exhibit_transfers",
    "exhibit_transfers_of_the_exhibits_authority",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.authority_id <> NEW.authority_id)",
    "a transfer belongs to the authority of its exhibit",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_written_once",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibit_transfers kept WHERE kept.id = NEW.id "
    "OR (kept.exhibit_id = NEW.exhibit_id AND kept.number = NEW.number))",
    "a transfer is written once",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_in_order",
    ("INSERT",),
    "NEW.number <> 1 + COALESCE((SELECT MAX(t.number) FROM exhibit_transfers t "
    "WHERE t.exhibit_id = NEW.exhibit_id), 0)",
    "transfers of an exhibit are numbered one after the other",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_in_time",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.at > NEW.at) "
    "OR EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.produced_at > NEW.at)",
    "a transfer cannot be before the one that it follows",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_from_the_holder",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.number = NEW.number - 1 "
    "AND (t.to_name <> NEW.from_name OR t.to_id IS DISTINCT FROM NEW.from_id OR t.seal_after <> NEW.seal_before))",
    "a transfer goes on from the hand and the seal of the one before",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_tied_together",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id AND t.number = NEW.number - 1 "
    "AND t.hash <> NEW.previous_hash) OR (NEW.number = 1 AND EXISTS (SELECT 1 FROM exhibits e "
    "WHERE e.id = NEW.exhibit_id AND e.facts_sha256 <> NEW.previous_hash))",
    "a transfer is tied to the one before by its hash",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_end_with_disposal",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibit_transfers t WHERE t.exhibit_id = NEW.exhibit_id "
    "AND t.purpose IN ('destroyed', 'returned_to_owner'))",
    "nothing follows the disposal of an exhibit",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_disposal_by_another",
    ("INSERT",),
    "EXISTS (SELECT 1 FROM exhibits e WHERE e.id = NEW.exhibit_id AND e.produced_by_id = NEW.authorised_by_id)",
    "disposal is authorised by somebody who did not produce the exhibit",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_wait_for_hold",
    ("INSERT",),
    "NEW.purpose IN ('destroyed', 'returned_to_owner') AND EXISTS (SELECT 1 FROM evidence_holds h JOIN exhibits e "
    "ON e.purchase_id = h.purchase_id WHERE e.id = NEW.exhibit_id AND h.lifted_at IS NULL)",
    "no exhibit is disposed of while its evidence is on hold",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_wait_for_dispute",
    ("INSERT",),
    "NEW.purpose IN ('destroyed', 'returned_to_owner') AND EXISTS (SELECT 1 FROM disputes d JOIN exhibits e "
    "ON e.purchase_id = d.purchase_id WHERE e.id = NEW.exhibit_id AND d.decided_on IS NULL AND d.withdrawn_on IS NULL)",
    "no exhibit is disposed of while a dispute waits",
)
refuse(
    "exhibit_transfers",
    "exhibit_transfers_stay",
    ("UPDATE", "DELETE"),
    "1 = 1",
    "a transfer stays as it was recorded",
)
refuse_truncate("exhibit_transfers", "exhibit_transfers_not_emptied", "transfers are never deleted")

"""The table of the versions of each provision."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from compliance.offences.models.dated import ENDS, REASON, SET, Dated, refuse_all_but_superseding, refuse_two_on_a_day

_STANDS = sa.text("superseded_at IS NULL")


class OffenceVersionRow(Dated, table=True):
    """One version of one provision, with the days it was in force. Read as `rules.OffenceVersion`.

    Without a first day it is enacted and the day it comes into force is not known. `revision` counts the rows that a
    version has had; the one that is not superseded stands.
    """

    __tablename__ = "offence_versions"
    __table_args__ = (
        sa.UniqueConstraint("provision", "version", "revision"),
        sa.UniqueConstraint("supersedes_id"),
        sa.ForeignKeyConstraint(["supersedes_id"], ["offence_versions.id"]),
        sa.Index(
            "uq_offence_versions_stands",
            "provision",
            "version",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        sa.CheckConstraint(f"({ENDS}) AND (in_force_to IS NULL OR in_force_from IS NOT NULL)", name="ends_after_start"),
        sa.CheckConstraint(SET, name="set_by_somebody"),
        sa.CheckConstraint(REASON, name="changed_for_a_reason"),
        sa.CheckConstraint("(revision = 1) = (supersedes_id IS NULL)", name="first_supersedes_none"),
        sa.CheckConstraint("mode_of_trial IN ('summary', 'either_way')", name="mode_of_trial"),
    )
    provision: str = Field(max_length=40)
    version: int
    revision: int = 1
    content: dict[str, Any] = Field(sa_type=sa.JSON)
    mode_of_trial: str = Field(max_length=20)


refuse_all_but_superseding(
    "offence_versions",
    (
        "id",
        "provision",
        "version",
        "revision",
        "content",
        "mode_of_trial",
        "in_force_from",
        "in_force_to",
        "confirmed",
        "change",
        "reason",
        "supersedes_id",
        "set_by_id",
        "set_in_id",
        "set_at",
    ),
    "a version of the law",
)
refuse_two_on_a_day(
    "offence_versions",
    "provision",
    "NEW.superseded_at IS NULL AND NEW.in_force_from IS NOT NULL",
    "two versions of one provision cannot be in force on the same day",
)

"""Let past agreements go while the import that brought them is being undone."""

from compliance.migrations.refusals import create_refusal, drop_refusal

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE, NAME, MESSAGE = "agreement_events", "agreement_events_never_deleted", "agreement events are never deleted"


def upgrade() -> None:
    drop_refusal(TABLE, NAME, ("DELETE",))
    create_refusal(
        TABLE,
        NAME,
        ("DELETE",),
        "NOT EXISTS (SELECT 1 FROM import_runs n JOIN import_rows r ON r.run_id = n.id WHERE n.state = 'undoing' "
        "AND n.authority_id = OLD.authority_id AND r.record_id = OLD.agreement_id)",
        MESSAGE,
    )


def downgrade() -> None:
    drop_refusal(TABLE, NAME, ("DELETE",))
    create_refusal(TABLE, NAME, ("DELETE",), "1 = 1", MESSAGE)

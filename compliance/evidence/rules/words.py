"""Why an exhibit changes hands, and how its chain of hands ends (pure)."""

from enum import StrEnum


class Purpose(StrEnum):
    """Why an exhibit changed hands or place."""

    PRODUCED = "produced"
    STORED = "stored"
    TAKEN_OUT = "taken_out"
    EXAMINATION = "examination"
    INTERVIEW = "interview"
    COURT = "court"
    BROUGHT_BACK = "brought_back"
    OTHER = "other"
    DESTROYED = "destroyed"
    RETURNED_TO_OWNER = "returned_to_owner"


PURPOSE_LABELS = {
    Purpose.PRODUCED: "Produced",
    Purpose.STORED: "Put into store",
    Purpose.TAKEN_OUT: "Taken out of store",
    Purpose.EXAMINATION: "For examination",
    Purpose.INTERVIEW: "To be shown in an interview",
    Purpose.COURT: "For court",
    Purpose.BROUGHT_BACK: "Brought back",
    Purpose.OTHER: "For another reason",
    Purpose.DESTROYED: "Destroyed",
    Purpose.RETURNED_TO_OWNER: "Returned to its owner",
}
FINAL = frozenset({Purpose.DESTROYED, Purpose.RETURNED_TO_OWNER})
"""After one of these the exhibit is in nobody’s hands any more, and nothing follows."""
CHOSEN = tuple(purpose for purpose in Purpose if purpose not in FINAL | {Purpose.PRODUCED})
"""What an officer chooses from when an exhibit changes hands."""

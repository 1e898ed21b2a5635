"""The kinds of letter, and the version of the wording of each."""

from dataclasses import dataclass, fields
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What a letter is for. The number is that of the list of kinds in docs/letters.md."""

    ADVICE = "advice"  # 1
    TRAINING_INVITATION = "training_invitation"  # 2
    PLACE_CONFIRMED = "place_confirmed"  # 3
    TRAINING_REMINDER = "training_reminder"  # 4
    SESSION_CANCELLED = "session_cancelled"  # 3x
    TRAINING_RESULT = "training_result"  # 5, with the certificate when passed
    PASS_NOTICE = "pass_notice"  # noqa: S105 - 6, and 6c after a Challenge 25 test
    FAIL_NOTICE = "fail_notice"  # 7, and 7c after a Challenge 25 test
    WRITTEN_WARNING = "written_warning"  # 8
    AGREEMENT_OFFER = "agreement_offer"  # 14o, with the one-time link
    AGREEMENT_CONFIRMED = "agreement_confirmed"  # 14a, with the certificate
    AGREEMENT_WARNING = "agreement_warning"  # 14b: it will lapse, or its removal is proposed
    AGREEMENT_REMOVED = "agreement_removed"  # 14c
    DISPUTE_DECISION = "dispute_decision"  # 16d
    CORRECTION = "correction"  # 16


KIND_LABELS = {
    Kind.ADVICE: "Advice letter",
    Kind.TRAINING_INVITATION: "Training invitation",
    Kind.PLACE_CONFIRMED: "Training place confirmed",
    Kind.TRAINING_REMINDER: "Training reminder",
    Kind.SESSION_CANCELLED: "Training session cancelled",
    Kind.TRAINING_RESULT: "Training result",
    Kind.PASS_NOTICE: "Pass notice",
    Kind.FAIL_NOTICE: "Fail notice",
    Kind.WRITTEN_WARNING: "Written warning",
    Kind.AGREEMENT_OFFER: "Agreement to sign",
    Kind.AGREEMENT_CONFIRMED: "Agreement confirmed",
    Kind.AGREEMENT_WARNING: "Agreement warning",
    Kind.AGREEMENT_REMOVED: "Agreement removed",
    Kind.DISPUTE_DECISION: "Decision on a dispute",
    Kind.CORRECTION: "Correction",
}


class Occasion(StrEnum):
    """What a reminder reminds of, or an agreement warning warns of. The record decides it (`choosing.occasion_of`)."""

    PLACE_SOON = "place_soon"
    SECOND_INVITATION = "second_invitation"
    REFRESH_DUE = "refresh_due"
    LAPSE = "lapse"
    REMOVAL_PROPOSED = "removal_proposed"


OCCASION_LABELS = {
    Occasion.PLACE_SOON: "The session is soon",
    Occasion.SECOND_INVITATION: "Second invitation",
    Occasion.REFRESH_DUE: "The yearly refresh is due",
    Occasion.LAPSE: "The agreement will lapse",
    Occasion.REMOVAL_PROPOSED: "Its removal is proposed",
}
OCCASIONS_OF = {
    Kind.TRAINING_REMINDER: (Occasion.PLACE_SOON, Occasion.SECOND_INVITATION, Occasion.REFRESH_DUE),
    Kind.AGREEMENT_WARNING: (Occasion.LAPSE, Occasion.REMOVAL_PROPOSED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The one record that a letter is about. The names are those of the columns of a letter."""

    purchase_id: UUID | None = None
    visit_id: UUID | None = None
    invitation_id: UUID | None = None
    attendance_id: UUID | None = None
    agreement_id: UUID | None = None

    @property
    def ids(self) -> dict[str, UUID | None]:
        """Every column with its identifier or None."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @property
    def given(self) -> dict[str, UUID]:
        """Just the columns that are given: one, in a letter."""
        return {name: value for name, value in self.ids.items() if value is not None}


ABOUT_OF: dict[Kind, tuple[str, ...]] = {
    Kind.ADVICE: ("visit_id",),
    Kind.TRAINING_INVITATION: ("visit_id", "invitation_id"),
    Kind.PLACE_CONFIRMED: ("attendance_id",),
    Kind.SESSION_CANCELLED: ("attendance_id",),
    Kind.TRAINING_REMINDER: ("invitation_id", "attendance_id"),
    Kind.TRAINING_RESULT: ("attendance_id",),
    Kind.PASS_NOTICE: ("purchase_id",),
    Kind.FAIL_NOTICE: ("purchase_id",),
    Kind.WRITTEN_WARNING: ("purchase_id",),
    Kind.AGREEMENT_OFFER: ("agreement_id",),
    Kind.AGREEMENT_CONFIRMED: ("agreement_id",),
    Kind.AGREEMENT_WARNING: ("agreement_id",),
    Kind.AGREEMENT_REMOVED: ("agreement_id",),
    Kind.DISPUTE_DECISION: ("purchase_id",),
    Kind.CORRECTION: ("purchase_id",),
}
"""The columns of a letter by which each kind names its record."""

_TEMPLATE_VERSIONS = dict.fromkeys(Kind, "2026-11") | {Kind.WRITTEN_WARNING: "2026-11-22"}

STYLESHEETS = ("css/letter.css", "css/certificate.css")
LARGE_PRINT_STYLESHEETS = (*STYLESHEETS, "css/letter-large-print.css", "css/certificate-large-print.css")
LARGE_PRINT_POINTS = 18
MOST_PAGES = 10
MOST_BYTES = 2 * 1024 * 1024


def template_version(kind: Kind) -> str:
    """Return the version of the wording of `kind`, kept with each issued letter. It changes whenever a word does."""
    return _TEMPLATE_VERSIONS[kind]


def template_of(kind: Kind) -> str:
    """Return the name of the template of `kind` inside templates/."""
    return f"letters/{kind.value}.html"


def stylesheets_of(*, large_print: bool) -> tuple[str, ...]:
    """Return the names of the style sheets inside static/, in order."""
    return LARGE_PRINT_STYLESHEETS if large_print else STYLESHEETS

"""The words of a Responsible Retailer Agreement, and when it is in force (pure)."""

from enum import StrEnum


class AgreementEventKind(StrEnum):
    """What happens to an agreement, each on a day. Whether it is in force follows from these."""

    OFFERED = "offered"
    SIGNED = "signed"
    DECLINED = "declined"
    REVIEWED = "reviewed"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"


EVENT_LABELS = {
    AgreementEventKind.OFFERED: "Offered",
    AgreementEventKind.SIGNED: "Signed",
    AgreementEventKind.DECLINED: "Declined",
    AgreementEventKind.REVIEWED: "Reviewed",
    AgreementEventKind.SUSPENDED: "Suspended",
    AgreementEventKind.RESTORED: "Restored",
    AgreementEventKind.WITHDRAWN: "Withdrawn",
}

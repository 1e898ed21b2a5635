"""The words of a Responsible Retailer Agreement (pure).

An agreement is a promise of the trader. None of these words says or implies that the trader complies with the law.
"""

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
    REMOVAL_PROPOSED = "removal_proposed"
    REPLIED = "replied"
    REMOVED = "removed"


EVENT_LABELS = {
    AgreementEventKind.OFFERED: "Offered",
    AgreementEventKind.SIGNED: "Signed",
    AgreementEventKind.DECLINED: "Declined",
    AgreementEventKind.REVIEWED: "Reviewed",
    AgreementEventKind.SUSPENDED: "Suspended",
    AgreementEventKind.RESTORED: "Restored",
    AgreementEventKind.WITHDRAWN: "Withdrawn",
    AgreementEventKind.REMOVAL_PROPOSED: "Removal proposed",
    AgreementEventKind.REPLIED: "Trader replied",
    AgreementEventKind.REMOVED: "Removed",
}

EVENT_ACTIONS = {
    AgreementEventKind.OFFERED: "Record that it was offered",
    AgreementEventKind.SIGNED: "Record a signature",
    AgreementEventKind.DECLINED: "Record that it was declined",
    AgreementEventKind.REVIEWED: "Record a review",
    AgreementEventKind.SUSPENDED: "Suspend it",
    AgreementEventKind.RESTORED: "Restore it",
    AgreementEventKind.WITHDRAWN: "Record that the retailer withdrew",
    AgreementEventKind.REMOVAL_PROPOSED: "Propose to remove it",
    AgreementEventKind.REPLIED: "Record the trader’s reply",
    AgreementEventKind.REMOVED: "Remove it",
}
"""What an officer does by recording an event."""

SCOPE_LABELS = {
    "covers_stores": "Sales in store",
    "covers_online": "Sales online",
    "covers_delivery": "Delivery",
}


class StandingKind(StrEnum):
    """Where an outlet stands with its agreement on a day."""

    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    OUT_OF_SCOPE = "out_of_scope"
    OPERATOR_CHANGED = "operator_changed"
    DECLINED = "declined"
    OFFERED = "offered"
    NONE = "none"


STANDING_LABELS = {
    StandingKind.IN_FORCE: "In force",
    StandingKind.SUSPENDED: "Suspended",
    StandingKind.LAPSED: "Lapsed",
    StandingKind.WITHDRAWN: "Withdrawn",
    StandingKind.REMOVED: "Removed",
    StandingKind.OUT_OF_SCOPE: "Signed, but not for sales of this kind",
    StandingKind.OPERATOR_CHANGED: "Signed by another operator",
    StandingKind.DECLINED: "Declined",
    StandingKind.OFFERED: "Offered, not answered",
    StandingKind.NONE: "Never offered",
}

STANDING_COLOURS = {
    StandingKind.IN_FORCE: "green",
    StandingKind.SUSPENDED: "orange",
    StandingKind.LAPSED: "grey",
    StandingKind.WITHDRAWN: "grey",
    StandingKind.REMOVED: "red",
    StandingKind.OUT_OF_SCOPE: "grey",
    StandingKind.OPERATOR_CHANGED: "grey",
    StandingKind.DECLINED: "purple",
    StandingKind.OFFERED: "yellow",
    StandingKind.NONE: "grey",
}

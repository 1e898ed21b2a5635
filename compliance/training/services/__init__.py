"""What officers and clerks do with training: hold sessions, invite, take replies, book places, keep the register."""

from compliance.training.services.certificates import (
    LOOK_UP_MINUTES,
    LOOK_UPS,
    count_look_up,
    issue_certificate,
    read_certificate,
    record_look_up,
    record_throttled,
    withdraw_certificate,
    withdraw_lost_of_session,
    withdraw_when_lost,
)
from compliance.training.services.invitations import correct_invitation, record_invitation, record_reply
from compliance.training.services.places import book_place, bring_in_attendance, record_attendance
from compliance.training.services.register import record_register
from compliance.training.services.sessions import add_session, correct_session

__all__ = [
    "LOOK_UPS",
    "LOOK_UP_MINUTES",
    "add_session",
    "book_place",
    "bring_in_attendance",
    "correct_invitation",
    "correct_session",
    "count_look_up",
    "issue_certificate",
    "read_certificate",
    "record_attendance",
    "record_invitation",
    "record_look_up",
    "record_register",
    "record_reply",
    "record_throttled",
    "withdraw_certificate",
    "withdraw_lost_of_session",
    "withdraw_when_lost",
]

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
from compliance.training.services.courses import add_course, correct_course
from compliance.training.services.feeds import (
    FEED_MINUTES,
    is_feed_over,
    make_calendar_link,
    note_fetched,
    revoke_calendar_link,
)
from compliance.training.services.invitations import (
    correct_invitation,
    record_entity_invitation,
    record_invitation,
    record_reply,
)
from compliance.training.services.modules import (
    record_completion,
    record_entity_completion,
    strike_out_completion,
)
from compliance.training.services.places import (
    book_entity_place,
    book_place,
    bring_in_attendance,
    record_attendance,
)
from compliance.training.services.policies import set_policy
from compliance.training.services.register import record_register
from compliance.training.services.serving import note_letter, note_returned, note_served
from compliance.training.services.sessions import add_session, correct_session
from compliance.training.services.waiting import cancel_place, cancel_session, excuse_place, move_up
from compliance.training.services.withdrawals import (
    strike_out_withdrawal,
    withdraw_entity_refusal,
    withdraw_refusal,
)

__all__ = [
    "FEED_MINUTES",
    "LOOK_UPS",
    "LOOK_UP_MINUTES",
    "add_course",
    "add_session",
    "book_entity_place",
    "book_place",
    "bring_in_attendance",
    "cancel_place",
    "cancel_session",
    "correct_course",
    "correct_invitation",
    "correct_session",
    "count_look_up",
    "excuse_place",
    "is_feed_over",
    "issue_certificate",
    "make_calendar_link",
    "move_up",
    "note_fetched",
    "note_letter",
    "note_returned",
    "note_served",
    "read_certificate",
    "record_attendance",
    "record_completion",
    "record_entity_completion",
    "record_entity_invitation",
    "record_invitation",
    "record_look_up",
    "record_register",
    "record_reply",
    "record_throttled",
    "revoke_calendar_link",
    "set_policy",
    "strike_out_completion",
    "strike_out_withdrawal",
    "withdraw_certificate",
    "withdraw_entity_refusal",
    "withdraw_lost_of_session",
    "withdraw_refusal",
    "withdraw_when_lost",
]

"""How a letter reaches its addressee, and where it stands until then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.emails import is_email
from compliance.errors import Refusal


class ServedBy(StrEnum):
    FIRST_CLASS = "first_class"
    SIGNED_FOR = "signed_for"
    BY_HAND = "by_hand"
    EMAIL = "email"
    RETURNED = "returned"


SERVED_BY_LABELS = {
    ServedBy.FIRST_CLASS: "First class post",
    ServedBy.SIGNED_FOR: "Signed-for post",
    ServedBy.BY_HAND: "By hand",
    ServedBy.EMAIL: "E-mail",
    ServedBy.RETURNED: "Returned undelivered",
}
POSTED = frozenset({ServedBy.FIRST_CLASS, ServedBy.SIGNED_FOR})
NEEDS_WHOM = frozenset({ServedBy.BY_HAND, ServedBy.EMAIL})


class Status(StrEnum):
    """Where a letter stands. A letter that came back is to be served again."""

    DRAFT = "draft"
    TO_SERVE = "to_serve"
    SERVED = "served"
    RETURNED = "returned"
    SUPERSEDED = "superseded"
    CORRECTED = "corrected"


STATUS_LABELS = {
    Status.DRAFT: "Draft",
    Status.TO_SERVE: "To print and serve",
    Status.SERVED: "Served",
    Status.RETURNED: "Returned undelivered",
    Status.SUPERSEDED: "Superseded",
    Status.CORRECTED: "Corrected",
}
STATUS_COLOURS = {
    Status.DRAFT: "",
    Status.TO_SERVE: "yellow",
    Status.SERVED: "green",
    Status.RETURNED: "red",
    Status.SUPERSEDED: "grey",
    Status.CORRECTED: "grey",
}
WAITING = frozenset({Status.TO_SERVE, Status.RETURNED})
"""What still has to be printed and served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewServing:
    """How a letter was served on a day and, by hand or e-mail, to whom; or that it came back on that day."""

    how: ServedBy
    served_on: date
    to_whom: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastServing:
    """What is recorded already of how a letter was served."""

    how: ServedBy
    served_on: date
    to_whom: str = ""


def check_serving(new: NewServing, before: Collection[PastServing], *, issued_on: date | None, today: date) -> None:
    """Raise Refusal, beside the field to mend, when a letter cannot have been served so.

    Only an issued letter is served, from `issued_on` to `today` (Europe/London), both inclusive. Given by hand it must
    say to whom, sent by e-mail to which address. Only what was posted comes back, on the day of posting or later. The
    same serving is not recorded twice.
    """
    if issued_on is None:
        raise Refusal("This letter is still a draft. Issue it before it is served")
    if new.served_on > today:
        raise Refusal("The day must be today or in the past", "served_on")
    if new.served_on < issued_on:
        raise Refusal(
            f"The letter was issued on {issued_on.day} {issued_on:%B %Y}, so it cannot have been served before",
            "served_on",
        )
    if new.how in NEEDS_WHOM and not new.to_whom.strip():
        message = "Enter who was given the letter" if new.how is ServedBy.BY_HAND else "Enter the e-mail address"
        raise Refusal(message, "to_whom")
    if new.how is ServedBy.EMAIL and not is_email(new.to_whom.strip()):
        raise Refusal("Enter an e-mail address in the correct format, like name@example.com", "to_whom")
    if new.how is ServedBy.RETURNED and not any(one.how in POSTED and one.served_on <= new.served_on for one in before):
        raise Refusal("No posting is recorded that could have come back by this day. Record the posting first", "how")
    if PastServing(new.how, new.served_on, new.to_whom) in before:
        raise Refusal("This is recorded already: once is enough")

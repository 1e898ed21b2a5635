"""How a letter reaches its addressee."""

from enum import StrEnum


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

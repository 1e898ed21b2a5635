"""Fields that hold a number, typed as people type numbers."""

import re
from typing import Any

from flask_babel import gettext as _

from compliance.forms.field import Words
from compliance.forms.words import TextField

WHOLE = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)")
MONEY = re.compile(r"£? ?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]{2}))?")
LENGTH = re.compile(r"[0-9]{1,6}(?:\.[0-9])?")
MOST_PENCE = 100_000_000_00


class WholeNumberField(TextField):
    """A whole number between `least` and `most`, both included; "1,200" is 1200."""

    def __init__(
        self, label: Words, *, least: int = 0, most: int = 1_000_000_000, width: str = "5", **kwargs: Any
    ) -> None:
        super().__init__(label, width=width, inputmode="numeric", **kwargs)
        self.least, self.most = least, most

    def parse(self, text: str) -> int | None:
        """Refuse what is not a whole number, or is outside the limits."""
        if not text:
            return None
        if not WHOLE.fullmatch(text):
            raise ValueError(
                _("%(subject)s must be a whole number, like %(example)s", subject=self.subject, example=self.least + 5)
            )
        number = int(text.replace(",", ""))
        if not self.least <= number <= self.most:
            raise ValueError(
                _(
                    "%(subject)s must be between %(least)s and %(most)s",
                    subject=self.subject,
                    least=self.least,
                    most=self.most,
                )
            )
        return number


class LengthField(TextField):
    """A length in millimetres between `least` and `most`, both included, to a tenth: 76.2 is 3 inches."""

    def __init__(self, label: Words, *, least: int = 1, most: int = 3000, width: str = "5", **kwargs: Any) -> None:
        super().__init__(label, width=width, inputmode="decimal", **kwargs)
        self.least, self.most = least, most

    def write(self, data: Any) -> str:
        """203.0 millimetres stand in the control as 203."""
        return "" if data is None else f"{data:g}"

    def parse(self, text: str) -> float | None:
        """Refuse what is no number with at most one decimal, or is outside the limits."""
        if not text:
            return None
        if not LENGTH.fullmatch(text):
            raise ValueError(_("%(subject)s must be a number of millimetres, like 203 or 76.2", subject=self.subject))
        number = float(text)
        if not self.least <= number <= self.most:
            raise ValueError(
                _(
                    "%(subject)s must be between %(least)s and %(most)s",
                    subject=self.subject,
                    least=self.least,
                    most=self.most,
                )
            )
        return int(number) if number == int(number) else number


class MoneyField(TextField):
    """Pounds and pence, kept as a whole number of pence."""

    def __init__(self, label: Words, *, most_pence: int = MOST_PENCE, width: str = "5", **kwargs: Any) -> None:
        super().__init__(label, width=width, inputmode="decimal", prefix="£", **kwargs)
        self.most_pence = most_pence

    def write(self, data: Any) -> str:
        """499 pence stand in the control as 4.99."""
        return "" if data is None else f"{data // 100}.{data % 100:02d}"

    def parse(self, text: str) -> int | None:
        """Read "£4.99" as 499."""
        if not text:
            return None
        found = MONEY.fullmatch(text)
        if not found:
            raise ValueError(_("%(subject)s must be an amount of money, like 4.99", subject=self.subject))
        pence = int(found[1].replace(",", "")) * 100 + int(found[2] or 0)
        if pence > self.most_pence:
            most = f"£{self.most_pence / 100:,.2f}"
            raise ValueError(_("%(subject)s must be %(most)s or less", subject=self.subject, most=most))
        return pence

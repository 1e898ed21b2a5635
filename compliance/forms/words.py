"""Fields that hold text."""

import re
import unicodedata
from typing import Any, ClassVar

from flask_babel import gettext as _

from compliance.emails import EMAIL_LENGTH, is_email
from compliance.forms.field import UNPRINTABLE, Field, Words

POSTCODE = re.compile(
    r"(GIR|[A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9][0-9ABEHMNPRVWXY]?|[0-9][A-HJKPSTUW]))([0-9][ABD-HJLNP-UW-Z]{2})"
)


class TextField(Field):
    """One line of text: trimmed, runs of spaces made one, at most `limit` characters."""

    input_type: ClassVar[str] = "text"
    counted: ClassVar[bool] = False

    def __init__(
        self,
        label: Words,
        *,
        limit: int = 200,
        width: str = "",
        autocomplete: str = "",
        inputmode: str = "",
        prefix: Words = "",
        suffix: Words = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.limit = limit
        self.autocomplete, self.inputmode, self.prefix, self.suffix = autocomplete, inputmode, prefix, suffix
        if width:
            self.classes = f"{self.classes} govuk-input--width-{width}".strip()

    def tidy(self, typed: str) -> str:
        """Drop the spaces that nobody meant."""
        return " ".join(unicodedata.normalize("NFC", typed).split())

    def read(self, typed: str) -> Any:
        """Trim, refuse what is too long or cannot be printed, then read what is left."""
        text = self.tidy(typed)
        if len(text) > self.limit:
            raise ValueError(
                _("%(subject)s must be %(limit)s characters or less", subject=self.subject, limit=self.limit)
            )
        if UNPRINTABLE.search(text):
            raise ValueError(
                _("%(subject)s has a character that cannot be printed. Type it again", subject=self.subject)
            )
        return self.parse(text)

    def parse(self, text: str) -> Any:
        """Return the value of tidy text, or raise ValueError."""
        return text


class TextAreaField(TextField):
    """Several lines of text, with a count of the characters left."""

    macro = "textarea"
    counted = True

    def __init__(self, label: Words, *, limit: int = 2000, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(label, limit=limit, **kwargs)
        self.rows = rows

    def tidy(self, typed: str) -> str:
        """End lines one way, and drop the spaces around the whole."""
        return unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()

    @property
    def described_by(self) -> str:
        """The count of characters is read out too, first."""
        return f"{self.id}-info {super().described_by}".strip()


class PostcodeField(TextField):
    """A full UK postcode, kept in capitals with its one space."""

    def __init__(self, label: Words, *, limit: int = 12, width: str = "10", **kwargs: Any) -> None:
        kwargs.setdefault("autocomplete", "off")  # it is a shop's postcode, not the officer's own
        super().__init__(label, limit=limit, width=width, **kwargs)

    def parse(self, text: str) -> str:
        """Read "sw1a1aa" as "SW1A 1AA"."""
        found = POSTCODE.fullmatch(re.sub(r"[\s.-]", "", text).upper())
        if text and not found:
            raise ValueError(_("Enter a full UK postcode, like SW1A 1AA"))
        return f"{found[1]} {found[2]}" if found else ""


class EmailField(TextField):
    """An e-mail address."""

    input_type = "email"

    def __init__(self, label: Words, *, limit: int = EMAIL_LENGTH, autocomplete: str = "email", **kwargs: Any) -> None:
        super().__init__(label, limit=limit, autocomplete=autocomplete, **kwargs)

    def parse(self, text: str) -> str:
        """Refuse what no mail could reach."""
        if text and not is_email(text):
            raise ValueError(_("Enter an email address in the correct format, like name@example.com"))
        return text


class SearchField(TextField):
    """A search box. Nothing need be typed."""

    input_type = "search"

    def __init__(self, label: Words, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, **kwargs)

    @property
    def shown_label(self) -> str:
        """A search box is never marked optional."""
        return str(self.label.text)


class PasswordField(TextField):
    """A password: kept exactly as typed, and never sent back to the page."""

    macro = "password_input"
    input_type = "password"

    def __init__(self, label: Words, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        super().__init__(label, autocomplete=autocomplete, **kwargs)

    def tidy(self, typed: str) -> str:
        """Leave a password as it is: a space may be part of it."""
        return typed


class HiddenField(TextField):
    """A value that the page carries and the officer does not see."""

    macro = "hidden_input"
    is_visible = False

    def __init__(self, label: Words = "", *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, required=required, **kwargs)

    @property
    def error_id(self) -> str:
        """There is nothing to link to."""
        return ""

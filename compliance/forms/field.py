"""What all our fields share: label, hint, message, the two states blank and typed, and drawing by a macro."""

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import wtforms
from flask import current_app
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from markupsafe import Markup
from wtforms.validators import StopValidation

# Controls (but not tab and line ends), direction overrides, lone surrogates, and what Unicode says is no character.
UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a\u202b\u202d\u202e\u2066-\u2068\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
REPLACEMENT = "\ufffd"

Validator = Callable[[Any, Any], None]
Words = str | LazyString
"""What an officer reads: plain, or translated when it is shown."""


def _lower_first(text: str) -> str:
    """Write "Shop name" as within a sentence: "shop name"; but "RRA" stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


class Field(wtforms.Field):
    """A field drawn by templates/components/<macro>.html.

    `noun` is how a sentence names the field ("the name of the shop"); `missing` replaces the whole message for a blank.
    `needed_when=("channel", Channel.ONLINE)` makes it required when another field of the form has that value.
    """

    macro: ClassVar[str] = "input"
    is_visible: ClassVar[bool] = True
    is_group: ClassVar[bool] = False

    def __init__(
        self,
        label: Words,
        *,
        hint: Words = "",
        required: bool = True,
        noun: Words = "",
        missing: Words = "",
        needed_when: tuple[str, object] | None = None,
        classes: str = "",
        validators: Sequence[Validator] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators=list(validators), **kwargs)
        self.hint = hint
        self.required = required
        self.classes = classes
        self.typed: Any = ""
        self._noun, self._missing, self._needed_when = noun, missing, needed_when

    # What was typed

    def read(self, typed: str) -> Any:
        """Return the value of what was typed, or raise ValueError with the message that the officer reads."""
        return typed

    def write(self, data: Any) -> str:
        """Return what stands in the control for a value."""
        return "" if data is None else str(data)

    def process_data(self, value: Any) -> None:
        """Take a value from the program."""
        self.data = value
        self.typed = self.write(value)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take what was typed, and keep it even when it cannot be read."""
        typed = next((value for value in valuelist if isinstance(value, str)), "")
        self.typed = UNPRINTABLE.sub(REPLACEMENT, typed)  # a page that holds a NUL is not HTML
        self.data = None
        self.data = self.read(typed)

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen."""
        return self.data in (None, "", [])

    def pre_validate(self, form: Any) -> None:
        """Stop at the first thing wrong: what could not be read, then what is missing."""
        if self.process_errors:
            raise StopValidation
        if self.is_blank:
            raise StopValidation(self.missing if self._is_needed(form) else "")

    def _is_needed(self, form: Any) -> bool:
        if self._needed_when is None:
            return self.required
        other, value = self._needed_when
        chosen = form[other].data
        return bool(value in chosen if isinstance(chosen, list) else chosen == value)

    # Words

    @property
    def noun(self) -> str:
        """The field within a sentence: "the name of the shop"."""
        label = str(self.label.text)
        if self._noun:
            return str(self._noun)
        if label.endswith("?"):
            return str(_("an answer to “%(question)s”", question=label))
        return str(_("the %(label)s", label=_lower_first(label)))

    @property
    def subject(self) -> str:
        """The field at the beginning of a sentence: "Date of visit must be a real date"."""
        if not self._noun and not str(self.label.text).endswith("?"):
            return str(self.label.text)
        return self.noun[:1].upper() + self.noun[1:]

    @property
    def missing(self) -> str:
        """What is said when nothing was typed."""
        return str(self._missing) or _("Enter %(noun)s", noun=self.noun)

    @property
    def shown_label(self) -> str:
        """The label, with "(optional)" where nothing need be typed."""
        optional = not self.required and self._needed_when is None and getattr(self._form, "marks_optional", True)
        return _("%(label)s (optional)", label=self.label.text) if optional else str(self.label.text)

    # Drawing

    @property
    def error(self) -> str:
        """The one message that stands beside the field."""
        return str(self.errors[0]) if self.errors else ""

    @property
    def error_id(self) -> str:
        """The id of the control that a link in the error summary goes to."""
        return str(self.id)

    @property
    def described_by(self) -> str:
        """The ids of the hint and the message."""
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*ids, f"{self.id}-error"] if self.errors else ids)

    def widget(self, field: "Field", **options: Any) -> Markup:
        """Draw the field. `heading=True` makes its label the page's h1; `size` is the label's: s, m or l."""
        options.setdefault("size", "l" if options.get("heading") else "s")
        module = current_app.jinja_env.get_template(f"components/{field.macro}.html").module
        return Markup(getattr(module, field.macro)(field, **options))  # noqa: S704 - made by our own autoescaped macro

"""Fields that choose from a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from compliance.forms.field import Field, Words

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: `value` goes over the wire, `data` is what the program gets."""

    value: str
    label: Words
    data: Any
    hint: Words = ""


Choices = Iterable[Choice | tuple[Any, str]]


def choices(
    kind: type[E],
    labels: Mapping[E, str] | None = None,
    *,
    hints: Mapping[E, str] | None = None,
    leave_out: Sequence[E] = (),
) -> list[Choice]:
    """Return the members of an enum as choices, in their order.

    Without `labels`, a member is called by its `label`, or else by its value in words.
    """

    def label(member: E) -> Words:
        words = labels[member] if labels else getattr(member, "label", str(member.value).replace("_", " ").capitalize())
        return lazy_gettext(str(words)) if words else ""

    return [
        Choice(
            str(member.value), label(member), member, lazy_gettext(hints[member]) if hints and member in hints else ""
        )
        for member in kind
        if member not in leave_out
    ]


def _choice(given: Choice | tuple[Any, str]) -> Choice:
    return given if isinstance(given, Choice) else Choice(str(given[0]), given[1], given[0])


class RadiosField(Field):
    """One of a few. `reveals={"other": "other_text"}` draws that field of the form below the choice with that value.

    `choices` may be a list or a function that returns one, and may be set on the bound field; tuples are (data, label).
    """

    macro = "radios"
    is_group = True
    input_type: ClassVar[str] = "radio"

    def __init__(
        self,
        label: Words,
        choices: Choices | Callable[[], Choices] = (),
        *,
        reveals: Mapping[Any, str] | None = None,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.reveals = {getattr(value, "value", value): name for value, name in (reveals or {}).items()}
        self.inline, self.small = inline, small
        self._sent: list[str] | None = None
        self._choices = [_choice(one) for one in (choices() if callable(choices) else choices)]

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose from."""
        return self._choices

    @choices.setter
    def choices(self, given: Choices) -> None:
        """Offer another list, and find in it what was sent or is recorded."""
        self._choices = [_choice(one) for one in given]
        if self._sent is None:
            self.process_data(self.object_data)
        else:
            self.process_errors = []
            try:
                self.process_formdata(self._sent)
            except ValueError as error:
                self.process_errors.append(str(error))

    def write(self, data: Any) -> str:
        """Return the value that stands for a piece of data."""
        return next((one.value for one in self._choices if one.data == data and type(one.data) is type(data)), "")

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Find what was sent among the choices; anything else was not on the page."""
        self._sent = [value for value in valuelist if isinstance(value, str)]
        self._take([value.strip() for value in self._sent])

    def _take(self, sent: list[str]) -> None:
        self.typed = sent[0] if sent else ""
        self.data = None
        if self.typed:
            self.data = self._find(self.typed).data

    def _find(self, value: str) -> Choice:
        for one in self._choices:
            if one.value == value:
                return one
        raise ValueError(_("%(missing)s from the list", missing=self.missing))

    def is_chosen(self, choice: Choice) -> bool:
        """Whether the choice is drawn as chosen."""
        return bool(choice.value == self.typed and (choice.value or self.data is not None))

    def revealed(self, choice: Choice) -> Field | None:
        """Return the field that is drawn below a choice."""
        name = self.reveals.get(choice.value)
        return self._form[name] if name else None

    @property
    def missing(self) -> str:
        """What is said when nothing was chosen."""
        return str(self._missing) or _("Select %(noun)s", noun=self.noun)


class SelectField(RadiosField):
    """One of many, as a list that drops down. `blank` is the empty choice; `suggest=True` suggests as one types."""

    macro = "select"
    is_group = False

    def __init__(
        self, label: Words, choices: Any = (), *, blank: Words = "", suggest: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, choices, **kwargs)
        self._blank, self.suggest = blank, suggest

    @property
    def blank(self) -> str:
        """The words of the empty choice."""
        if self._blank:
            return str(self._blank)
        return str(_("Select an option") if self.required else _("Not recorded"))


class CheckboxesField(RadiosField):
    """Any of a few; the data is a list in the order of the page."""

    macro = "checkboxes"
    input_type = "checkbox"

    def process_data(self, value: Iterable[Any] | None) -> None:
        """Take a collection from the program."""
        self.data = list(value or ())
        self.typed = [self.write(one) for one in self.data]

    def _take(self, sent: list[str]) -> None:
        self.typed = sent
        self.data = []
        found = [self._find(value) for value in sent]
        self.data = [one.data for one in self._choices if one in found]

    def is_chosen(self, choice: Choice) -> bool:
        """Whether the box is ticked."""
        return choice.value in self.typed


class CheckboxField(CheckboxesField):
    """One box to tick, such as a declaration. The data is True or False; required means that it must be ticked."""

    def __init__(self, label: Words, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, [Choice("yes", label, data=True)], required=required, **kwargs)

    is_group = False

    def process_data(self, value: Any) -> None:
        """Take a yes or no from the program."""
        self.data = bool(value)
        self.typed = ["yes"] if value else []

    def _take(self, sent: list[str]) -> None:
        super()._take(sent)
        self.data = bool(self.data)

    @property
    def is_blank(self) -> bool:
        """Whether the box is not ticked."""
        return not self.data


class YesNoField(RadiosField):
    """Yes, No, and where it is not required Not recorded: True, False, None."""

    def __init__(self, label: Words, *, required: bool = True, inline: bool = True, **kwargs: Any) -> None:
        offered: list[Choice] = [
            Choice("yes", lazy_gettext("Yes"), data=True),
            Choice("no", lazy_gettext("No"), data=False),
        ]
        if not required:
            offered.append(Choice("not_recorded", lazy_gettext("Not recorded"), data=None))
        super().__init__(label, offered, required=required, inline=inline, **kwargs)

    @property
    def is_blank(self) -> bool:
        """No is an answer."""
        return self.data is None

    @property
    def shown_label(self) -> str:
        """Not recorded is itself a choice, so the label need not say optional."""
        return str(self.label.text)

    @property
    def missing(self) -> str:
        """What is said when nothing was chosen."""
        return str(self._missing) or str(_("Select yes or no for “%(label)s”", label=self.label.text))

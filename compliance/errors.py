"""What can go wrong that a person should be told about (pure)."""


class Refusal(Exception):  # noqa: N818 - an officer is refused, nothing has broken
    """A rule of law or policy says no.

    `message` says what is wrong and how to mend it, in the officer's words; `field` names the form field it belongs
    beside, or is None when it concerns the whole of what was asked.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):  # noqa: N818 - the word an officer reads
    """There is no such record, or none that this actor may know of. Answered as 404, never as 403."""


class Forbidden(Exception):  # noqa: N818 - the word an officer reads
    """The actor is known, and their role does not allow this. Answered as 403."""

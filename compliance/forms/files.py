"""A field that takes a file."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from compliance.forms.field import Field, Words


class FileField(Field):
    """A file, as werkzeug's FileStorage.

    `capture=True` opens a phone's camera; `accept` is only a help to the browser, never a check.
    """

    macro = "file_upload"
    is_file = True

    def __init__(self, label: Words, *, accept: str = "", capture: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.accept, self.capture = accept, capture

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the first file that has a name; an empty control sends one without."""
        self.data = next((one for one in valuelist if isinstance(one, FileStorage) and one.filename), None)

    @property
    def is_blank(self) -> bool:
        """Whether no file was chosen."""
        return self.data is None

    @property
    def missing(self) -> str:
        """What is said when no file was chosen."""
        return str(self._missing) or _("Select %(noun)s", noun=self.noun)

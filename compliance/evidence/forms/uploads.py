"""The forms of uploads: several files at once with what each is and shows, and better words for one."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage

from compliance.evidence.rules import FILE_KINDS, KIND_LABELS, LONGEST_DESCRIPTION
from compliance.evidence.rules.kinds import ExhibitKind
from compliance.forms import Choice, FileField, Form, HiddenField, SelectField, TextField

ROWS = (1, 2, 3, 4)
CAMERA = "image/*"
ACCEPT = (
    "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf,"
    "video/mp4,video/quicktime,video/3gpp,video/webm"
)
SHOWS_HINT = _l("Such as: receipt from till 2, price and time to be seen. Never a person’s name")


def _kinds() -> list[Choice]:
    return [Choice(kind.value, _l(KIND_LABELS[kind]), kind) for kind in FILE_KINDS]


class UploadForm(Form):
    """Up to four files. The first opens the camera of a phone; the others may be chosen from what it has.

    `row_N` is made with the page, so that sending it twice begins one upload; it stands for a file that came with a
    form that was shown again, too: a browser cannot fill in a file.
    """

    marks_optional = False

    row_1 = HiddenField()
    file_1 = FileField(_l("Take a photograph"), required=False, accept=CAMERA, capture=True)
    kind_1 = SelectField(_l("What is it?"), _kinds(), blank=_l("Select an option"), required=False)
    description_1 = TextField(_l("What does it show?"), required=False, limit=LONGEST_DESCRIPTION, hint=SHOWS_HINT)
    row_2 = HiddenField()
    file_2 = FileField(_l("Choose a file"), required=False, accept=ACCEPT)
    kind_2 = SelectField(_l("What is the second one?"), _kinds(), blank=_l("Select an option"), required=False)
    description_2 = TextField(_l("What does the second one show?"), required=False, limit=LONGEST_DESCRIPTION)
    row_3 = HiddenField()
    file_3 = FileField(_l("Choose a third file"), required=False, accept=ACCEPT)
    kind_3 = SelectField(_l("What is the third one?"), _kinds(), blank=_l("Select an option"), required=False)
    description_3 = TextField(_l("What does the third one show?"), required=False, limit=LONGEST_DESCRIPTION)
    row_4 = HiddenField()
    file_4 = FileField(_l("Choose a fourth file"), required=False, accept=ACCEPT)
    kind_4 = SelectField(_l("What is the fourth one?"), _kinds(), blank=_l("Select an option"), required=False)
    description_4 = TextField(_l("What does the fourth one show?"), required=False, limit=LONGEST_DESCRIPTION)

    def sent(self, row: int) -> FileStorage | None:
        """Return the file that was sent now in a row, or None."""
        found: FileStorage | None = self[f"file_{row}"].data
        return found

    def kind(self, row: int) -> ExhibitKind | None:
        """Return what the officer says that a file is, or None."""
        found: ExhibitKind | None = self[f"kind_{row}"].data
        return found

    def words(self, row: int) -> str:
        """Return what the officer says that a file shows."""
        return str(self[f"description_{row}"].data or "")

    def check_rows(self, there: set[int]) -> bool:
        """Say whether each file, those in `there`, has its kind and words, and no words stand without a file."""
        sound = bool(there)
        for row in ROWS:
            file, kind, words = self[f"file_{row}"], self[f"kind_{row}"], self[f"description_{row}"]
            if row not in there:
                if not words.is_blank and not file.errors:
                    file.errors = [_("Choose the file that these words are about")]
                sound = sound and not file.errors
                continue
            if kind.data is None:
                kind.errors = [_("Select what the file is")]
            if words.is_blank:
                words.errors = [_("Enter what the file shows")]
            sound = sound and not (kind.errors or words.errors)
        if not there and not any(self[f"file_{row}"].errors for row in ROWS):
            self.file_1.errors = [_("Take a photograph or choose a file")]
        return sound


class DescribeForm(Form):
    kind = SelectField(_l("What is it?"), _kinds(), missing=_l("Select what the file is"))
    description = TextField(_l("What does it show?"), limit=LONGEST_DESCRIPTION, hint=SHOWS_HINT)

"""The forms of photographs: several at once with what each shows, better words for one, and why one is removed."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms.validators import ValidationError

from compliance.forms import FileField, Form, HiddenField, TextAreaField, TextField
from compliance.settings import settings
from compliance.visits.rules.photographs import LONGEST_CAPTION, LONGEST_REASON

ROWS = (1, 2, 3, 4)
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif"
MEGABYTE = 1024 * 1024


class PhotographsForm(Form):
    """Up to four photographs. The first opens the camera of a phone; the others may be chosen from what it has.

    `kept_N` is the seal of a photograph that was sent before, with a form that was shown again: a browser cannot fill
    in a file, and nobody should have to go back to the shop. It is good for one visit and one officer.
    """

    marks_optional = False

    photograph_1 = FileField(_l("Take a photograph"), required=False, accept=ACCEPT, capture=True)
    caption_1 = TextField(_l("What does it show?"), required=False, limit=LONGEST_CAPTION)
    kept_1 = HiddenField()
    photograph_2 = FileField(_l("Choose a second photograph"), required=False, accept=ACCEPT)
    caption_2 = TextField(_l("What does the second one show?"), required=False, limit=LONGEST_CAPTION)
    kept_2 = HiddenField()
    photograph_3 = FileField(_l("Choose a third photograph"), required=False, accept=ACCEPT)
    caption_3 = TextField(_l("What does the third one show?"), required=False, limit=LONGEST_CAPTION)
    kept_3 = HiddenField()
    photograph_4 = FileField(_l("Choose a fourth photograph"), required=False, accept=ACCEPT)
    caption_4 = TextField(_l("What does the fourth one show?"), required=False, limit=LONGEST_CAPTION)
    kept_4 = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at each row: a photograph has words, and words have a photograph."""
        sound = bool(super().validate(extra_validators))
        rows = [row for row in ROWS if self.has(row) or not self[f"caption_{row}"].is_blank]
        for row in rows:
            picture, caption = self[f"photograph_{row}"], self[f"caption_{row}"]
            if not self.has(row):
                picture.errors = [_("Choose the photograph that these words are about")]
            elif caption.is_blank and not caption.errors:
                caption.errors = [_("Enter what the photograph shows")]
            sound = sound and not (picture.errors or caption.errors)
        if not rows:
            self.photograph_1.errors = [_("Take or choose a photograph")]
        return sound and bool(rows)

    def has(self, row: int) -> bool:
        """Say whether a row has a photograph: one sent now, or one that was sent before."""
        return not self[f"photograph_{row}"].is_blank or bool(self[f"kept_{row}"].data)

    def content_of(self, row: int) -> bytes | None:
        """Return the bytes that were sent now in a row, no more than a little too many; None when none were."""
        chosen = self[f"photograph_{row}"].data
        if chosen is None:
            return None
        chosen.stream.seek(0)
        content: bytes = chosen.stream.read(settings().photograph_megabytes * MEGABYTE + 1)
        return content

    def kept_in(self, row: int, about: Sequence[object]) -> str | None:
        """Return the SHA-256 of a photograph that was sent before, when its seal is whole and `about` the same."""
        sealed = self[f"kept_{row}"].data
        try:
            found = _seals().loads(sealed) if sealed else None
        except BadSignature:
            return None
        same = isinstance(found, list) and found[1:] == [str(one) for one in about]
        return str(found[0]) if same and found else None

    def keep_in(self, row: int, sha256: str, about: Sequence[object]) -> None:
        """Have the form remember a photograph that was sent, for the next time it is sent."""
        self[f"kept_{row}"].process_data(_seals().dumps([sha256, *(str(one) for one in about)]))

    def forget(self, row: int) -> None:
        """Have the form remember no photograph in a row."""
        self[f"kept_{row}"].process_data("")


def _seals() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key.get_secret_value(), salt="a photograph that was sent before")


class CaptionForm(Form):
    caption = TextField(
        _l("What does the photograph show?"),
        limit=LONGEST_CAPTION,
        hint=_l("Somebody who cannot see it is told this instead"),
    )
    version = HiddenField()


class RemovalForm(Form):
    reason = TextAreaField(
        _l("Why do you remove it?"),
        rows=2,
        limit=LONGEST_REASON,
        hint=_l("Such as: shows a customer’s face. It is kept with your name"),
    )

    def validate_reason(self, field: TextAreaField) -> None:
        """Refuse a reason of blanks."""
        if not str(field.data or "").strip():
            raise ValidationError(_("Enter why you remove it"))

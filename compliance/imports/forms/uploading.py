"""Forms of the first steps: the upload, which sheet, and how a register whose columns are known is checked."""

from typing import IO, cast

from flask_babel import lazy_gettext as _l

from compliance.forms import CheckboxField, Choice, FileField, Form, HiddenField, RadiosField
from compliance.imports.rules import IMPORT_KIND_LABELS, ImportKind, Options

_HINTS = {
    ImportKind.REGISTER: _l(
        "Shops and online shops: a food hygiene register, a licensing export, a list kept for years"
    ),
    ImportKind.VISITS: _l("Past visits of officers"),
    ImportKind.AGREEMENTS: _l("Responsible Retailer Agreements that were offered, signed or declined"),
    ImportKind.TRAINING: _l("Who came to which course"),
    ImportKind.PURCHASES: _l("Past test purchases and their outcomes"),
}


class UploadForm(Form):
    """The upload of a file. It must be chosen again after a refusal: browsers fill none in."""

    kind = RadiosField(_l("What are its rows?"), missing=_l("Select what the rows of the file are"))
    file = FileField(
        _l("File"),
        accept=".xml,.json,.csv,.tsv,.txt,.gz,.xlsx,.ods",
        missing=_l("Select the file to import"),
    )

    def offer(self, kinds: tuple[ImportKind, ...]) -> None:
        """Offer these kinds of rows, the first chosen beforehand."""
        self.kind.choices = [Choice(kind.value, _l(IMPORT_KIND_LABELS[kind]), kind, _HINTS[kind]) for kind in kinds]
        if not self.is_submitted():
            self.kind.process_data(kinds[0])

    def content(self) -> tuple[IO[bytes], str]:
        """Return the file as a stream, and its name."""
        upload = self.file.data
        return cast("IO[bytes]", upload.stream), upload.filename


class SheetForm(Form):
    """Which of a workbook's sheets holds the rows."""

    version = HiddenField()
    sheet = RadiosField(_l("Which sheet holds the rows?"), missing=_l("Select the sheet that holds the rows"))


class OptionsForm(Form):
    """How far a file reaches: all of the register or part of it, and which businesses of a food hygiene register."""

    version = HiddenField()
    whole = RadiosField(
        _l("How much of the register is in this file?"),
        [
            Choice(
                "whole",
                _l("All of it"),
                data=True,
                hint=_l("Premises known from such a file that this one lacks are marked as missing, never deleted"),
            ),
            Choice("part", _l("Only part of it"), data=False, hint=_l("Nothing is marked as missing")),
        ],
        missing=_l("Select how much of the register is in this file"),
    )
    all_types = CheckboxField(_l("Take in all kinds of business, not only retailers"))
    allow_older = CheckboxField(_l("This is meant to be an older register than the one imported last"))

    def options(self) -> Options:
        """Return what was chosen; what the page does not ask is as the format says."""
        return Options(
            all_types=bool("all_types" not in self or self.all_types.data),
            whole=self.whole.data if "whole" in self else None,
            allow_older=bool("allow_older" in self and self.allow_older.data),
        )

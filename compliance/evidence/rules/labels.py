"""What the label of an exhibit says, and the sheets of eight that are printed (pure)."""

from collections.abc import Sequence
from dataclasses import dataclass

from compliance.codes import Qr

ON_A_SHEET = 8
"""Two by four on A4, 99.1 by 67.7 mm each: the commonest sheet of labels of that size."""
BLANK_SIGNATURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One label, as it is printed. `case` is how the prosecution would be called; `where` may be blank."""

    reference: str
    test: str
    case: str
    kind: str
    description: str
    quantity: int
    produced: str
    where: str
    produced_by: str
    seal: str
    sha256: str
    qr: Qr


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheets:
    """The labels to print, by sheets of eight, in the name of the authority."""

    title: str
    authority: str
    sheets: tuple[tuple[Label, ...], ...]


def in_sheets(title: str, authority: str, labels: Sequence[Label]) -> LabelSheets:
    """Return labels by sheets of eight; the last may have fewer."""
    sheets = tuple(tuple(labels[start : start + ON_A_SHEET]) for start in range(0, len(labels), ON_A_SHEET))
    return LabelSheets(title=title, authority=authority, sheets=sheets)


def shortened(text: str, most: int) -> str:
    """Return a text of at most `most` characters, cut at a word, with an ellipsis when something is left out."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"

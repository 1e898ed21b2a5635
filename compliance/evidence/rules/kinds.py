"""What an exhibit can be: the words that evidence is filed under (pure)."""

from enum import StrEnum


class ExhibitKind(StrEnum):
    PHOTOGRAPH = "photograph"
    SCREENSHOT = "screenshot"
    VIDEO = "video"
    RECEIPT = "receipt"
    DOCUMENT = "document"
    ITEM = "item"


KIND_LABELS = {
    ExhibitKind.PHOTOGRAPH: "Photograph",
    ExhibitKind.SCREENSHOT: "Screenshot",
    ExhibitKind.VIDEO: "Video",
    ExhibitKind.RECEIPT: "Receipt",
    ExhibitKind.DOCUMENT: "Document",
    ExhibitKind.ITEM: "Physical item",
}
FILE_KINDS = tuple(kind for kind in ExhibitKind if kind is not ExhibitKind.ITEM)
"""What comes as a file. A physical item has a seal, not bytes."""

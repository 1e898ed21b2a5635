"""The words of an import: what is imported, from what format, and how far it is."""

from enum import StrEnum


class ImportKind(StrEnum):
    """What the rows of a file are."""

    REGISTER = "register"
    VISITS = "visits"
    AGREEMENTS = "agreements"
    TRAINING = "training"
    PURCHASES = "purchases"


IMPORT_KIND_LABELS = {
    ImportKind.REGISTER: "Retailers",
    ImportKind.VISITS: "Visits",
    ImportKind.AGREEMENTS: "Agreements",
    ImportKind.TRAINING: "Training attendance",
    ImportKind.PURCHASES: "Test purchases",
}


class Format(StrEnum):
    FHRS_XML = "fhrs_xml"
    FHRS_JSON = "fhrs_json"
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


FORMAT_LABELS = {
    Format.FHRS_XML: "Food hygiene register (XML)",
    Format.FHRS_JSON: "Food hygiene register (JSON)",
    Format.CSV: "CSV text",
    Format.XLSX: "Excel workbook (XLSX)",
    Format.ODS: "OpenDocument spreadsheet (ODS)",
}


class RunState(StrEnum):
    """How far an import is. Nothing is on the register before `committed`, and all of it is after."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    PREVIEWED = "previewed"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"
    ABANDONED = "abandoned"


RUN_STATE_LABELS = {
    RunState.UPLOADED: "Columns to be matched",
    RunState.CHECKING: "Being checked",
    RunState.PREVIEWED: "To be looked over",
    RunState.COMMITTING: "Being imported",
    RunState.COMMITTED: "Imported",
    RunState.UNDOING: "Being undone",
    RunState.UNDONE: "Undone",
    RunState.ABANDONED: "Given up",
}


class Answer(StrEnum):
    """What a clerk says of a row that may be a premises already on the register."""

    SAME = "same"
    NEW = "new"
    LEAVE_OUT = "leave_out"

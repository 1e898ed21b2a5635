"""What an import does, in the words of a clerk: counts as sentences, and the lists it can be read in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from compliance.imports.rules import ROW_OUTCOME_LABELS, Answer, ImportKind, RowOutcome
from compliance.imports.rules.fields import FIELDS
from compliance.imports.rules.mapping import Field

TABS = (
    RowOutcome.DOUBTFUL,
    RowOutcome.ADDED,
    RowOutcome.CHANGED,
    RowOutcome.MOVED,
    RowOutcome.MISSING,
    RowOutcome.RETURNED,
    RowOutcome.MATCHED,
    RowOutcome.REJECTED,
    RowOutcome.UNCHANGED,
)
"""The lists of a preview, in their order."""

COLOURS = {
    RowOutcome.ADDED: "green",
    RowOutcome.CHANGED: "",
    RowOutcome.MOVED: "grey",
    RowOutcome.MISSING: "yellow",
    RowOutcome.RETURNED: "green",
    RowOutcome.REJECTED: "red",
    RowOutcome.DOUBTFUL: "yellow",
    RowOutcome.MATCHED: "teal",
    RowOutcome.UNCHANGED: "grey",
}

STATE_COLOURS = {
    "uploaded": "yellow",
    "checking": "",
    "previewed": "yellow",
    "committing": "",
    "committed": "green",
    "undoing": "",
    "undone": "grey",
    "abandoned": "grey",
}


def records(kind: ImportKind, number: int) -> str:
    """Return a number of what the rows of a kind become: "39 retailers"."""
    if kind is ImportKind.VISITS:
        return ngettext("%(num)d visit", "%(num)d visits", number)
    if kind is ImportKind.AGREEMENTS:
        return ngettext("%(num)d agreement", "%(num)d agreements", number)
    if kind is ImportKind.TRAINING:
        return ngettext("%(num)d attendance", "%(num)d attendances", number)
    if kind is ImportKind.PURCHASES:
        return ngettext("%(num)d test purchase", "%(num)d test purchases", number)
    return ngettext("%(num)d retailer", "%(num)d retailers", number)


def will_do(kind: ImportKind, counts: Mapping[RowOutcome, int], answers: Mapping[Answer | None, int]) -> str:
    """Return what importing will do, as the words of its button: "add 39 retailers, change 9, mark 5 as missing"."""
    same, is_register = answers.get(Answer.SAME, 0), kind is ImportKind.REGISTER
    added = counts.get(RowOutcome.ADDED, 0) + answers.get(Answer.NEW, 0) + (0 if is_register else same)
    found = counts.get(RowOutcome.MATCHED, 0) + (same if is_register else 0)
    parts = [
        (added, _("add %(records)s", records=records(kind, added))),
        (changed := counts.get(RowOutcome.CHANGED, 0), _("change %(number)d", number=changed)),
        (moved := counts.get(RowOutcome.MOVED, 0), ngettext("move %(num)d position", "move %(num)d positions", moved)),
        (found, _("note the number of %(number)d", number=found)),
        (missing := counts.get(RowOutcome.MISSING, 0), _("mark %(number)d as missing", number=missing)),
        (back := counts.get(RowOutcome.RETURNED, 0), _("take the mark from %(number)d", number=back)),
    ]
    return ", ".join(words for number, words in parts if number)


def planned_label(outcome: RowOutcome, kind: ImportKind) -> str:
    """Return what a list of a preview is called: nothing of it has happened yet."""
    said = {
        RowOutcome.DOUBTFUL: _("Likely duplicates") if kind is ImportKind.REGISTER else _("Which retailer?"),
        RowOutcome.ADDED: _("To be added"),
        RowOutcome.CHANGED: _("To be changed"),
        RowOutcome.MOVED: _("Positions to be moved"),
    }
    return str(said.get(outcome) or outcome_label(outcome))


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the lists of a preview, with how many rows it has."""

    label: str
    count: int
    url: str
    current: bool


def outcome_label(outcome: RowOutcome) -> str:
    """Return what happens to a row as a clerk reads it."""
    return _(ROW_OUTCOME_LABELS[outcome])


def told(run: Any, counts: Mapping[RowOutcome, int]) -> list[str]:
    """Return the counts of a preview that importing does nothing about, as sentences."""
    sentences = [_("The file has %(rows)s rows.", rows=run.businesses)]
    if unchanged := counts.get(RowOutcome.UNCHANGED, 0):
        sentences.append(ngettext("%(num)d is as it stands already.", "%(num)d are as they stand already.", unchanged))
    others = run.businesses - run.rows - run.rejected - run.doubtful - run.elsewhere
    if others > 0 and not run.all_types:
        sentences.append(
            ngettext(
                "%(num)d is another kind of business and left out.",
                "%(num)d are other kinds of business and left out.",
                others,
            )
        )
    if rejected := counts.get(RowOutcome.REJECTED, 0):
        sentences.append(ngettext("%(num)d is rejected.", "%(num)d are rejected.", rejected))
    if run.elsewhere:
        sentences.append(
            ngettext(
                "%(num)d is of another authority and left out.",
                "%(num)d are of other authorities and left out.",
                run.elsewhere,
            )
        )
    if kept := run.kept:
        sentences.append(ngettext("In %(num)d an officer’s words stay.", "In %(num)d an officer’s words stay.", kept))
    return sentences


def said_of_row(kind: ImportKind, fields: Sequence[Field], row: Any) -> str:
    """Return on one line what a row of a kind says beside its name; `fields` are ours."""
    said = row.said or {}
    if kind is ImportKind.REGISTER:
        where = [*said.get("address_lines", ()), said.get("postcode_given", "")]
        return "; ".join(part for part in (", ".join(filter(None, where)), said.get("business_type", "")) if part)
    return "; ".join(
        f"{_(each.label)}: {(each.values or {}).get(said[each.code], said[each.code])}"
        for each in fields
        if each.code != "name" and said.get(each.code)
    )


def cell_names(run: Any) -> dict[str, str]:
    """Return how the file calls each of our fields, or else we do: for the cell that a row was rejected for."""
    labels = {each.code: _(each.label) for each in FIELDS[run.kind]}
    return {**labels, **(run.mapping or {}).get("columns", {})}


def row_values(row: Any) -> list[tuple[str, str]]:
    """Return the cells of a rejected row that say something, by their heading."""
    return [(str(heading), str(text)) for heading, text in (row.cells or {}).items() if text]

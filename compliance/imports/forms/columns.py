"""The form that matches the columns of a file with our fields, made anew for each file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.errors import Refusal
from compliance.forms import Choice, SelectField, TextField
from compliance.forms import Field as FormField
from compliance.imports.forms.uploading import OptionsForm
from compliance.imports.rules import ImportKind
from compliance.imports.rules.mapping import ColumnMapping, Field, Table

_COLUMN, _FIXED = "column-", "fixed-"


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One of our fields on the page: the controls for its column and for a fixed value, the column's first values."""

    field: Field
    column: FormField
    fixed: FormField
    samples: tuple[str, ...]


class ColumnsForm(OptionsForm):
    """For each of our fields, the column of the file that fills it or one value for every row."""

    mapping_name = TextField(
        _l("Save this as a named mapping"),
        hint=_l("For the next file from the same source, such as “Licensing export”. A name used before is replaced"),
        limit=100,
        required=False,
    )
    fields: tuple[Field, ...] = ()
    table: Table

    def rows(self) -> list[MatchRow]:
        """Return our fields in their order, each with its controls."""
        return [
            MatchRow(
                each,
                self[_COLUMN + each.code],
                self[_FIXED + each.code],
                tuple(dict.fromkeys(self.table.samples_of(self[_COLUMN + each.code].data or "")))[:3],
            )
            for each in self.fields
        ]

    def unused(self) -> list[str]:
        """Return the columns of the file that fill none of our fields as the page stands."""
        used = {self[_COLUMN + each.code].data for each in self.fields}
        return [column for column in self.table.columns if column not in used]

    def column_mapping(self, kind: ImportKind, values: Mapping[str, Mapping[str, str]]) -> ColumnMapping:
        """Return the mapping that was chosen, with those of the known `values` whose field has a column."""
        columns = {each.code: text for each in self.fields if (text := self[_COLUMN + each.code].data)}
        fixed = {each.code: text for each in self.fields if (text := self[_FIXED + each.code].data)}
        return ColumnMapping(kind, columns, fixed, {code: words for code, words in values.items() if code in columns})

    def show(self, refusal: Refusal) -> None:
        """Put a refusal of one of our fields beside the control for its column."""
        ours = {each.code for each in self.fields}
        super().show(Refusal(refusal.message, _COLUMN + refusal.field) if refusal.field in ours else refusal)


def columns_form(fields: Sequence[Field], table: Table, mapping: ColumnMapping, **data: Any) -> ColumnsForm:
    """Return the form for a file with these columns, filled in as `mapping` has it; `data` are its other values."""

    class BoundColumnsForm(ColumnsForm):
        """The form of one file."""

    BoundColumnsForm.fields, BoundColumnsForm.table = tuple(fields), table
    offered = [Choice(str(place), _sampled(column, table), column) for place, column in enumerate(table.columns, 1)]
    for each in fields:
        for name, control in _controls(each, offered):
            setattr(BoundColumnsForm, name, control)
    chosen = {_COLUMN + code: column for code, column in mapping.columns.items()}
    chosen |= {_FIXED + code: text for code, text in mapping.fixed.items()}
    return BoundColumnsForm(data={**chosen, **data})


def _controls(each: Field, offered: Sequence[Choice]) -> Iterator[tuple[str, FormField]]:
    blank = _l("Choose a column") if each.required else _l("Not in this file")
    yield _COLUMN + each.code, SelectField(_l(each.label), offered, blank=blank, required=False)
    if each.values is not None:
        ours = [Choice(code, _l(label), code) for code, label in each.values.items()]
        yield _FIXED + each.code, SelectField(_l(each.label), ours, blank=_l("No"), required=False)
    else:
        yield _FIXED + each.code, TextField(_l(each.label), required=False, noun=_l("the value for every row"))


def _sampled(column: str, table: Table) -> str:
    """Return a column's heading with its first value, by which a clerk knows it."""
    first = next(iter(table.samples_of(column)), "")
    return f"{column} ({first[:30]}{'…' if len(first) > 30 else ''})" if first else column

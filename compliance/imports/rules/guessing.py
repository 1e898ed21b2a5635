"""Guess which column of a file is which of our fields, and which of its words is which of ours. A clerk decides."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache

from compliance.imports.rules.fields import FIELDS
from compliance.imports.rules.mapping import ColumnMapping, Field, Shape, Table
from compliance.imports.rules.postcodes import read_postcode
from compliance.imports.rules.words import ImportKind
from compliance.retailers.rules import sort_name

_EXACT, _CONTAINED, _BY_VALUES, _LEAST = 100.0, 60.0, 50.0, 30.0
_NEEDED, _FITS, _CONTRADICTS = 15.0, 20.0, -55.0
_MOSTLY = 0.6
_TELLING = frozenset({Shape.POSTCODE, Shape.EMAIL, Shape.TELEPHONE, Shape.UPRN, Shape.LATITUDE, Shape.LONGITUDE})
"""The shapes by which a column is known whatever its heading. A date or a number may be of anything."""

_FHRS_HEADINGS = frozenset({"FHRSID", "BusinessName", "BusinessType", "LocalAuthorityCode"})


_FHRS_DAY = "ExtractDate"


def day_column(columns: Collection[str]) -> str:
    """Return the column in which each row of a food hygiene register says when it was extracted, "" when none does."""
    return _FHRS_DAY if _FHRS_DAY in columns and is_fhrs(columns) else ""


def is_fhrs(columns: Iterable[str]) -> bool:
    """Say whether these are the headings of a food hygiene register, as XML, JSON or a table: its mapping is known."""
    return _FHRS_HEADINGS.issubset(columns)


def guess(kind: ImportKind, table: Table) -> ColumnMapping:
    """Return the mapping of columns that their headings, and then their first values, make likely; no value mapped.

    A heading that is one of a field's names tells most, one that holds such a name less, and values that look like the
    field's least; values that contradict a heading outweigh it: a column of postcodes is the postcode whatever its
    heading. Each column fills one field at most, and each field is filled by one column at most.
    """
    fields = FIELDS.get(kind, ())
    claims = sorted(
        (
            (-score, at, place, each.code, column)
            for at, each in enumerate(fields)
            for place, column in enumerate(table.columns)
            if (score := _score(each, column, table.samples_of(column))) >= _LEAST
        ),
    )
    found: dict[str, str] = {}
    for *_order, code, column in claims:
        if code not in found and column not in found.values():
            found[code] = column
    return ColumnMapping(kind, columns=_settled(found, fields))


def _settled(found: Mapping[str, str], fields: Sequence[Field]) -> dict[str, str]:
    """Return the columns in the order of our fields."""
    return {each.code: found[each.code] for each in fields if each.code in found}


def _score(each: Field, column: str, samples: Sequence[str]) -> float:
    by_heading = _heading_score(each, column)
    if each.shape is None or not samples:
        return by_heading
    fits = sum(map(_SHAPES[each.shape], samples)) / len(samples)
    if by_heading:
        return by_heading + (_FITS if fits >= _MOSTLY else 0.0 if fits else _CONTRADICTS)
    tells = each.shape in _TELLING or each.required
    return _BY_VALUES if tells and fits >= _MOSTLY else 0.0


def _heading_score(each: Field, column: str) -> float:
    """Return how well a heading names a field: best the first of its names, and the longest part of the heading."""
    spoken = _spoken(column)
    packed = "".join(spoken)
    for rank, name in enumerate((*each.names, each.label, each.code)):
        if packed == _packed(name):
            return _EXACT - min(rank, 30) + (_NEEDED if each.required else 0.0)
    contained = [name for name in each.names if _holds(spoken, _words(name))]
    return _CONTAINED + max(len(name) for name in contained) / 10 if contained else 0.0


_NOTE = re.compile(r"[(\[].*?[)\]]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")
_TELLS_ALONE = 8
"""Letters of a single word that tell a field within a longer heading: "postcode" does, "name" does not."""


def _spoken(heading: str) -> list[str]:
    """Return the words of a heading without case, what stands in brackets, or a mark that it is required."""
    return sort_name(_CAMEL.sub(" ", _NOTE.sub(" ", heading).replace("*", " "))).split()


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(sort_name(name).split())


@cache
def _packed(name: str) -> str:
    return "".join(_words(name))


def _holds(spoken: Sequence[str], name: Sequence[str]) -> bool:
    if len(name) == 1 and len(name[0]) < _TELLS_ALONE:
        return False
    return _runs(spoken, name)


def _runs(words: Sequence[str], some: Sequence[str]) -> bool:
    """Say whether `some` words stand one after another in `words`."""
    return any(list(words[at : at + len(some)]) == list(some) for at in range(len(words) - len(some) + 1))


_DATE = re.compile(
    r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{2,4}( .*)?|\d{4}-\d{2}-\d{2}T.*|"
    r"(\w+ )?\d{1,2}(st|nd|rd|th)?[ -][A-Za-z]{3,9}[ ,-]+\d{2,4}"
)
_TIME = re.compile(r"\d{1,2}[:.]\d{2}(:\d{2})?( ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?", re.IGNORECASE)
_TELEPHONE = re.compile(r"(\+?44|\(?0)[\d ()-]{8,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}")
_UPRN = re.compile(r"[1-9]\d{10,11}")
_COMPANY_NUMBER = re.compile(r"[A-Z]{2}\d{4,6}|\d{6,8}", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"(https?://)?([\w-]+\.)+[a-z]{2,}(/\S*)?", re.IGNORECASE)
_DEGREES = re.compile(r"-?\d{1,2}\.\d{3,}")


def _degrees(least: float, most: float) -> Callable[[str], bool]:
    return lambda text: _DEGREES.fullmatch(text) is not None and least <= float(text) <= most


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text.strip()) is not None


_SHAPES: Mapping[Shape, Callable[[str], bool]] = {
    Shape.POSTCODE: lambda text: read_postcode(text).value is not None,
    Shape.DATE: _matches(_DATE),
    Shape.TIME: _matches(_TIME),
    Shape.TELEPHONE: _matches(_TELEPHONE),
    Shape.EMAIL: _matches(_EMAIL),
    Shape.UPRN: _matches(_UPRN),
    Shape.LATITUDE: _degrees(49.0, 61.0),
    Shape.LONGITUDE: _degrees(-9.0, 2.0),
    Shape.COMPANY_NUMBER: _matches(_COMPANY_NUMBER),
    Shape.WEB_ADDRESS: _matches(_WEB_ADDRESS),
}


_NEGATIONS = frozenset({"not", "no", "never", "non", "without"})


def guess_values(each: Field, texts: Iterable[str]) -> dict[str, str]:
    """Return our code for each of these texts of a file that just one code of the field fits; the others are left out.

    "Refused - no ID" is `refused_no_id`; "Sold" stays open where two of our outcomes are sales.
    """
    found: dict[str, str] = {}
    for text in texts:
        code = _guess_value(each, text)
        if code is not None:
            found[text] = code
    return found


def _guess_value(each: Field, text: str) -> str | None:
    spoken = sort_name(text).split()
    said = {
        code: [sort_name(name.replace("_", " ")).split() for name in (code, label, *each.words.get(code, ()))]
        for code, label in (each.values or {}).items()
    }
    if not spoken:
        return None
    packed = "".join(spoken)
    exact = [code for code, names in said.items() if any("".join(name) == packed for name in names)]
    if exact:
        return exact[0] if len(exact) == 1 else None
    return _most_telling(spoken, said) or _only(code for code, names in said.items() if _within(spoken, names))


def _most_telling(spoken: Sequence[str], said: Mapping[str, list[list[str]]]) -> str | None:
    """Return the code that has the longest name all of whose words are said; none when two are as long.

    A "not" or a "no" that is said and is not in the name turns it round: such a name says nothing.
    """
    turned = _NEGATIONS & set(spoken)
    lengths = {
        code: max((len(name) for name in names if name and turned <= set(name) <= set(spoken)), default=0)
        for code, names in said.items()
    }
    most = max(lengths.values(), default=0)
    return _only(code for code, length in lengths.items() if length == most) if most else None


def _within(spoken: Sequence[str], names: Iterable[Sequence[str]]) -> bool:
    return any(_runs(name, spoken) for name in names)


def _only(codes: Iterable[str]) -> str | None:
    found = list(codes)
    return found[0] if len(found) == 1 else None

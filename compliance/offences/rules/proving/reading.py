"""Reading the facts of a purchase from JSON, strictly: each message names the key and says how to mend it (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, get_args

from compliance.errors import NotFound, Refusal
from compliance.offences.rules.clock import earliest_offence_day
from compliance.offences.rules.products import Category, category_at
from compliance.offences.rules.proving.facts import Facts, Test
from compliance.offences.rules.proving.kinds import facts_of_kind
from compliance.offences.rules.proving.words import FACT_LABELS

EARLIEST = date(1950, 1, 1)
LONGEST_TEXT = 500
LARGEST_NUMBER = {"buyer_age": 120, "handed_to_age": 120, "draw_weight_grams": 1_000_000}

EXAMPLE: Mapping[str, Any] = {
    "test": "online_order",
    "category": "kitchen_knife",
    "product": "Santoku kitchen knife, 18 cm",
    "ordered_on": "2026-10-01",
    "result": "sold",
    "proof": "officer_witnessed",
    "buyer": "under_18",
    "buyer_age": 16,
    "remote": True,
    "seller": "Invented Blades Ltd",
    "seller_in_uk": True,
    "age_check": "tick_box",
    "dispatched_on": "2026-10-02",
    "handed_over": "handed_over_unchecked",
    "handed_over_on": "2026-10-05",
    "handed_to": "the volunteer",
    "handed_to_age": 16,
    "address": "residential",
    "delivery_company": "Invented Vans Ltd",
    "company_incorporated": True,
    "arranged_before_sale": True,
    "told_of_blades": True,
    "marked_blade": True,
    "marked_18": False,
    "marking": "CONTAINS KNIFE",
}
"""A purchase that shows the rule at work: an online order to a flat, handed to a child without any check."""


def read_facts(document: object, categories: Iterable[Category], *, today: date) -> Facts:
    """Return the facts that a JSON document gives, each by the name of its field of `Facts`.

    `category`, the code of a kind of product, answers the questions about the product that the document leaves out.
    Days are from 1950 to `today` and follow each other. Raises Refusal, naming the key, for anything it cannot read.
    """
    if not isinstance(document, dict):
        raise Refusal("The facts must be one JSON object, such as --example prints", "")
    known = {field.name: field for field in fields(Facts)}
    for name in document:
        if name not in known and name != "category":
            near = get_close_matches(str(name), [*known, "category"], 1)
            hint = f'; did you mean "{near[0]}"?' if near else "; --example and docs/offences.md show the keys"
            raise Refusal(f'"{str(name)[:40]}" is not a fact of a purchase{hint}', str(name))
    read = {name: _read(known[name], value, today) for name, value in document.items() if name in known}
    for field in known.values():
        if field.default is MISSING and read.get(field.name) is None:
            raise Refusal(f'"{field.name}" is missing: {_wanted(field)}', field.name)
    kind = _kind(document.get("category"), categories, read["ordered_on"], folds=read.get("folding_pocket_knife"))
    given = {name: value for name, value in read.items() if value is not None}
    facts = Facts(**(kind | given))
    if facts.test is not Test.DELIVERY_CHECK:
        earliest_offence_day(facts.ordered_on, facts.dispatched_on, facts.handed_over_on)
    if facts.arranged_on is not None and facts.handed_over_on is not None and facts.handed_over_on < facts.arranged_on:
        raise Refusal('"arranged_on" must not be after "handed_over_on"', "arranged_on")
    return facts


def _kind(code: object, categories: Iterable[Category], day: date, *, folds: bool | None) -> dict[str, Any]:
    if code is None:
        return {}
    known = list(categories)
    try:
        return dict(facts_of_kind(category_at(known, str(code), day), folds=folds))
    except NotFound as unknown:
        codes = ", ".join(dict.fromkeys(one.code for one in known))
        raise Refusal(f'"category" must be one of {codes}', "category") from unknown


def _read(field: Field[Any], value: object, today: date) -> Any:
    """Return the value of a fact; null is a fact that is not known."""
    if value is None:
        return None
    wanted = kind_of(field)
    if wanted is bool:
        return _check(field, value, fits=isinstance(value, bool))
    if wanted is str:
        return _check(field, value, fits=isinstance(value, str) and len(value) <= LONGEST_TEXT)
    if issubclass(wanted, StrEnum):
        _check(field, value, fits=isinstance(value, str) and value in {str(one) for one in wanted})
        return wanted(str(value))
    if wanted is date:
        return _day(field, value, today)
    number = Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None
    whole = wanted is not int or isinstance(value, int)
    largest = LARGEST_NUMBER.get(field.name, 10_000)
    _check(field, value, fits=number is not None and number.is_finite() and whole and 0 <= number <= largest)
    return value if wanted is int else number


def _day(field: Field[Any], value: object, today: date) -> date:
    fits = isinstance(value, str) and re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None
    try:
        day = date.fromisoformat(str(value)) if fits else None
    except ValueError:
        day = None
    _check(field, value, fits=day is not None and EARLIEST <= day <= today)
    return day or today


def _check(field: Field[Any], value: object, *, fits: bool) -> object:
    if not fits:
        shown = f'"{value[:40]}"' if isinstance(value, str) else repr(value)[:40]
        raise Refusal(f'"{field.name}" must be {_wanted(field)}; it is {shown}', field.name)
    return value


def _wanted(field: Field[Any]) -> str:
    """Return what a fact has to be, for a message."""
    wanted = kind_of(field)
    if wanted is bool:
        return "true, false or null (not known)"
    if wanted is str:
        return f"text of up to {LONGEST_TEXT} characters"
    if wanted is date:
        return f"a day from {EARLIEST} to today, written YYYY-MM-DD"
    if issubclass(wanted, StrEnum):
        return "one of " + ", ".join(wanted)
    largest = LARGEST_NUMBER.get(field.name, 10_000)
    return f"a {'whole number' if wanted is int else 'number'} from 0 to {largest}, or null (not known)"


def kind_of(field: Field[Any]) -> type[Any]:
    """Return the kind of value of a fact, leaving out that it may not be known."""
    found: type[Any] = next(one for one in (*get_args(field.type), field.type) if one is not type(None))
    return found


def schema() -> dict[str, Any]:
    """Return the shape of the facts as a JSON Schema."""
    properties: dict[str, Any] = {"category": {"type": "string", "title": "Kind of product, by its code"}}
    for field in fields(Facts):
        optional = field.default is None
        properties[field.name] = {"title": FACT_LABELS[field.name], **_schema_of(kind_of(field), optional=optional)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The facts of one test purchase",
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields(Facts) if field.default is MISSING],
        "properties": properties,
    }


def _schema_of(wanted: type[Any], *, optional: bool) -> dict[str, Any]:
    if issubclass(wanted, StrEnum):
        return {"enum": [*wanted, *([None] if optional else [])]}
    name = {bool: "boolean", str: "string", date: "string", int: "integer"}.get(wanted, "number")
    more = {"format": "date"} if wanted is date else {"minimum": 0} if name in {"integer", "number"} else {}
    return {"type": [name, "null"] if optional else name, **more}

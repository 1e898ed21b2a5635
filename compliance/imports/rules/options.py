"""What a clerk chooses for an import as a whole, and what they answer to a row that is in doubt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from compliance.imports.rules.words import Answer, Format


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is taken in.

    `all_types`: every business type of a food hygiene register, not only the shops. `whole`: the file is the whole of
    its register, so that what it lacks is missing; None as its format says (a food hygiene register is, a table not).
    `allow_older`: it is meant although it is older than the one imported last. `allow_missing`: a great part of what is
    known is meant to be missing from it.
    """

    all_types: bool = False
    whole: bool | None = None
    allow_older: bool = False
    allow_missing: bool = False

    def is_whole(self, kind_of_file: Format) -> bool:
        """Return whether premises that the file lacks are missing from its register."""
        return kind_of_file in {Format.FHRS_XML, Format.FHRS_JSON} if self.whole is None else self.whole

    def as_json(self) -> dict[str, Any]:
        """Return them as JSON holds them, so that `read_options` gives them back."""
        return {
            "all_types": self.all_types,
            "whole": self.whole,
            "allow_older": self.allow_older,
            "allow_missing": self.allow_missing,
        }


def read_options(kept: Mapping[str, Any] | None) -> Options:
    """Return what `Options.as_json` kept; the usual ones for none."""
    return Options(**kept) if kept else Options()


@dataclass(frozen=True, slots=True)
class Answered:
    """What a clerk says of a row in doubt; `outlet_id` is which premises it is the same as, None for the likeliest."""

    answer: Answer
    outlet_id: UUID | None = None

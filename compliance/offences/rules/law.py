"""An offence as it stood from one day to another, and which version applied on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from compliance.errors import Refusal

LIMITATION_MONTHS = 6
"""Calendar months to lay an information or issue a written charge for a summary offence (MCA 1980 s.127)."""


class Provision(StrEnum):
    """A provision of law that this product quotes or keeps a clock for."""

    CJA_S141A = "cja_1988_s141a"
    CJA_S141B = "cja_1988_s141b"
    OWA_S38 = "owa_2019_s38"
    OWA_S39 = "owa_2019_s39"
    OWA_S42 = "owa_2019_s42"
    KNIVES_S1 = "knives_act_1997_s1"
    KNIVES_S2 = "knives_act_1997_s2"
    CJA_S141 = "cja_1988_s141"
    CJA_S139 = "cja_1988_s139"
    ROWA_S1 = "rowa_1959_s1"
    CROSSBOWS_S1 = "crossbows_act_1987_s1"
    CROSSBOWS_S2 = "crossbows_act_1987_s2"
    OWA_S1 = "owa_2019_s1"
    CPA_DELIVERY = "cpa_2026_delivery_to_another"
    CPA_BULK = "cpa_2026_bulk_sale_report"


class ModeOfTrial(StrEnum):
    """Where the offence can be tried; it decides whether the 6 month limit applies."""

    SUMMARY = "summary"
    EITHER_WAY = "either_way"


@dataclass(frozen=True, slots=True)
class OffenceVersion:
    """One provision as it stood from `in_force_from` to `in_force_to`, both days inclusive.

    `in_force_from` None means enacted with its commencement unknown: never in force. `in_force_to` None means still
    in force. `confirmed` says that the words rest on a source that was read; an unconfirmed version is never quoted.
    """

    provision: Provision
    citation: str
    title: str
    plain_words: str
    elements: tuple[str, ...]
    defence: str
    maximum_penalty: str
    mode_of_trial: ModeOfTrial
    extent: str
    in_force_from: date | None
    in_force_to: date | None
    source: str
    confirmed: bool

    def in_force_on(self, day: date) -> bool:
        """Say whether this version was in force on `day` (first and last day inclusive)."""
        return (
            self.in_force_from is not None
            and self.in_force_from <= day
            and (self.in_force_to is None or day <= self.in_force_to)
        )


def version_on(
    versions: Iterable[OffenceVersion], day: date, provision: Provision | None = None
) -> OffenceVersion | None:
    """Return the version in force on `day`, the day of the offence, or None when there was none.

    `provision` picks one provision from a table of several. Raises Refusal when two versions claim the same day: the
    law must not be quoted from a table that contradicts itself.
    """
    found = [v for v in versions if v.in_force_on(day) and (provision is None or v.provision is provision)]
    if len(found) > 1:
        both = " and ".join(sorted(f"{v.citation} from {v.in_force_from}" for v in found))
        raise Refusal(
            f"More than one version of the law is marked as in force on {day}: {both}. Correct the table of offences."
        )
    return found[0] if found else None


def quotable(version: OffenceVersion | None) -> bool:
    """Say whether a letter may quote `version` as law: it has been in force, and its words are confirmed."""
    return version is not None and version.confirmed and version.in_force_from is not None

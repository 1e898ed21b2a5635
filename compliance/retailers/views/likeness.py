"""Two outlets side by side, as a page says it: what each field says, whether they differ, what speaks for one."""

from dataclasses import dataclass

from flask_babel import gettext as _

from compliance.retailers.rules import (
    DEGREE_COLOURS,
    DEGREE_LABELS,
    DIFFERENCE_LABELS,
    LIKENESS_LABELS,
    OUTLET_KIND_LABELS,
    Candidate,
    Likely,
    sort_name,
)


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of two outlets: what each says, and whether they say the same."""

    label: str
    one: str
    other: str

    @property
    def same(self) -> bool:
        """Whether both say the same, spelt how they like."""
        return sort_name(self.one) == sort_name(self.other)


@dataclass(frozen=True, slots=True)
class LikelyWords:
    """How likely two are one, and what speaks for it and against it, in words."""

    degree: str
    colour: str
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def compare_words(likely: Likely) -> LikelyWords:
    """Return what a score and its reasons are called."""
    degree = likely.degree
    return LikelyWords(
        _(DEGREE_LABELS[degree]) if degree else _("Unlikely"),
        DEGREE_COLOURS[degree] if degree else "grey",
        tuple(_(LIKENESS_LABELS[reason]) for reason in likely.reasons),
        tuple(_(DIFFERENCE_LABELS[reason]) for reason in likely.against),
    )


def compare(one: Candidate, other: Candidate) -> list[Compared]:
    """Return the fields of two outlets that at least one of them says something of."""
    fields = [
        Compared(_("Name"), one.name, other.name),
        Compared(_("Also known as"), ", ".join(one.other_names), ", ".join(other.other_names)),
        Compared(_("What it is"), _(OUTLET_KIND_LABELS[one.kind]), _(OUTLET_KIND_LABELS[other.kind])),
        Compared(_("Address"), _address(one), _address(other)),
        Compared(_("Postcode"), one.postcode or "", other.postcode or ""),
        Compared(_("UPRN"), one.uprn or "", other.uprn or ""),
        Compared(_("Telephone"), ", ".join(sorted(one.telephones)), ", ".join(sorted(other.telephones))),
        Compared(_("Company number"), ", ".join(sorted(one.company_numbers)), ", ".join(sorted(other.company_numbers))),
        Compared(_("Web address"), one.domain or "", other.domain or ""),
        Compared(_("Marketplace"), one.marketplace, other.marketplace),
        Compared(_("Seller there"), one.marketplace_seller, other.marketplace_seller),
    ]
    return [field for field in fields if field.one or field.other]


def _address(of: Candidate) -> str:
    return ", ".join(line for line in of.address_lines if line)

"""The texts of agreements: what a new one must say, and the one that every authority begins with (pure)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from compliance.claims import claim_of_compliance
from compliance.errors import Refusal

TEXT_VERSION = "London Responsible Retailer Agreement, September 2019"
"""The text that is offered unless an officer names another (London Trading Standards and MOPAC, September 2019)."""

LONGEST_COMMITMENT = 1000
MOST_COMMITMENTS = 30


@dataclass(frozen=True, slots=True)
class NewText:
    """A version of a text. It speaks of sales in store, of sales online, of delivery, or of several of them."""

    name: str
    version: str
    in_force_from: date
    introduction: str
    commitments: tuple[str, ...]
    covers_stores: bool = True
    covers_online: bool = True
    covers_delivery: bool = True
    source: str = ""
    note: str = ""


LONDON = NewText(
    name="London Responsible Retailer Agreement",
    version=TEXT_VERSION,
    in_force_from=date(2019, 9, 1),
    introduction=(
        "This is a voluntary agreement between the retailer and Trading Standards, the Mayor’s Office for Policing and "
        "Crime and the Metropolitan Police. By signing it the retailer promises to sell knives responsibly. Signing it "
        "does not mean that the law is kept, and does not replace any duty under the law."
    ),
    commitments=(
        "Understand the basics of the safe storage and display of knives, and keep to them.",
        "Follow ASSESS, CHALLENGE, CHECK at every sale: assess the age, challenge who looks under 25, check the proof.",
        "Know when and how to call the police, on suspicion or on a threat.",
    ),
    source="London Trading Standards: Responsible Retailer Agreement, September 2019",
    note=(
        "The three commitments are those that London Trading Standards has published. The full words of its clauses "
        "have not been checked: compare them with your own copy, and write another version if they differ."
    ),
)
"""What every authority begins with: the three commitments of September 2019, in our words (docs: domain, section 3)."""

UNKNOWN_NOTE = (
    "This text was named in records that were brought in. What it says is not recorded here: write another version "
    "with its commitments before it is offered again."
)
"""What stands with a text of which only the name is known."""


def check_text(new: NewText, *, taken: Collection[str]) -> None:
    """Raise Refusal, with the field to mend, unless a text may be written: named, and with at least one commitment.

    It may not say that whoever signs meets the law. `taken` are the names of the versions that the authority has, in
    any case of letters.
    """
    if not new.name.strip():
        raise Refusal("Enter what the agreement is called", "name")
    if not new.version.strip():
        raise Refusal("Enter what this version is called, such as its name and the month", "version")
    if new.version.strip().casefold() in {one.casefold() for one in taken}:
        raise Refusal("There is a version of this name already. Give this one another", "version")
    if not any(one.strip() for one in new.commitments):
        raise Refusal("Enter at least one commitment, each on a line of its own", "commitments")
    if len(new.commitments) > MOST_COMMITMENTS:
        raise Refusal(f"Enter at most {MOST_COMMITMENTS} commitments", "commitments")
    if any(len(one) > LONGEST_COMMITMENT for one in new.commitments):
        raise Refusal(f"Each commitment must be {LONGEST_COMMITMENT} characters or fewer", "commitments")
    promised = {"name": new.name, "version": new.version, "introduction": new.introduction}
    for field, words in (promised | {"commitments": "\n".join(new.commitments)}).items():
        if claim := claim_of_compliance(words):
            raise Refusal(
                f"An agreement is a promise, and must not say that a trader meets the law: “{claim}”. Say what is "
                "promised",
                field,
            )
    if not (new.covers_stores or new.covers_online or new.covers_delivery):
        raise Refusal("Select at least one kind of sale that the text speaks of", "covers")

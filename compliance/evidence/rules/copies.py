"""A copy of all the evidence of a test: the list of its files, the sums that a stranger checks, and how it reads."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from compliance.errors import Refusal
from compliance.evidence.rules.producing import check_words

SUMS = "SHA256SUMS"
MANIFEST = "manifest.json"
README = "README.txt"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One file of a copy: its name in it, the SHA-256 and size in bytes of what is kept, and what it is."""

    name: str
    sha256: str
    size: int
    what: str
    exhibit: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a copy holds, for whom it was made and why. `made_at` is written in UTC."""

    test: str
    authority: str
    made_at: datetime
    made_by: str
    to_whom: str
    reason: str
    files: tuple[Packed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCopy:
    """A copy of the evidence about to be handed out: to whom, and why."""

    to_whom: str
    reason: str


def check_copy(new: NewCopy) -> NewCopy:
    """Return a copy’s words in plain spaces. Raises Refusal beside `to_whom` or `reason` when blank or too long."""
    return NewCopy(
        to_whom=check_words(new.to_whom, "to_whom", "Enter who gets it", 200),
        reason=check_words(new.reason, "reason", "Enter why it is handed out", 500),
    )


def write_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON that a person can read too."""
    content = asdict(manifest) | {"format": FORMAT, "made_at": manifest.made_at.isoformat(timespec="seconds")}
    return (json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read_manifest(content: bytes) -> Manifest:
    """Return the manifest that `write_manifest` wrote."""
    found = json.loads(content)
    found.pop("format")
    made_at = datetime.fromisoformat(found.pop("made_at"))
    return Manifest(made_at=made_at, files=tuple(Packed(**one) for one in found.pop("files")), **found)


def write_sums(manifest: Manifest, manifest_sha256: str) -> bytes:
    """Return the sums of every file of a copy, its manifest too, as `sha256sum -c` reads them."""
    lines = [f"{one.sha256}  {one.name}" for one in manifest.files]
    return ("\n".join([*lines, f"{manifest_sha256}  {MANIFEST}"]) + "\n").encode()


def check_names(files: Sequence[Packed]) -> None:
    """Raise Refusal when two files would have one name, whatever the case: one would overwrite the other."""
    names = [one.name.casefold() for one in files]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refusal(f"Two files of this copy would be called {twice}, so it was not made")


def readme(test: str, authority: str, made: str, to_whom: str, reason: str) -> str:
    """Return what stands at the top of a copy, in plain words: what is in it, how to check it, what to take care of."""
    return f"""Copy of the evidence of test purchase {test}
{authority}

Made {made} for: {to_whom}
Why: {reason}

What is in it
  exhibits/       Each file that is an exhibit, byte for byte as it was received, called by its exhibit
                  reference: AB-1_photograph.jpg is exhibit AB/1.
  withdrawn/      Files that were added by mistake and withdrawn, with the reason in exhibits.csv. They are
                  here because nothing is taken out of the record.
  record/         The record of the test as it stands today: record-sheet.pdf to read, record.json for a program.
  accounts/       The officers' signed accounts, as far as they may be read. The .json beside each is the text that
                  was signed, to the byte: its SHA-256 is the one that the .pdf prints.
  statements/     Statements that are finished, the same way.
  exhibits.csv    Every exhibit, physical items too: what it is, by whom it was produced, its seal, its hash.
  custody.csv     The chain of hands of every exhibit: each time it changed hands, from whom and to whom.
  audit.csv       What was done to this record and its exhibits, by whom and when.
  manifest.json   The list of these files with their hashes, for a program.
  SHA256SUMS      The hashes of these files, to check them by.

How to check that nothing has changed
  Unpack it, open a terminal in the folder, and type:   sha256sum -c SHA256SUMS
  (on a Mac:  shasum -a 256 -c SHA256SUMS).  Every line must end in OK.
  The authority wrote down the hash of manifest.json when it made this copy. Ask for it by telephone, work out the
  hash of yours with:   sha256sum manifest.json   and compare the two.

Take care
  The files in exhibits/ are originals. They may hold where, when and with what they were taken (exhibits.csv says in
  which of them a place was found), and they may show people who have nothing to do with the case. Hand them on only
  as the law allows.
  The young person who helped with the test is called by a code everywhere. Do not try to find out who they are.
  Physical items are not in this copy: custody.csv says who holds each.
  Times are those of a clock in London; in the .json files they end in +00:00 and are UTC.
"""

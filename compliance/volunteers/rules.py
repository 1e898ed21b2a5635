"""What the vault allows (pure)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from compliance.dates import age_on
from compliance.errors import Refusal

CODE = re.compile(r"V[0-9]{2,4}")
YOUNGEST, OLDEST = 10, 30
"""Ages in completed years, both included, of a person who may be registered. Local rules are narrower (13 to 17 are
seen); these limits only catch a date typed wrongly, and let adults of Challenge 25 tests be held the same way."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a volunteer is. It is never written out by `repr`, so that no log or traceback can hold it."""

    name: str = field(repr=False)
    contact: str = field(default="", repr=False)
    guardian: str = field(default="", repr=False)
    guardian_contact: str = field(default="", repr=False)
    recognised_at: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NewVolunteer:
    """A person to be registered: the code that everybody sees, and what only the vault holds."""

    code: str
    identity: Identity
    born_on: date = field(repr=False)


def check_code(code: str, field: str = "code") -> str:
    """Return the code as it is written down, such as V07, or raise Refusal beside `field`."""
    written = code.strip().upper()
    if not CODE.fullmatch(written):
        raise Refusal("A volunteer’s code is V and two to four digits, such as V07", field)
    return written


def next_code(codes: Iterable[str]) -> str:
    """Return the code after the highest number in use: V08 after V07, V01 at the beginning."""
    return f"V{max((int(code[1:]) for code in codes), default=0) + 1:02d}"


def check_born_on(born_on: date, *, today: date) -> None:
    """Raise Refusal beside `born_on` unless the person is from 10 to 30 years old today, both included.

    The message says nothing of the date. `today` is in Europe/London.
    """
    if born_on > today:
        raise Refusal("The date of birth must be in the past", "born_on")
    years, _months = age_on(born_on, today)
    if years < YOUNGEST:
        raise Refusal(f"This date of birth makes a child under {YOUNGEST}. Check the year", "born_on")
    if years > OLDEST:
        raise Refusal(f"This date of birth makes a person over {OLDEST}. Check the year", "born_on")


def age_on_day(code: str, born_on: date, retired_on: date | None, day: date) -> tuple[int, int]:
    """Return a volunteer's age on `day` in completed years and months.

    `retired_on` is the last day on which the volunteer helped, inclusive. Raises Refusal beside `volunteer_code` when
    the day is after it, or before the volunteer was born; the message never tells the date of birth.
    """
    if retired_on is not None and day > retired_on:
        raise Refusal(f"Volunteer {code} retired before that day. Check the code and the date", "volunteer_code")
    if day < born_on:
        raise Refusal(
            f"No age is known for volunteer {code} on that day. Check the code and the date", "volunteer_code"
        )
    return age_on(born_on, day)


def check_retirement(retired_on: date, *, today: date) -> None:
    """Raise Refusal beside `retired_on`, the last day on which the volunteer helped, when it lies in the future."""
    if retired_on > today:
        raise Refusal("The last day must be today or in the past", "retired_on")


def check_reason(reason: str, identity: Identity) -> str:
    """Return why the vault is used, tidied, or raise Refusal beside `reason`.

    DPA 2018 s.62 asks for the justification of a consultation. It is kept in the open, so it must not hold the name.
    """
    tidy = reason.strip()
    if len(tidy) < 5:
        raise Refusal("Say why, in a few words", "reason")
    if identity.name.casefold() in tidy.casefold():
        raise Refusal("The reason is kept in the open: write the volunteer’s code, not who they are", "reason")
    return tidy


class LeadsToVolunteer(Refusal):
    """Something typed names a volunteer or their family. That the vault was asked is kept although nothing else is."""


NAMED_FROM = 3
"""The fewest letters of a part of a name that is looked for by itself."""
_NO_NAMES = re.compile(
    "and|the|mrs|miss|mum|mother|dad|father|parent|guardian|foster|carer|aunt|uncle|sister|brother|step|social|worker|"
    "grandmother|grandfather|grandparent|home|his|her"
)
"""What stands beside a guardian's name and is none: "Sam Example (mother)"."""
_ORDINARY = re.compile(
    "will|may|mark|april|june|august|day|page|case|price|sharp|young|rich|best|good|long|short|little|law|bill|rob|sue|"
    "pat|art|chase|major|court|street|hill|wood|field|lane|stone|cook|baker|butcher|carpenter|cutler|shop|store|knife|"
    "sale|read|ready|ring|church|park|green|brown|black|white|king|hope"
)
"""Names that are ordinary words too. A capital, not at the beginning of a sentence or beside a number, makes a name."""
_WORD = re.compile(r"[^\W\d_]+")


def is_named(identity: Identity, text: str) -> bool:
    """Say whether `text` holds a name of the volunteer or of their guardian.

    A name is found whole, or by any part of three letters or more as a whole word, in small letters or capitals, with
    or without its accents. Nothing may lead to a young person who helped.
    """
    plain = _without_accents(text)
    found = list(_WORD.finditer(plain))
    words = [one.group().casefold() for one in found]
    named = {
        word for one, word in zip(found, words, strict=True) if not _ORDINARY.fullmatch(word) or _is_name(plain, one)
    }
    return any(_has(_parts(name), words, named) for name in (identity.name, identity.guardian))


def _has(parts: list[str], words: list[str], named: set[str]) -> bool:
    if any(part in named for part in parts if len(part) >= NAMED_FROM and not _NO_NAMES.fullmatch(part)):
        return True
    long = len(parts)
    return long > 1 and any(words[start : start + long] == parts for start in range(len(words) - long + 1))


def _parts(name: str) -> list[str]:
    return [part.casefold() for part in _WORD.findall(_without_accents(name))]


def _without_accents(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def _is_name(text: str, word: re.Match[str]) -> bool:
    """Say whether an ordinary word is written as a name is: "by Will", neither "we will" nor "3 May 2026"."""
    before, after = text[: word.start()].rstrip(" "), text[word.end() :].lstrip(" ")
    begins = not before or before[-1] in ".!?:\n"
    return word.group()[0].isupper() and not begins and not before[-1].isdigit() and not after[:1].isdigit()

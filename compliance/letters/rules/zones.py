"""The zones of the page, in millimetres, and whether everything that was printed stands in its zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from compliance.errors import Refusal
from compliance.letters.rules.kinds import MOST_BYTES, MOST_PAGES


class Mark(Protocol):
    """Something printed: a line of text, or with no text a picture, border or tint. Millimetres from the top left."""

    @property
    def page(self) -> int: ...
    @property
    def left(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def right(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the page that may be printed on; `mend` is what to do when something runs out of it."""

    name: str
    left: float
    right: float
    top: float
    bottom: float
    mend: str

    def holds(self, mark: Mark) -> bool:
        """Say whether `mark` lies wholly inside."""
        return (
            self.left - GRACE <= mark.left
            and mark.right <= self.right + GRACE
            and self.top - GRACE <= mark.top
            and mark.bottom <= self.bottom + GRACE
        )

    def touches(self, mark: Mark) -> bool:
        """Say whether any of `mark` lies inside."""
        return mark.right > self.left and mark.left < self.right and mark.bottom > self.top and mark.top < self.bottom


GRACE = 0.01
"""Millimetres: the rounding of a length on the way through points and pixels. Notify itself allows a whole one."""

LOGO = Zone("the logo", 15, 125, 5, 30, "Shorten the name of the authority or the service in the letterhead.")
WINDOW = Zone("the address window", 24.6, 120, 39.5, 66.3, "Shorten the line, or break it in two.")
SENDER = Zone("the sender's details", 125, 195, 5, 95, "Shorten the address in the letterhead.")
BODY = Zone("the body", 15, 195, 95, 292, "Break up the long word or web address.")
LATER = Zone("a later page", 15, 195, 5, 292, "Break up the long word or web address.")
FIRST_PAGE = (LOGO, WINDOW, SENDER, BODY)


def zone_problems(marks: Sequence[Mark], address: Sequence[str]) -> tuple[str, ...]:
    """Return what stands where it must not, each with how to mend it; nothing when the letter fits its zones.

    GOV.UK Notify, pre-compiled letters: on the first page only the logo, the address, the sender's details and the
    body, each in its zone; later pages inside their margins; in the window exactly `address` and nothing else.
    """
    return (*_outside(marks), *_window(marks, [" ".join(line.split()) for line in address]))


def check_letter(
    marks: Sequence[Mark], address: Sequence[str], *, pages: int, size: int, unprintable: Sequence[str]
) -> None:
    """Raise Refusal, with how to mend it, unless the letter can be printed and posted. `size` is in bytes.

    At most 10 pages and 2 MB, every zone kept (`zone_problems`), and every character in a typeface that is embedded.
    """
    if unprintable:
        raise Refusal(f"These characters cannot be printed: {' '.join(unprintable)} Write the word without them.")
    if pages > MOST_PAGES:
        raise Refusal(f"The letter has {pages} pages, and at most {MOST_PAGES} can be posted. Shorten what you added.")
    if size > MOST_BYTES:
        raise Refusal("The letter is larger than 2 MB. Use a smaller picture for the crest.")
    if problems := zone_problems(marks, address):
        raise Refusal(problems[0])


def _outside(marks: Sequence[Mark]) -> Iterator[str]:
    for mark in marks:
        zones = FIRST_PAGE if mark.page == 1 else (LATER,)
        if any(zone.holds(mark) for zone in zones):
            continue
        nearest = next((zone for zone in zones if zone.touches(mark)), None)
        what = f"“{_short(mark.text)}”" if mark.text else "A picture or line"
        if nearest is None:
            yield f"{what} is printed on page {mark.page} where the page must stay white."
        else:
            yield f"{what} runs out of {nearest.name} on page {mark.page}. {nearest.mend}"


def _window(marks: Sequence[Mark], address: list[str]) -> Iterator[str]:
    inside = sorted((m for m in marks if m.page == 1 and WINDOW.touches(m)), key=lambda mark: mark.top)
    printed = [" ".join(mark.text.split()) for mark in inside]
    if printed != address:
        missing = [line for line in address if line not in printed]
        yield (
            f"The address line “{_short(missing[0])}” does not show whole in the window. {WINDOW.mend}"
            if missing
            else "Something besides the address shows in the window."
        )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}…"

"""What a cell of a workbook says, as text: figures as they are, days and times as ISO 8601 has them."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite

_LAST_DAY = 2_958_465
"""The serial number of 31 December 9999, at whose beginning days end: rounding may then never pass the year."""
_SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY, _HOUR, _ELAPSED = re.compile(r"[yd]"), re.compile(r"[hs]"), re.compile(r"\[(?:h+|m+|s+)\]")


class Shown(Enum):
    """What a number format shows of a number."""

    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    TIME = "time"
    DURATION = "duration"


_BUILT_IN = {
    **dict.fromkeys([*range(14, 18), *range(27, 32), 34, 35, 36, *range(50, 59)], Shown.DAY),
    **dict.fromkeys([18, 19, 20, 21, 32, 33, 45, 47], Shown.TIME),
    22: Shown.MOMENT,
    46: Shown.DURATION,
}


def shown_by(number: int, code: str = "") -> Shown:
    """Return what a number format shows: one that is built in by its number (ECMA-376 18.8.30), another by its code."""
    if not code:
        return _BUILT_IN.get(number, Shown.NUMBER)
    bare = _SILENT.sub("", code.partition(";")[0]).lower()
    if _ELAPSED.search(bare):
        return Shown.DURATION
    has_hours = bool(_HOUR.search(bare.replace("general", "")))
    if _DAY.search(bare.replace("general", "")) or ("m" in bare and not has_hours):
        return Shown.MOMENT if has_hours else Shown.DAY
    return Shown.TIME if has_hours else Shown.NUMBER


def zeros_of(code: str) -> int:
    """Return how many figures a number format of noughts alone shows ("00000": 5), as for telephone numbers; else 0."""
    return len(code) if code and set(code) == {"0"} else 0


def number_text(written: str, zeros: int = 0) -> str:
    """Return a number as a person writes it: at most 15 figures, no exponent, no ".0", `zeros` figures at least."""
    try:
        value = float(written)
    except ValueError:
        return written
    if not isfinite(value):
        return written
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value)).zfill(zeros)
    return format(Decimal(format(value, ".15g")), "f") if 1e-15 < abs(value) < 1e21 else written


def serial_text(written: str, shown: Shown, *, is_1904: bool) -> str:
    """Return what a serial number of a day or time stands for: "2026-11-22", "2026-11-22 14:30", "14:30", "26:30:00".

    Days are counted from 1 January 1900, with the 29 February of that year that never was, or from 1904. A number
    that is no day is left as it is.
    """
    try:
        value = float(written)
    except ValueError:
        return written
    is_day = 0 <= value < _LAST_DAY - 1462 * is_1904 and (is_1904 or int(value) != 60)
    if shown is Shown.NUMBER or not is_day:
        return number_text(written)
    seconds = round(value * 86_400)
    if shown is Shown.DURATION:
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 31 if value < 60 else 30)  # noqa: DTZ001 - a wall clock
    moment = epoch + timedelta(seconds=seconds)
    if shown is Shown.TIME or moment.year < 1900:
        return _time_text(moment.time())
    return moment_text(moment, has_time=shown is Shown.MOMENT)


def moment_text(moment: datetime, *, has_time: bool = True) -> str:
    """Return a day, with the time unless that is midnight or not shown."""
    day = moment.date().isoformat()
    return f"{day} {_time_text(moment.time())}" if has_time and moment.time() != time.min else day


def iso_text(written: str) -> str:
    """Return a day or moment in ISO 8601 as the other cells have it; what is not one is left as it is."""
    try:
        return moment_text(datetime.fromisoformat(written))
    except ValueError:
        return written


def _time_text(moment: time) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"

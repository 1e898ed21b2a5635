"""What the vault allows (pure)."""

import re

from compliance.errors import Refusal

CODE = re.compile(r"^V[0-9]{2,4}$")


def check_code(code: str) -> str:
    """Return the code as it is written down, such as V07, or raise Refusal beside `code`."""
    written = code.strip().upper()
    if not CODE.match(written):
        raise Refusal("A volunteer’s code is V and two to four digits, such as V07", "code")
    return written

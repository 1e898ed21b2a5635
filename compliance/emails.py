"""What an e-mail address looks like (pure)."""

import re

EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
EMAIL_LENGTH = 254


def is_email(text: str) -> bool:
    """Say whether mail could reach `text`: 254 characters at most (RFC 5321), and the form name@example.com."""
    return len(text) <= EMAIL_LENGTH and EMAIL.fullmatch(text) is not None

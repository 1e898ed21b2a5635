"""The words of the audit, and the hash that chains its entries (pure)."""

from compliance.audit.rules.chain import (
    COLUMNS,
    GENESIS,
    SYSTEM_CHAIN,
    Break,
    Entry,
    Head,
    Link,
    Raw,
    Unreadable,
    Verification,
    digest,
    read_head,
    read_link,
)
from compliance.audit.rules.words import LOOKS, NOUNS, SENTENCES, sentence

__all__ = [
    "COLUMNS",
    "GENESIS",
    "LOOKS",
    "NOUNS",
    "SENTENCES",
    "SYSTEM_CHAIN",
    "Break",
    "Entry",
    "Head",
    "Link",
    "Raw",
    "Unreadable",
    "Verification",
    "digest",
    "read_head",
    "read_link",
    "sentence",
]

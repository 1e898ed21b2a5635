"""What no paper of an authority may say: that a trader meets the law, or what leads to a volunteer (pure)."""

import re

LEADS_TO_A_VOLUNTEER = re.compile(r"\bvolunteers?\b|\bV\d{2,3}\b|\b1[0-7][- ]years?[- ]old\b", re.IGNORECASE)
"""What would lead to a young person who helped with a test: that there was one, their code, their age."""

_SHOP = r"(?:you|shop|store|premises|business|retailer|outlet|it|this|everything|all)"
_MEETS = (
    rf"\b{_SHOP}\W+(?:\w+\W+){{0,2}}?(?:compl(?:y|ies|ied)\b|meets?\W+(?:\w+\W+){{0,2}}?(?:law|legal)\b|"
    r"(?:is|are|was|were|be)\W+(?:\w+\W+){0,2}?(?:compliant|complying|legal|lawful|within\W+the\W+law|in\W+compliance)\b)"
)
_COMPLIES = re.compile(
    rf"{_MEETS}|\b(?:fully|legally)\W+compliant\b|\bno\W+(?:breach(?:es)?|offences?)\W+(?:was|were|found)|"
    r"\bcompliant\W+(?:shop|store|business|retailer|trader|seller)s?\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"\b(?:must|should|needs?|have|has|how|to|can|will|helps?|if|whether|until|unless|not)\b", re.IGNORECASE
)
_SENTENCES = re.compile(r"(?<=[.!?;\n])\s*")


def sentences(text: str) -> list[str]:
    """Return the sentences of a text that was typed: a line, a full stop or a semicolon ends one."""
    return _SENTENCES.split(text)


def claim_of_compliance(text: str) -> str:
    """Return the words by which a text claims that a trader meets the law, or "" when none does.

    What the trader must do to comply, and that something does not mean compliance, may be said.
    """
    for sentence in sentences(text):
        found = _COMPLIES.search(sentence)
        if found and not _MUST.search(sentence):
            return found.group()
    return ""

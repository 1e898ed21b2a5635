"""Templates: no script, no style, nothing from another host, nothing marked safe."""

import re
from pathlib import Path

import pytest

from compliance.letters.rules import Kind

ROOT = Path(__file__).resolve().parents[2]
PRINTED = {
    "agreements/certificate.html",
    "agreements/notice.html",
    "layouts/letter.html",
    "components/certificate.html",
    "components/letter_parts.html",
    "components/training_offer.html",
    "escalations/printed.html",
    "evidence/labels_document.html",
    "letters/run_manifest.html",
    "operations/sheet.html",
    "purchases/sheet.html",
    "purchases/account_printed.html",
    "purchases/statement_printed.html",
    "visits/report_document.html",
} | {f"letters/{kind.value}.html" for kind in Kind}
"""Printed, not shown: their wording is approved as a whole, in English, and versioned (docs/letters.md)."""
PAGES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_is_plain(path):
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "no inline script"
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text), "no inline style"
    assert not re.search(r"\son[a-z]+=\"", text), "no inline handler"
    assert not re.search(r"\|\s*safe\b", text), "nothing is marked safe"
    assert not re.search(r"(src|href)=\"https?://", text), "nothing from another host"
    assert len(text.splitlines()) <= 160, "a template this long is two"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_sentence_of_a_page_can_be_translated(path):
    """Words between tags stand in a gettext call. Units and marks of punctuation are no words."""
    name = str(path.relative_to(ROOT / "templates"))
    if name in PRINTED:
        return
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", path.read_text(), flags=re.DOTALL)
    bare = [
        words.strip()
        for words in re.findall(r">([^<>]+)<", text)
        if re.search(r"[A-Za-z]{3,}", words.replace("SHA-256", ""))
    ]
    assert bare == []

"""What is done with letters: drafted, changed, discarded, issued, superseded, served."""

from compliance.letters.services.drafts import change_draft, discard_draft, draft_letter, supersede_letter
from compliance.letters.services.issuing import Verification, issue_letter, read_letter, verify_letters
from compliance.letters.services.serving import correct_serving, serve_letter

__all__ = [
    "Verification",
    "change_draft",
    "correct_serving",
    "discard_draft",
    "draft_letter",
    "issue_letter",
    "read_letter",
    "serve_letter",
    "supersede_letter",
    "verify_letters",
]

"""What is done with letters: drafted, changed, discarded, issued, superseded, served."""

from compliance.letters.services.correcting import note_corrected, waive_correction
from compliance.letters.services.drafts import change_draft, discard_draft, draft_letter, supersede_letter
from compliance.letters.services.issuing import Verification, issue_letter, read_letter, verify_letters
from compliance.letters.services.posting import manifest_lines, print_manifest, read_run
from compliance.letters.services.runs import KIND as RUN_KIND
from compliance.letters.services.runs import NewRun, fail_run, resume_run, retry_run, serve_run, start_run, write_run
from compliance.letters.services.serving import correct_serving, serve_letter

__all__ = [
    "RUN_KIND",
    "NewRun",
    "Verification",
    "change_draft",
    "correct_serving",
    "discard_draft",
    "draft_letter",
    "fail_run",
    "issue_letter",
    "manifest_lines",
    "note_corrected",
    "print_manifest",
    "read_letter",
    "read_run",
    "resume_run",
    "retry_run",
    "serve_letter",
    "serve_run",
    "start_run",
    "supersede_letter",
    "verify_letters",
    "waive_correction",
    "write_run",
]

"""The kinds of letter, and the version of the wording of each."""

from enum import StrEnum


class Kind(StrEnum):
    """What a letter is for. The number is that of the list of kinds in docs/letters.md."""

    TRAINING_INVITATION = "training_invitation"  # 2
    PASS_NOTICE = "pass_notice"  # noqa: S105 - 6, and 6c after a Challenge 25 test
    FAIL_NOTICE = "fail_notice"  # 7, and 7c after a Challenge 25 test
    WRITTEN_WARNING = "written_warning"  # 8


KIND_LABELS = {
    Kind.TRAINING_INVITATION: "Training invitation",
    Kind.PASS_NOTICE: "Pass notice",
    Kind.FAIL_NOTICE: "Fail notice",
    Kind.WRITTEN_WARNING: "Written warning",
}

_TEMPLATE_VERSIONS = {
    Kind.TRAINING_INVITATION: "2026-11",
    Kind.PASS_NOTICE: "2026-11",
    Kind.FAIL_NOTICE: "2026-11",
    Kind.WRITTEN_WARNING: "2026-11-22",
}

STYLESHEETS = ("css/letter.css",)
LARGE_PRINT_STYLESHEETS = ("css/letter.css", "css/letter-large-print.css")
LARGE_PRINT_POINTS = 18
MOST_PAGES = 10
MOST_BYTES = 2 * 1024 * 1024


def template_version(kind: Kind) -> str:
    """Return the version of the wording of `kind`, kept with each issued letter. It changes whenever a word does."""
    return _TEMPLATE_VERSIONS[kind]


def template_of(kind: Kind) -> str:
    """Return the name of the template of `kind` inside templates/."""
    return f"letters/{kind.value}.html"


def stylesheets_of(*, large_print: bool) -> tuple[str, ...]:
    """Return the names of the style sheets inside static/, in order."""
    return LARGE_PRINT_STYLESHEETS if large_print else STYLESHEETS

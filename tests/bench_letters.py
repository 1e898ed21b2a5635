"""A worker of `make bench`: renders a share of letters for each line it reads, and tells its peak memory in KiB."""

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from compliance import pdf
from compliance.letters import rules


def documents(count: int, kinds: Sequence[rules.Kind]) -> list[pdf.Document]:
    """Return `count` specimen letters of these kinds in turn, sorted as a print run is."""
    facts = [rules.specimen(kinds[number % len(kinds)]) for number in range(count)]
    made = [
        pdf.Document(
            template=rules.template_of(one.kind),
            facts=one,
            title=one.title,
            stylesheets=rules.stylesheets_of(large_print=False),
        )
        for one in facts
    ]
    return sorted(made, key=lambda one: one.template)


def peak_memory() -> int:
    """Return the most memory that this process has held, in KiB. (`ru_maxrss` would count its parent's, too.)"""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def main() -> None:
    """Render every second letter, beginning with the first or the second, for each line of standard input."""
    count, first = int(sys.argv[1]), int(sys.argv[2])
    share = documents(count, [rules.Kind(kind) for kind in sys.argv[3:]])[first::2]
    for _ in sys.stdin:
        made = sum(1 for _ in pdf.render_documents(share))
        assert made == len(share)
        print(peak_memory(), flush=True)


if __name__ == "__main__":
    main()

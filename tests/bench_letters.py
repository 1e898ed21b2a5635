"""A worker of `make bench`: renders a share of letters for each line it reads, and tells its peak memory in KiB."""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from compliance import pdf
from compliance.letters import rules


def documents(count: int) -> list[pdf.Document]:
    """Return `count` specimen letters of every kind in turn, sorted as a print run is."""
    kinds = list(rules.Kind)
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


def main() -> None:
    """Render every second letter, beginning with the first or the second, at each line of standard input."""
    count, first = int(sys.argv[1]), int(sys.argv[2])
    share = documents(count)[first::2]
    for _ in sys.stdin:
        made = sum(1 for _ in pdf.render_documents(share))
        assert made == len(share)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)


if __name__ == "__main__":
    main()

"""Tables of letters, of how each was served, and of print runs."""

from compliance.letters.models.letters import Letter, Serving
from compliance.letters.models.runs import PrintRun, PrintRunLetter

__all__ = ["Letter", "PrintRun", "PrintRunLetter", "Serving"]

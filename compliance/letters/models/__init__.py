"""Tables of letters, of how each was served, and of print runs."""

from compliance.letters.models.corrections import Corrected, Waiver
from compliance.letters.models.letters import Letter, Serving
from compliance.letters.models.runs import PrintRun, PrintRunLetter

__all__ = ["Corrected", "Letter", "PrintRun", "PrintRunLetter", "Serving", "Waiver"]

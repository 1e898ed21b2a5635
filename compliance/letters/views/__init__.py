"""Pages of letters: the register, drafting, the letter itself, serving."""

from compliance.letters.views import correcting, drafting, letter, lists, owed, runs
from compliance.letters.views.blueprint import bp

__all__ = ["bp", "correcting", "drafting", "letter", "lists", "owed", "runs"]

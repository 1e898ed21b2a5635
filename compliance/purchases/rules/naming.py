"""The refusal of words that lead to a volunteer (pure)."""

from compliance.errors import Refusal


class LeadsToVolunteer(Refusal):
    """Something typed names the volunteer of a test. That it was asked is kept although nothing else is."""

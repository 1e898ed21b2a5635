"""Pages of the law as data."""

from compliance.offences.views.blueprint import bp

__all__ = ["bp"]

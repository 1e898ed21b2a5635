"""Pages of the law as data: provisions and kinds of product, each in dated versions."""

from compliance.offences.views import changing, law
from compliance.offences.views.blueprint import bp

__all__ = ["bp", "changing", "law"]

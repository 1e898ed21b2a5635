"""Tables of the law as dated data. They belong to every authority at once."""

from compliance.offences.models.categories import ProductCategoryRow, ProductCategoryVersionRow
from compliance.offences.models.law import OffenceVersionRow

__all__ = ["OffenceVersionRow", "ProductCategoryRow", "ProductCategoryVersionRow"]

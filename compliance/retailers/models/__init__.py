"""Tables of the register."""

from compliance.retailers.models.merges import Move, MovedRecord, NotTheSame
from compliance.retailers.models.register import Entity, Operator, Outlet, Reference
from compliance.retailers.models.search import OutletWords
from compliance.retailers.models.trade import (
    Arrangement,
    Contact,
    Licence,
    OpeningHours,
    OutletChannel,
    OutletDisplay,
    OutletProduct,
    TradingName,
)

__all__ = [
    "Arrangement",
    "Contact",
    "Entity",
    "Licence",
    "Move",
    "MovedRecord",
    "NotTheSame",
    "OpeningHours",
    "Operator",
    "Outlet",
    "OutletChannel",
    "OutletDisplay",
    "OutletProduct",
    "OutletWords",
    "Reference",
    "TradingName",
]

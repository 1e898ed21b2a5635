"""Forms of the register."""

from compliance.retailers.forms.operators import (
    NEW,
    ConfirmOperatorForm,
    CorrectOperatorForm,
    EndOperatorForm,
    EntityForm,
    FindEntityForm,
)
from compliance.retailers.forms.outlets import (
    CorrectOutletForm,
    FindForm,
    NewOutletForm,
    OutletForm,
    RetailerFilterForm,
    StatusForm,
    version_of,
)

__all__ = [
    "NEW",
    "ConfirmOperatorForm",
    "CorrectOperatorForm",
    "CorrectOutletForm",
    "EndOperatorForm",
    "EntityForm",
    "FindEntityForm",
    "FindForm",
    "NewOutletForm",
    "OutletForm",
    "RetailerFilterForm",
    "StatusForm",
    "version_of",
]

"""Forms of the register."""

from compliance.retailers.forms.dealings import (
    ArrangementForm,
    ContactForm,
    CorrectArrangementForm,
    CorrectContactForm,
    CorrectLicenceForm,
    LicenceForm,
)
from compliance.retailers.forms.entities import (
    DELIVERS,
    MARKETPLACE,
    EntityForm,
    EntitySearchForm,
    NewEntityForm,
    PartnershipForm,
)
from compliance.retailers.forms.filtering import RetailerFilterForm
from compliance.retailers.forms.merging import ApartForm, KeepForm, MergeForm, SplitForm, UndoForm
from compliance.retailers.forms.operators import (
    NEW,
    ConfirmOperatorForm,
    CorrectOperatorForm,
    EndOperatorForm,
    FindEntityForm,
)
from compliance.retailers.forms.outlets import (
    CORRECTED_APART,
    CorrectOutletForm,
    FindForm,
    NewOutletForm,
    OutletForm,
    version_of,
)
from compliance.retailers.forms.standing import (
    ChainForm,
    CorrectNameForm,
    CorrectStatusForm,
    NameForm,
    RenameForm,
    StatusForm,
    new_id_of,
    said_of_chain,
)
from compliance.retailers.forms.trade import ChannelsForm, DisplaysForm, HoursForm, ProductsForm, typed_week

__all__ = [
    "CORRECTED_APART",
    "DELIVERS",
    "MARKETPLACE",
    "NEW",
    "ApartForm",
    "ArrangementForm",
    "ChainForm",
    "ChannelsForm",
    "ConfirmOperatorForm",
    "ContactForm",
    "CorrectArrangementForm",
    "CorrectContactForm",
    "CorrectLicenceForm",
    "CorrectNameForm",
    "CorrectOperatorForm",
    "CorrectOutletForm",
    "CorrectStatusForm",
    "DisplaysForm",
    "EndOperatorForm",
    "EntityForm",
    "EntitySearchForm",
    "FindEntityForm",
    "FindForm",
    "HoursForm",
    "KeepForm",
    "LicenceForm",
    "MergeForm",
    "NameForm",
    "NewEntityForm",
    "NewOutletForm",
    "OutletForm",
    "PartnershipForm",
    "ProductsForm",
    "RenameForm",
    "RetailerFilterForm",
    "SplitForm",
    "StatusForm",
    "UndoForm",
    "new_id_of",
    "said_of_chain",
    "typed_week",
    "version_of",
]

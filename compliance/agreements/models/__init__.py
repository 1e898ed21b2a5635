"""Tables of Responsible Retailer Agreements."""

from compliance.agreements.models.agreements import Agreement, AgreementEvent
from compliance.agreements.models.consents import (
    Consent,
)
from compliance.agreements.models.documents import (
    AgreementDocument,
)
from compliance.agreements.models.links import (
    SigningLink,
)
from compliance.agreements.models.policies import AgreementPolicy
from compliance.agreements.models.scans import AgreementScan
from compliance.agreements.models.signing import (
    Signing,
)
from compliance.agreements.models.texts import AgreementText

__all__ = [
    "Agreement",
    "AgreementDocument",
    "AgreementEvent",
    "AgreementPolicy",
    "AgreementScan",
    "AgreementText",
    "Consent",
    "Signing",
    "SigningLink",
]

"""Tables of evidence: uploads on their way, exhibits, their chain of hands, holds, and copies that were handed out."""

from compliance.evidence.models.exhibit import Exhibit, ExhibitAddition
from compliance.evidence.models.hold import Disclosure, EvidenceHold
from compliance.evidence.models.transfer import ExhibitTransfer
from compliance.evidence.models.uploads import Upload

__all__ = ["Disclosure", "EvidenceHold", "Exhibit", "ExhibitAddition", "ExhibitTransfer", "Upload"]

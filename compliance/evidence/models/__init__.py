"""Tables of evidence: uploads on their way, exhibits, and the chain of hands."""

from compliance.evidence.models.uploads import Upload

__all__ = ["Upload"]

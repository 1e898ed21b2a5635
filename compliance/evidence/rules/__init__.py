"""The words and the law of evidence (pure)."""

from compliance.evidence.rules.kinds import FILE_KINDS, KIND_LABELS, ExhibitKind

__all__ = ["FILE_KINDS", "KIND_LABELS", "ExhibitKind"]

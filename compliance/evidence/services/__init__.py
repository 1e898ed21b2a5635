"""What officers do with evidence."""

from compliance.evidence.services.producing import produce_exhibit, produce_item

__all__ = ["produce_exhibit", "produce_item"]

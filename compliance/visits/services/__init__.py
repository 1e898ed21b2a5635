"""What officers do with visits, their checklists and their actions."""

from compliance.visits.services.recording import correct_visit, record_visit

__all__ = ["correct_visit", "record_visit"]

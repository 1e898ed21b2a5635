"""What a clerk does with a register: import it."""

from compliance.imports.services.register import import_register

__all__ = ["import_register"]

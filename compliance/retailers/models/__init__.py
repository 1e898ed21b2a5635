"""Tables of the register."""

from compliance.retailers.models.register import Entity, Operator, Outlet, Reference

__all__ = ["Entity", "Operator", "Outlet", "Reference"]

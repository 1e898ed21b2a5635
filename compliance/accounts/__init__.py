"""Authorities and forces, officers, roles and signing in."""

"""Exhibits: what is kept of a test purchase, each file’s hash, and the chain of hands."""

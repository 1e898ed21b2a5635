"""An officer at a premises: what was seen, said and offered."""

"""forms of evidence."""

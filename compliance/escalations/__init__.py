"""The repeat-offender list and the ladder: the rung reached, and why."""

"""Test purchases, in store and online: the attempt, the hand-over, the outcome."""

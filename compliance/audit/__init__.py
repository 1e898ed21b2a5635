"""What was done or looked at, by whom, to what and why: append-only and hash-chained."""

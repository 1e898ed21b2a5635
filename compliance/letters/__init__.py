"""Letters: kinds, the facts each needs, wording, PDF and print runs. Issued bytes never change."""

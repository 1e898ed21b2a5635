"""Home page, rates, trends and extracts across nouns."""

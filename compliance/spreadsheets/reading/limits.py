"""How much of a file from outside is read, and why no more."""

MOST_ROWS = 1_048_576
"""Rows of one sheet or text: as many as a spreadsheet program can show, so more were never looked at by anybody."""
MOST_COLUMNS = 200
"""Columns of one row: a register has 30, a form with an answer in each column 100."""
MOST_CELLS = 2_500_000
"""Cells of one sheet: 100,000 rows of 25. Reading them takes about ten seconds; a larger table comes as CSV."""
LONGEST_CELL = 131_072
"""Characters of one cell, as many as Python's csv reads; a spreadsheet program holds 32,767."""
LONGEST_ROW = 1_000_000
"""Characters of one row of text: a thousand times what a row of a register has."""
MOST_UNPACKED = 512 * 1024 * 1024
"""Bytes that a compressed text may unpack to: four times the register of the UK."""
MOST_WORKBOOK = 2 * MOST_UNPACKED
"""Bytes that are unpacked of a workbook while it is read; those of OpenDocument are read twice, or more for sheets."""
MOST_PARTS = 1_000
"""Files inside a workbook: one of twelve sheets with pictures has about 60."""
LARGEST_CONTENTS = 512 * 1024
"""Bytes of a workbook's table of contents: 1,000 files with names of 400 characters."""
MOST_STRINGS = 1_000_000
"""Different texts in a workbook, which are held in memory while it is read."""
MOST_STRINGS_TEXT = 64 * 1024 * 1024
"""Characters of these texts together."""
LONGEST_TOKEN = 1024 * 1024
"""Bytes of one tag, comment or word of a document, which the parser must hold whole."""
MOST_NAMES = 2_000
"""Different names of tags and attributes of a document: a workbook has about 200."""
DEEPEST = 64
"""Tags within tags of a document: a workbook has about 12."""
MOST_ELEMENTS = 5 * MOST_CELLS
"""Tags of a document: a cell of a workbook has two or three."""

"""Files that officers have, recognised by what is in them and read row by row."""

from compliance.imports.rules.reading.recognised import MORE_CELLS, Recognised, read_recognised
from compliance.imports.rules.reading.recognition import recognise, rows

__all__ = ["MORE_CELLS", "Recognised", "read_recognised", "recognise", "rows"]

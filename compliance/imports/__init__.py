"""A file in: recognise it, map it, check every row, preview, commit, undo."""

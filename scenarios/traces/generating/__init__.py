"""New orders like those of a file: how many a day, and which of the file's orders each of them is like."""

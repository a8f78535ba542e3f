"""The commands of `orderlab`, one file each."""

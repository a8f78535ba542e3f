"""A dispatch policy as a file of one's own would hold it."""

HOURLY = """
from dataclasses import dataclass


@dataclass(frozen=True)
class Hourly:
    offset_minutes: int = 0

    def next_decision(self, now):
        return now + 3_600_000_000

    def select(self, dock):
        return dock.staged >= 0
"""

"""What was dropped, repaired or not found while a trace was read: one sentence a rule, with its count.

A rule that met nothing says nothing. Sentences keep the order in which the rules are applied.
"""

from __future__ import annotations

from dataclasses import dataclass, field

RARE = 0.01
"""Share of bad cells up to which a column is dirty; above it the file was read wrongly, and that is an error."""


@dataclass(slots=True)
class Notes:
    """The sentences collected so far."""

    sentences: list[str] = field(default_factory=list)

    def count(self, number: int, one: str, many: str) -> None:
        """Note what happened to `number` things, unless there were none; ``{}`` stands for the number."""
        if number:
            self.say((one if number == 1 else many).format(number))

    def say(self, sentence: str) -> None:
        """Note a sentence once, however often it is said."""
        if sentence not in self.sentences:
            self.sentences.append(sentence)

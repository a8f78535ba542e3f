"""Flip points: the value of an input at which an answer turns into its opposite.

Bisection, for many inputs in step, so that their runs share the workers. It needs one end where the answer stands and
one where it is turned, and halves the way between them; over the same customers the answer is a function of the input
alone, so a turn that is bracketed is there. There may be others in between: what is found is one that leads from the
one end to the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

STEPS = 5
"""Halvings: between a value and its double the flip point is then known to two per cent."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A flip point lies between two values.

    Parameters
    ----------
    near
        Where the answer still stands; the end on the side of the present value.
    far
        Where it is turned.
    whole
        Whether only whole numbers lie between.
    """

    near: float
    far: float
    whole: bool = False

    @property
    def closed(self) -> bool:
        """Whether there is nothing left between the ends."""
        return self.near == self.far or (self.whole and abs(self.far - self.near) <= 1)

    @property
    def middle(self) -> float:
        """The value to try next: half way by factors, since inputs are scaled; a whole number between whole ones."""
        between = math.copysign(math.sqrt(self.near * self.far), self.near)
        if not self.whole:
            return float(f"{between:.6g}")
        low, high = sorted((self.near, self.far))
        return min(max(round(between), low + 1), high - 1)


Turned = Callable[[Sequence[tuple[int, float]]], Sequence[bool | None]]
"""``turned([(which, value), ...])``: whether the answer of each is turned at a value; None where there is no answer."""


def narrow(brackets: Sequence[Bracket], turned: Turned, steps: int = STEPS) -> list[Bracket]:
    """Halve brackets together.

    Parameters
    ----------
    brackets
        Ends of one sign each, with the answer as it stands at `near` and turned at `far`.
    turned
        Asked once a step, for all brackets that are still open.
    steps
        Halvings at most.
    """
    found = list(brackets)
    lost: set[int] = set()
    for _ in range(steps):
        open_ones = [which for which, bracket in enumerate(found) if not bracket.closed and which not in lost]
        if not open_ones:
            break
        values = [found[which].middle for which in open_ones]
        for which, value, answer in zip(
            open_ones, values, turned(list(zip(open_ones, values, strict=True))), strict=True
        ):
            bracket = found[which]
            if answer is None:
                # Where there is no answer nothing can be halved; the bracket as it is stays true.
                lost.add(which)
            elif answer:
                found[which] = Bracket(bracket.near, value, bracket.whole)
            else:
                found[which] = Bracket(value, bracket.far, bracket.whole)
    return found
